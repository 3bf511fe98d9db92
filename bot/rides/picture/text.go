package picture

import (
	"strings"
	"unicode"

	"github.com/go-analyze/charts"
)

// pixelsPerPoint is the library's resolution, 92 dots an inch.
const pixelsPerPoint = 92.0 / 72

func plain(pixels float64, c charts.Color) charts.FontStyle {
	return charts.FontStyle{
		FontSize: pixels / pixelsPerPoint, FontColor: c, Font: charts.GetFont(charts.FontFamilyNotoSans),
	}
}

func bold(pixels float64, c charts.Color) charts.FontStyle {
	s := plain(pixels, c)
	s.Font = charts.GetFont(charts.FontFamilyNotoSansBold)
	return s
}

// smallest is how far a text is made smaller before it is cut.
const smallest = 0.6

// fit writes a text on one line of at most width pixels.
func (c canvas) fit(text string, x, y, width int, style charts.FontStyle) {
	text, style = c.fitted(text, width, style)
	c.Text(text, x, y, 0, style)
}

// fitted makes a text fit into width pixels: smaller where it has to be, and
// cut with an ellipsis where that does not help.
func (c canvas) fitted(text string, width int, style charts.FontStyle) (string, charts.FontStyle) {
	text = drawable(text)
	for full := style.FontSize; c.width(text, style) > width && style.FontSize > full*smallest; {
		style.FontSize *= 0.95
	}
	for letters := []rune(text); c.width(text, style) > width && len(letters) > 0; {
		letters = letters[:len(letters)-1]
		text = strings.TrimRight(string(letters), " ") + "…"
	}
	return text, style
}

func (c canvas) width(text string, style charts.FontStyle) int {
	return c.MeasureText(text, 0, style).Width()
}

// drawable takes out what the fonts have no letters for: emoji, and
// alphabets other than Latin, Greek and Cyrillic.
func drawable(text string) string {
	fonts := []string{charts.FontFamilyNotoSans, charts.FontFamilyRoboto}
	kept := strings.Map(func(r rune) rune {
		for _, f := range fonts {
			if unicode.IsGraphic(r) && charts.GetFont(f).Index(r) != 0 {
				return r
			}
		}
		return -1
	}, text)
	return strings.TrimSpace(kept)
}
