package texts

import (
	"maps"
	"regexp"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
)

// zone is Almaty's, without the machine's time zone data.
var zone = time.FixedZone("Asia/Almaty", 5*60*60)

// loaded is read once for all tests; it is never changed.
var loaded = sync.OnceValues(func() (*Catalogue, error) { return Load(zone) })

func load(t *testing.T) *Catalogue {
	t.Helper()
	c, err := loaded()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func in(t *testing.T, lang Lang) Texts {
	t.Helper()
	return load(t).In(lang)
}

// entry is a message as it stands in a catalogue: its templates by plural
// form, or one of the form "".
type entry map[string]string

func (e entry) plural() bool { _, plain := e[""]; return !plain }

func (e entry) forms() []string { return slices.Sorted(maps.Keys(e)) }

// entries reads a catalogue without the library that serves it.
func entries(t *testing.T, lang Lang) map[string]entry {
	t.Helper()
	raw, err := files.ReadFile(string(lang) + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	var read map[string]any
	if err := yaml.Unmarshal(raw, &read); err != nil {
		t.Fatal(err)
	}
	out := map[string]entry{}
	for key, v := range read {
		out[key] = entry{}
		switch v := v.(type) {
		case string:
			out[key][""] = v
		case map[string]any:
			for form, text := range v {
				out[key][form], _ = text.(string)
			}
		default:
			t.Errorf("%s: %s is a %T", lang, key, v)
		}
	}
	return out
}

// forEach checks every template of every language.
func forEach(t *testing.T, check func(t *testing.T, lang Lang, key, form, template string)) {
	t.Helper()
	for _, lang := range Langs() {
		for key, e := range entries(t, lang) {
			for form, template := range e {
				check(t, lang, key, form, template)
			}
		}
	}
}

var (
	action   = regexp.MustCompile(`\{\{[^}]*\}\}`)
	variable = regexp.MustCompile(`\.([A-Za-z]\w*)`)
)

// variables lists what a template has filled in, sorted.
func variables(template string) []string {
	var names []string
	for _, a := range action.FindAllString(template, -1) {
		for _, m := range variable.FindAllStringSubmatch(a, -1) {
			names = append(names, m[1])
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
