package chat

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestCleanName(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"Айша":                       "Айша",
		"  Мама  и\tпапа\n":          "Мама и папа",
		"a\u00a0\u202fb":             "a b",
		"\u202eevil":                 "evil",
		"\u2066a\u2069\u200f":        "a",
		"bell\a\x00\x1b[0m":          "bell[0m",
		"bad \xff\xfe bytes":         "bad bytes",
		"<b>&amp;":                   "<b>&amp;",
		"👩‍👧 Мама":                   "👩‍👧 Мама",
		"🏴\U000e0067\U000e0062 Flag": "🏴\U000e0067\U000e0062 Flag",
		"سارة":                       "سارة",
		"\n\t \u2028":                "",
		"":                           "",
	} {
		if got := CleanName(typed); got != want {
			t.Errorf("CleanName(%q) = %q, want %q", typed, got, want)
		}
	}
}

func FuzzCleanName(f *testing.F) {
	for _, s := range []string{"Айша", "a\n\nb", "\u202e", "\xff", "👩‍👧", " \u00a0 "} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := CleanName(s)
		if !utf8.ValidString(got) || strings.TrimSpace(got) != got || strings.Contains(got, "  ") {
			t.Errorf("CleanName(%q) = %q", s, got)
		}
		for _, r := range got {
			if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || unicode.IsSpace(r) && r != ' ' {
				t.Errorf("CleanName(%q) = %q keeps %U", s, got, r)
			}
		}
		if again := CleanName(got); again != got {
			t.Errorf("cleaned again, %q becomes %q", got, again)
		}
	})
}
