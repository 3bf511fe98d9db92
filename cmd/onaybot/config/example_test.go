package config

import (
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

func example(t *testing.T) string {
	t.Helper()
	src, err := os.ReadFile("../../../config.example.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return string(src)
}

func TestExampleIsTheDefaults(t *testing.T) {
	t.Parallel()
	want, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	got := mustParse(t, example(t))
	same(t, got, want)
	for _, key := range append(keysOf(reflect.TypeFor[Config](), ""), keysOf(reflect.TypeFor[Fare](), "fares[0].")...) {
		if got.source.line(key) == 0 {
			t.Errorf("%s is not in the example", key)
		}
	}
	for _, name := range []string{EnvToken, envLogin, envPassword, envAppToken} {
		if !strings.Contains(example(t), name) {
			t.Errorf("%s is not in the example", name)
		}
	}
}

// keysOf lists the dotted keys of a struct by its tags; a list is one key.
func keysOf(typ reflect.Type, prefix string) []string {
	var keys []string
	for f := range typ.Fields() {
		key := f.Tag.Get("yaml")
		switch {
		case key == "":
		case f.Type.Kind() == reflect.Struct && f.Type.Field(0).Tag.Get("yaml") != "":
			keys = append(keys, keysOf(f.Type, prefix+key+".")...)
		default:
			keys = append(keys, prefix+key)
		}
	}
	return keys
}

func TestExampleExplainsEveryKey(t *testing.T) {
	t.Parallel()
	sets := regexp.MustCompile(`^ *(- )?[a-z_]+: *\S`)
	lines := strings.Split(example(t), "\n")
	for i, line := range lines {
		if len([]rune(line)) > 100 {
			t.Errorf("line %d is %d characters long", i+1, len([]rune(line)))
		}
		if strings.HasPrefix(strings.TrimSpace(line), "#") || !sets.MatchString(line) {
			continue
		}
		if above := strings.TrimSpace(lines[max(i-1, 0)]); !strings.HasPrefix(above, "# ") {
			t.Errorf("line %d has no comment above it: %s", i+1, line)
		}
	}
}

// The configuration that stands in the README is one that run takes.
func TestTheReadmesConfigurationIsTaken(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(readme), "```yaml\n")
	text, _, _ := strings.Cut(rest, "```")
	if !found || strings.Count(text, "\n") != 6 {
		t.Fatalf("the README shows %q", text)
	}
	c, err := parse("README.md", []byte(text), env())
	if err != nil {
		t.Fatal(err)
	}
	if err := c.NeedToken(); err != nil {
		t.Error(err)
	}
}
