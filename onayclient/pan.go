package onayclient

import (
	"fmt"
	"io"
	"log/slog"
	"strings"
	"unicode"
	"unique"
)

// panDigits is the length of a card number (observed).
const panDigits = 19

// PAN is a card number: 19 digits that pass the Luhn check. It is comparable and fit
// for a map key. However it is printed, marshalled or logged, alone or inside another
// value, it shows its last four digits at the most; only [PAN.Digits] tells the number.
//
// The zero value is no card number, see [PAN.IsZero].
type PAN struct {
	// The handle is a pointer to the digits: fmt's reflection, which gets past the
	// methods of a value in an unexported field, finds an address there.
	h unique.Handle[string]
}

// ParsePAN reads a card number as it is printed or typed: digits, full-width and Arabic
// ones too, in any grouping by spaces of any width, dashes of any length and invisible
// marks that come with pasted text. A full stop is no separator. The error is a
// *[PANError]. What stands among other words is found by [FindPANs].
func ParsePAN(s string) (PAN, error) {
	digits, err := digitsOf(s)
	if err != nil {
		return PAN{}, err
	}
	return panOf(digits)
}

// Digits reveals the whole number, "" for the zero PAN. It belongs in requests and in
// the database, never in a log, an error or a message.
func (p PAN) Digits() string {
	if p.IsZero() {
		return ""
	}
	return p.h.Value()
}

// Last4 returns the last four digits, "" for the zero PAN.
func (p PAN) Last4() string {
	if p.IsZero() {
		return ""
	}
	return p.h.Value()[panDigits-4:]
}

// IsZero reports whether p is the zero value, which is no card number.
func (p PAN) IsZero() bool { return p == PAN{} }

// Equal reports whether p and q are the same number.
func (p PAN) Equal(q PAN) bool { return p == q }

// String masks the number: "·4962".
func (p PAN) String() string {
	if p.IsZero() {
		return "·----"
	}
	return "·" + p.Last4()
}

// GoString masks the number.
func (p PAN) GoString() string { return p.String() }

// Format masks the number under every verb, %d and %x included.
func (p PAN) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, p.String()) } // fmt.State keeps no errors

// LogValue masks the number.
func (p PAN) LogValue() slog.Value { return slog.StringValue(p.String()) }

// MarshalText masks the number, so it is masked in JSON too. There is no way back.
func (p PAN) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// PANReason says which check a card number failed.
type PANReason uint8

// The checks, in the order in which they are made.
const (
	ReasonNotNumber PANReason = iota + 1 // something else than digits and separators, or no digit
	ReasonLength                         // not 19 digits
	ReasonLuhn                           // 19 digits with a typo among them
	ReasonTail                           // 8 digits that end no number of a known kind
)

// PANError tells why a text is no card number. It never holds the text.
type PANError struct {
	Reason PANReason
	Digits int // how many digits came; 0 with ReasonNotNumber
}

// Error names the reason without quoting the input.
func (e *PANError) Error() string {
	switch e.Reason {
	case ReasonLength:
		return fmt.Sprintf("card number: %d digits instead of %d", e.Digits, panDigits)
	case ReasonLuhn:
		return "card number: check digit does not fit"
	case ReasonTail:
		return "card number: no known kind of card ends in these 8 digits: look for a typo, or give all 19"
	default:
		return "card number: not a number"
	}
}

func panOf(digits string) (PAN, error) {
	if len(digits) != panDigits {
		return PAN{}, &PANError{Reason: ReasonLength, Digits: len(digits)}
	}
	if !luhn(digits) {
		return PAN{}, &PANError{Reason: ReasonLuhn, Digits: len(digits)}
	}
	return PAN{h: unique.Make(digits)}, nil
}

// digitsOf strips separators; anything left that is no digit is an error.
func digitsOf(s string) (string, error) {
	var b strings.Builder
	for _, r := range foldDigits(s) {
		switch {
		case '0' <= r && r <= '9':
			b.WriteRune(r)
		case !isSeparator(r):
			return "", &PANError{Reason: ReasonNotNumber}
		}
	}
	if b.Len() == 0 {
		return "", &PANError{Reason: ReasonNotNumber}
	}
	return b.String(), nil
}

// isSeparator accepts spaces (no-break and narrow ones too), dashes, the minus sign and
// invisible format marks such as zero-width spaces and text direction.
func isSeparator(r rune) bool {
	return unicode.IsSpace(r) || unicode.In(r, unicode.Zs, unicode.Pd, unicode.Cf) || r == '\u2212'
}

func luhn(digits string) bool {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}
