package chat

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxName is the longest name of a card, in characters.
const MaxName = 40

const blanks = "\u115f\u1160\u2800\u3164\uffa0" // characters that show nothing

// ShortName is a person's name, clean and cut to the length of a card's.
func ShortName(name string) string {
	r := []rune(CleanName(name))
	return string(r[:min(len(r), MaxName)])
}

// Short cuts what the cabinet wrote to what fits on a line.
func Short(s string) string {
	const most = 24
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}

// CleanName makes what was typed fit for one line: no control characters, no
// invisible ones but those that join emoji, single spaces. It is "" where
// nothing visible is left.
func CleanName(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r) && !joinsEmoji(r), r == utf8.RuneError,
			strings.ContainsRune(blanks, r):
			return -1
		}
		return r
	}, s)
	if !strings.ContainsFunc(s, visible) {
		return ""
	}
	return strings.Join(strings.Fields(s), " ")
}

// HoldsNumber tells whether a name may hold a card's number, in digits of
// whatever script, or a part that tells it.
func HoldsNumber(name string) bool {
	const numberDigits = 8
	digits := 0
	for _, r := range name {
		if unicode.IsNumber(r) {
			digits++
		}
	}
	return digits >= numberDigits
}

// joinsEmoji tells the marks between the parts of one emoji.
func joinsEmoji(r rune) bool { return r == '\u200d' || r >= '\U000e0020' && r <= '\U000e007f' }

func visible(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsSymbol(r) || unicode.IsPunct(r)
}

// City is a city of the fares' in the chat's language, where the catalogues
// have its name, else as the operator wrote it.
func (w *Writer) City(name string) string {
	key := "city." + strings.Join(strings.FieldsFunc(strings.ToLower(name), notLetter), "_")
	if !w.Texts.Has(key) {
		return name
	}
	return w.Plain(key)
}

func notLetter(r rune) bool { return !unicode.IsLetter(r) }
