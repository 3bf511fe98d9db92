package onayclient

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// shortDigits is the length of the part of a number that people type from memory.
const shortDigits = 8

// attemptDigits is how many digits among words are meant for a card's number, right or
// wrong. A telephone number has eleven.
const attemptDigits = 12

// oldPrefixes begin the numbers of the known kinds of card (observed): the unified card,
// the reduced fare, and a third, of 2024 and 2025. Newer and regional prefixes exist and
// are not known, so a prefix never decides whether a number is accepted. The check digit
// of any 8 digits fits one of the three at the most.
var oldPrefixes = [...]string{"96431085033", "96439085033", "93981010000"}

// ParseTyped reads the number that somebody types for a card: all of it, or its last 8
// digits, which the check digit tells the prefix of. The error is a *[PANError].
func ParseTyped(s string) (PAN, error) {
	digits, err := digitsOf(s)
	if err != nil {
		return PAN{}, err
	}
	return typed(digits)
}

func typed(digits string) (PAN, error) {
	if len(digits) != shortDigits {
		return panOf(digits)
	}
	for _, prefix := range oldPrefixes {
		if pan, err := panOf(prefix + digits); err == nil && !strings.HasPrefix(prefix, digits) {
			return pan, nil
		}
	}
	return PAN{}, &PANError{Reason: ReasonTail, Digits: shortDigits}
}

// Found is a card number, right or wrong, in what somebody typed.
type Found struct {
	PAN    PAN
	Err    error  // why it is none, a *[PANError]; nil: PAN is the number
	Whole  bool   // all its digits stand there, not only the last 8
	Last4  string // of the digits that stand there
	Before string // what stands between the number before it and it
	After  string // what stands between it and the number after it
}

// FindPANs finds the card numbers in a text: whole ones and last 8 digits, in a sentence,
// in quotes, with stops, several of them. A text without letters that has 8 digits on end
// or more is meant for a number, and so is a card's worth of digits among words: where
// they are none, that is found with its error.
func FindPANs(s string) (found []Found) {
	s = foldDigits(s)
	unmarked := listMark.ReplaceAllStringFunc(s, func(mark string) string { return strings.Repeat(" ", len(mark)) })
	spans := numbersIn(unmarked)
	for i, at := range spans {
		begin, end := 0, len(s)
		if i > 0 {
			begin = spans[i-1].to
		}
		if i+1 < len(spans) {
			end = spans[i+1].from
		}
		digits := digitsIn(unmarked[at.from:at.to])
		f := Found{Last4: digits[len(digits)-4:], Before: s[begin:at.from], After: s[at.to:end]}
		f.PAN, f.Err = typed(digits)
		f.Whole = f.Err == nil && len(digits) == panDigits
		found = append(found, f)
	}
	return found
}

// listMark counts the numbers of a list, as "1." does at the beginning of a line, or "1)", and is a
// part of none.
var listMark = regexp.MustCompile(`(?m)^[ \t]*\d{1,2}[.)][ \t]|(?:^|\s)\d\)\s`)

// span is a part of a text.
type span struct{ from, to int }

// The digits that may be one number: what stands between them separates groups. A full
// stop does so within a number, but stands in dates and amounts too.
var (
	digitRun   = regexp.MustCompile(`[0-9]+`)
	plainRun   = regexp.MustCompile(`[0-9]+(?:[\s\p{Z}\p{Pd}\p{Cf}\x{2212}]+[0-9]+)*`)
	stoppedRun = regexp.MustCompile(`[0-9]+(?:[\s\p{Z}\p{Pd}\p{Cf}\x{2212}.]+[0-9]+)*`)
)

func numbersIn(s string) (spans []span) {
	bare := !strings.ContainsFunc(s, unicode.IsLetter)
	if runs := spansOf(digitRun, s, span{0, len(s)}); bare && digitsOfRuns(runs) == panDigits {
		return []span{around(runs)}
	}
	for _, stopped := range spansOf(stoppedRun, s, span{0, len(s)}) {
		numbers := numbersOf(s, stopped, bare)
		if plain := spansOf(plainRun, s, stopped); len(numbers) == 0 && len(plain) > 1 {
			for _, at := range plain {
				numbers = append(numbers, numbersOf(s, at, bare)...)
			}
		}
		spans = append(spans, numbers...)
	}
	return spans
}

// numbersOf finds the numbers in a run of groups of digits, or the run itself where it
// is meant for one.
func numbersOf(s string, run span, bare bool) []span {
	groups := spansOf(digitRun, s, run)
	if numbers := numbersAmong(s, groups); len(numbers) > 0 {
		return numbers
	}
	digits, stops := digitsOfRuns(groups), strings.Contains(s[run.from:run.to], ".")
	first := groups[0].to - groups[0].from
	switch {
	case len(groups) == 1 && digits == shortDigits,
		bare && digits == shortDigits && first == shortDigits/2 && len(groups) == 2,
		bare && digits >= shortDigits && !stops,
		digits >= attemptDigits && first >= 4:
		return []span{run}
	}
	return nil
}

// numbersAmong finds whole numbers, each made of one group of digits or more, and last 8
// digits, each a group. Where other groups are among them, 8 digits may be a part of a
// number with a typo, and are none.
func numbersAmong(s string, groups []span) (numbers []span) {
	others := false
	for i := 0; i < len(groups); i++ {
		if n := wholeAt(s, groups[i:]); n > 0 {
			numbers = append(numbers, around(groups[i:i+n]))
			i += n - 1
			continue
		}
		if _, err := typed(s[groups[i].from:groups[i].to]); err == nil {
			numbers = append(numbers, groups[i])
			continue
		}
		others = true
	}
	if others {
		numbers = slices.DeleteFunc(numbers, func(n span) bool { return n.to-n.from == shortDigits })
	}
	return numbers
}

// wholeAt is how many groups, from the first on, make a whole number; 0: none do.
func wholeAt(s string, groups []span) int {
	for n := range groups {
		digits := digitsIn(s[groups[0].from:groups[n].to])
		if _, err := panOf(digits); err == nil {
			return n + 1
		}
		if len(digits) >= panDigits {
			break
		}
	}
	return 0
}

func spansOf(form *regexp.Regexp, s string, in span) (spans []span) {
	for _, at := range form.FindAllStringIndex(s[in.from:in.to], -1) {
		spans = append(spans, span{in.from + at[0], in.from + at[1]})
	}
	return spans
}

func around(spans []span) span { return span{spans[0].from, spans[len(spans)-1].to} }

func digitsOfRuns(runs []span) (n int) {
	for _, r := range runs {
		n += r.to - r.from
	}
	return n
}

func digitsIn(s string) string { return strings.Join(digitRun.FindAllString(s, -1), "") }

// foldDigits makes ASCII digits of full-width, Arabic-Indic and Extended Arabic-Indic
// ones.
func foldDigits(s string) string {
	return strings.Map(func(r rune) rune {
		for _, zero := range []rune{'\uff10', '\u0660', '\u06f0'} {
			if zero <= r && r <= zero+9 {
				return '0' + r - zero
			}
		}
		return r
	}, s)
}
