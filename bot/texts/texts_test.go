package texts

import (
	"fmt"
	"strings"
	"testing"
)

func TestMatch(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]Lang{
		"ru": RU, "kk": KK, "en": EN, "kk-KZ": KK, "en-US": EN, "EN": EN, "kk_KZ": KK, "en-Latn-GB": EN,
		"": RU, "de": RU, "uz": RU, "enx": RU, "kkk": RU, "-en": RU, "ru-KZ": RU, "\x00": RU,
	} {
		if got := Match(code); got != want {
			t.Errorf("Match(%q) = %s, want %s", code, got, want)
		}
	}
}

func TestUnknownLanguageIsRussian(t *testing.T) {
	t.Parallel()
	c := load(t)
	if got := c.In("de"); got.Lang != RU || got.T("button.keep", nil) != c.In(RU).T("button.keep", nil) {
		t.Errorf("de is %s", got.Lang)
	}
	for _, lang := range Langs() {
		if got := c.In(lang); got.Lang != lang || got.Zone() != zone {
			t.Errorf("In(%s) = %s in %v", lang, got.Lang, got.Zone())
		}
	}
}

func TestVariablesAreEscapedUnlessTheyAreMarkup(t *testing.T) {
	t.Parallel()
	texts := in(t, RU)
	for _, c := range []struct {
		value any
		want  HTML
	}{
		{`<b>&"x"`, "маршрут &lt;b&gt;&amp;&#34;x&#34;"},
		{HTML("<b>92</b>"), "маршрут <b>92</b>"},
		{92, "маршрут 92"},
		{"{{.Secret}}", "маршрут {{.Secret}}"},
	} {
		if got := texts.T("trips.route", Args{"Route": c.value}); got != c.want {
			t.Errorf("%#v is written %q, want %q", c.value, got, c.want)
		}
	}
}

func TestArgumentsAreLeftAsTheyWere(t *testing.T) {
	t.Parallel()
	args := Args{"Route": "<92>"}
	in(t, RU).T("trips.route", args)
	if args["Route"] != "<92>" {
		t.Errorf("the caller's argument became %q", args["Route"])
	}
}

func TestPlainIsWithoutMarkup(t *testing.T) {
	t.Parallel()
	if got := in(t, RU).Plain("trips.route", Args{"Route": `<&'">`}); got != `маршрут <&'">` {
		t.Errorf("got %q", got)
	}
}

func TestMissingKeyShowsItself(t *testing.T) {
	t.Parallel()
	texts := in(t, KK)
	if got := texts.T("no.such_key", Args{"A": 1}); got != "no.such_key" {
		t.Errorf("T = %q", got)
	}
	if got := texts.N("no.such_key", 2); got != "no.such_key" {
		t.Errorf("N = %q", got)
	}
}

func TestTextsEndWithoutALineBreak(t *testing.T) {
	t.Parallel()
	for _, lang := range Langs() {
		for _, key := range []string{"start.hello", "help.note"} {
			if got := string(in(t, lang).T(key, nil)); strings.TrimSpace(got) != got {
				t.Errorf("%s: %s = %q", lang, key, got)
			}
		}
	}
}

func TestPlurals(t *testing.T) {
	t.Parallel()
	for lang, want := range map[Lang]map[int64]string{
		RU: {
			0: "0 поездок", 1: "1 поездка", 2: "2 поездки", 5: "5 поездок", 11: "11 поездок", 12: "12 поездок",
			21: "21 поездка", 22: "22 поездки", 25: "25 поездок", 111: "111 поездок", 1_000_001: "1\u202f000\u202f001 поездка",
		},
		KK: {0: "0 сапар", 1: "1 сапар", 2: "2 сапар", 5: "5 сапар", 21: "21 сапар", 111: "111 сапар"},
		EN: {
			0: "0 rides", 1: "1 ride", 2: "2 rides", 5: "5 rides", 11: "11 rides", 21: "21 rides",
			22: "22 rides", 25: "25 rides", 111: "111 rides", 1240: "1\u202f240 rides",
		},
	} {
		texts := in(t, lang)
		for n, want := range want {
			if got := texts.N("rides", n); string(got) != want {
				t.Errorf("%s: %d is %q, want %q", lang, n, got, want)
			}
		}
	}
}

func TestLinesAndJoinLeaveOutTheEmpty(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ got, want HTML }{
		{Lines("a", "", "b"), "a\nb"},
		{Lines("", ""), ""},
		{Lines(), ""},
		{Join(" · ", "", "a", "b", ""), "a · b"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestCataloguesServeManyAtOnce(t *testing.T) {
	t.Parallel()
	c := load(t)
	for i := range 8 {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			for _, lang := range Langs() {
				if got := c.In(lang).N("rides", int64(i)); !strings.HasPrefix(string(got), fmt.Sprint(i)) {
					t.Errorf("%s: %q", lang, got)
				}
			}
		})
	}
}
