package picture

import (
	"testing"

	"github.com/go-analyze/charts"
)

func TestLettersOfAllLanguagesAreKept(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"ӘәҒғҚқҢңӨөҰұҮүҺһІі", "Ёё Айша ·4962", "1\u202f240\u202f₸", "\u2212480 ₸ — № 92 «М1»"} {
		if got := drawable(text); got != text {
			t.Errorf("%q becomes %q", text, got)
		}
	}
}

func TestWhatHasNoLetterIsTakenOut(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"🐻 Айша ·4962": "Айша ·4962", "\u2068\u05d0\u05d1\u2069 ·4962": "·4962", "🐻": "", "": "", "a\nb": "ab",
	} {
		if got := drawable(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
}

func TestLongTextsAreMadeToFit(t *testing.T) {
	t.Parallel()
	c := newCanvas(100)
	style := bold(56, ink)
	long := "Айша, вторая дочь от первого брака, ·4962"
	text, fitted := c.fitted(long, 500, style)
	if c.width(text, fitted) > 500 || fitted.FontSize >= style.FontSize || text == long {
		t.Errorf("%q is %d wide in %v", text, c.width(text, fitted), fitted.FontSize)
	}
	if text, fitted := c.fitted("Айша", 500, style); text != "Айша" || fitted.FontSize != style.FontSize {
		t.Errorf("a short text becomes %q in %v", text, fitted.FontSize)
	}
	if text, _ := c.fitted("Айша", 1, style); text != "…" && text != "" {
		t.Errorf("in no room stands %q", text)
	}
}

func TestFontsAreTheChosenOnes(t *testing.T) {
	t.Parallel()
	fallback := charts.GetFont("no such font")
	if plain(10, ink).Font == fallback || bold(10, ink).Font == fallback || plain(10, ink).Font == bold(10, ink).Font {
		t.Error("a font is missing from the library")
	}
}
