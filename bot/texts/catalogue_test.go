package texts

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

func TestLanguagesHaveTheSameKeys(t *testing.T) {
	t.Parallel()
	ru := entries(t, RU)
	for _, lang := range Langs() {
		other := entries(t, lang)
		for key := range ru {
			if _, ok := other[key]; !ok {
				t.Errorf("%s lacks %s", lang, key)
			}
		}
		for key := range other {
			if _, ok := ru[key]; !ok {
				t.Errorf("%s has %s, which ru has not", lang, key)
			}
		}
	}
}

func TestPluralsHaveEveryForm(t *testing.T) {
	t.Parallel()
	want := map[Lang][]string{
		RU: {"few", "many", "one", "other"},
		KK: {"one", "other"},
		EN: {"one", "other"},
	}
	ru := entries(t, RU)
	for _, lang := range Langs() {
		for key, e := range entries(t, lang) {
			if e.plural() != ru[key].plural() {
				t.Errorf("%s: %s is a plural in one language only", lang, key)
			}
			if e.plural() && !slices.Equal(e.forms(), want[lang]) {
				t.Errorf("%s: %s has the forms %v, want %v", lang, key, e.forms(), want[lang])
			}
		}
	}
}

func TestLanguagesFillInTheSameVariables(t *testing.T) {
	t.Parallel()
	ru := entries(t, RU)
	forEach(t, func(t *testing.T, lang Lang, key, form, template string) {
		want := variables(ru[key][ru[key].forms()[0]])
		if got := variables(template); !slices.Equal(got, want) {
			t.Errorf("%s: %s %s fills in %v, want %v", lang, key, form, got, want)
		}
		if form != "" && !slices.Equal(want, []string{"N"}) {
			t.Errorf("%s: the plural %s fills in %v; it is given N alone", lang, key, want)
		}
	})
}

func TestNoTextIsEmpty(t *testing.T) {
	t.Parallel()
	forEach(t, func(t *testing.T, lang Lang, key, form, template string) {
		if strings.TrimSpace(template) == "" {
			t.Errorf("%s: %s %s is empty", lang, key, form)
		}
		for line := range strings.Lines(template) {
			if line = strings.TrimSuffix(line, "\n"); strings.TrimRight(line, " ") != line {
				t.Errorf("%s: %s has a line that ends in a space: %q", lang, key, line)
			}
		}
	})
}

var (
	tag    = regexp.MustCompile(`<(/?)([^>]*)>`)
	entity = regexp.MustCompile(`&(lt|gt|amp|quot);`)
)

// Telegram refuses a whole message for one wrong tag.
func TestMarkupIsTelegrams(t *testing.T) {
	t.Parallel()
	forEach(t, func(t *testing.T, lang Lang, key, _, template string) {
		if problem := markupProblem(template); problem != "" {
			t.Errorf("%s: %s: %s in %q", lang, key, problem, template)
		}
	})
}

func markupProblem(s string) string {
	var open []string
	for _, m := range tag.FindAllStringSubmatch(s, -1) {
		name := m[2]
		switch {
		case !slices.Contains([]string{"b", "i", "u", "s", "code", "pre"}, name):
			return "tag " + m[0]
		case m[1] == "":
			open = append(open, name)
		case len(open) == 0 || open[len(open)-1] != name:
			return "closing " + m[0]
		default:
			open = open[:len(open)-1]
		}
	}
	rest := entity.ReplaceAllString(tag.ReplaceAllString(s, ""), "")
	switch {
	case len(open) > 0:
		return "unclosed " + open[0]
	case strings.ContainsAny(rest, "<>&"):
		return "a bare < > or &"
	}
	return ""
}

func TestMarkupProblemFindsThem(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"<b>x", "x</b>", "<b><i>x</b></i>", "<h1>x</h1>", "a < b", "a & b", "&nbsp;"} {
		if markupProblem(s) == "" {
			t.Errorf("nothing is found in %q", s)
		}
	}
}

func TestOneEmojiALine(t *testing.T) {
	t.Parallel()
	forEach(t, func(t *testing.T, lang Lang, key, _, template string) {
		for line := range strings.Lines(template) {
			if n := emoji(line); n > 1 {
				t.Errorf("%s: %s has %d emoji in the line %q", lang, key, n, line)
			}
		}
	})
}

func emoji(s string) (n int) {
	for _, r := range s {
		if unicode.Is(unicode.So, r) && r != '№' {
			n++
		}
	}
	return n
}

func TestNoFigureStandsBesideAWord(t *testing.T) {
	t.Parallel()
	// Kazakh case endings follow the sound of what they hang on, which a
	// variable does not tell. No language glues letters to one.
	glued := regexp.MustCompile(`[\pL\pN]\{\{|\}\}['’-]?[\pL\pN]`)
	forEach(t, func(t *testing.T, lang Lang, key, _, template string) {
		// A condition is no word: {{if .X}}, {{end}} print nothing themselves.
		plain := regexp.MustCompile(`\{\{(if [^}]*|else|end)\}\}`).ReplaceAllString(template, "")
		if glued.MatchString(plain) {
			t.Errorf("%s: %s glues a word to a variable: %q", lang, key, template)
		}
	})
}

// Letters of another alphabet in a word look right and are not.
func TestNoWordMixesAlphabets(t *testing.T) {
	t.Parallel()
	word := regexp.MustCompile(`\pL+`)
	forEach(t, func(t *testing.T, lang Lang, key, _, template string) {
		for _, w := range word.FindAllString(action.ReplaceAllString(template, " "), -1) {
			cyrillic := strings.ContainsFunc(w, func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) })
			latin := strings.ContainsFunc(w, func(r rune) bool { return unicode.Is(unicode.Latin, r) })
			if cyrillic && latin {
				t.Errorf("%s: %s has the word %q of two alphabets", lang, key, w)
			}
			if lang == EN && cyrillic && key != "lang.ask" {
				t.Errorf("en: %s has the word %q", key, w)
			}
		}
	})
}

// A catalogue that was copied and not translated yet would pass all of the
// above.
func TestLanguagesDiffer(t *testing.T) {
	t.Parallel()
	same := []string{ // rightly so
		"lang.ask", "name.done", "balance.as_of", "cards.line", "trips.vehicle", "date.day", "date.day_year",
		"card.unnamed", "class.unknown", "button.balance", "date.weekday_3", "date.weekday_6", "date.weekday_1",
		"city.almaty", "city.abai", "city.topar", "city.shakhtinsk",
	}
	ru, kk, en := entries(t, RU), entries(t, KK), entries(t, EN)
	for key, e := range ru {
		form := e.forms()[len(e)-1] // other, or the only one
		if slices.Contains(same, key) {
			continue
		}
		if a, b, c := e[form], kk[key][form], en[key][form]; a == b || b == c || a == c {
			t.Errorf("%s says the same in two languages: %q, %q, %q", key, a, b, c)
		}
	}
}
