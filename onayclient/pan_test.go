package onayclient_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"onaybot/onayclient"
)

// Invented numbers that pass the Luhn check.
const (
	unified = "9643108503300000017"
	reduced = "9643908503300000027"
	third   = "9398101000000000015"

	stranger = "9643770000000001236" // a number that no city has
)

func mustPAN(t testing.TB, s string) onayclient.PAN {
	t.Helper()
	pan, err := onayclient.ParsePAN(s)
	if err != nil {
		t.Fatalf("parse the test's number: %v", err)
	}
	return pan
}

func TestParsePAN(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]string{
		"plain":             "9643108503300000017",
		"groups":            "9643 10850 3300 000 017",
		"dashes":            "9643-1085-0330-0000-017",
		"long dashes":       "9643–1085—0330‒0000−017",
		"no-break spaces":   "9643\u00a01085\u00a00330\u202f0000\u2009017",
		"tabs and newlines": "\t9643 1085\n0330 0000 017\r\n",
		"full width":        "９６４３１０８５０３３００００００１７",
		"Arabic":            "٩٦٤٣١٠٨٥٠٣٣٠٠٠٠٠٠١٧",
		"extended Arabic":   "۹۶۴۳ ۱۰۸۵۰۳۳ ۰۰۰۰۰۰۱۷",
		"pasted marks":      "\u200e9643\u200b1085\ufeff0330\u00ad0000017\u200f",
	} {
		pan, err := onayclient.ParsePAN(s)
		if err != nil || pan.Digits() != unified {
			t.Errorf("%s: got %q, %v", name, pan.Digits(), err)
		}
	}
}

func TestParsePANTellsWhatIsWrong(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]onayclient.PANError{
		"":                      {Reason: onayclient.ReasonNotNumber},
		" - ":                   {Reason: onayclient.ReasonNotNumber},
		"card 9643":             {Reason: onayclient.ReasonNotNumber},
		"9643108503300000017a":  {Reason: onayclient.ReasonNotNumber},
		"९६४३108503300000017":   {Reason: onayclient.ReasonNotNumber},
		"+9643108503300000017":  {Reason: onayclient.ReasonNotNumber},
		"964310850330000001":    {Reason: onayclient.ReasonLength, Digits: 18},
		"9643 1085 0330 0000 0": {Reason: onayclient.ReasonLength, Digits: 17},
		"96431085033000000170":  {Reason: onayclient.ReasonLength, Digits: 20},
		"9643108503300000012":   {Reason: onayclient.ReasonLuhn, Digits: 19},
		"9643108503300000101":   {Reason: onayclient.ReasonLuhn, Digits: 19},
	} {
		_, err := onayclient.ParsePAN(s)
		var got *onayclient.PANError
		if !errors.As(err, &got) || *got != want {
			t.Errorf("ParsePAN(%q) = %v, want %+v", s, err, want)
			continue
		}
		if digits := onlyDigits(s); len(digits) > 5 && strings.Contains(got.Error(), digits) {
			t.Errorf("the error %q quotes the number", got)
		}
	}
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// TestPANIsMaskedEverywhere prints a number in every way that has leaked one somewhere.
func TestPANIsMaskedEverywhere(t *testing.T) {
	t.Parallel()
	pan := mustPAN(t, unified)
	type exported struct{ PAN onayclient.PAN }
	type unexported struct{ pan onayclient.PAN }
	values := map[string]any{
		"value": pan, "pointer": &pan, "exported": exported{pan}, "unexported": unexported{pan},
		"pointer to unexported": &unexported{pan}, "slice": []onayclient.PAN{pan},
		"key": map[onayclient.PAN]int{pan: 1}, "card": onayclient.Card{PAN: pan}, "any": []any{unexported{pan}},
	}
	for name, v := range values {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%o", "%t", "%e", "%p", "%30v"} {
			leakFree(t, name+" "+verb, fmt.Sprintf(verb, v))
		}
		if b, err := json.Marshal(v); err == nil {
			leakFree(t, name+" json", string(b))
		}
		leakFree(t, name+" slog", logged(v))
	}
	if got := []string{fmt.Sprint(pan), pan.GoString()}; got[0] != "·0017" || got[1] != "·0017" {
		t.Errorf("printed as %q", got)
	}
	if got := logged(pan); strings.Count(got, "·0017") != 2 {
		t.Errorf("logged as %q", got)
	}
	if got, err := json.Marshal(exported{pan}); err != nil || string(got) != `{"PAN":"·0017"}` {
		t.Errorf("json %s, %v", got, err)
	}
}

func logged(v any) string {
	var b bytes.Buffer
	slog.New(slog.NewTextHandler(&b, nil)).Info("m", "v", v)
	slog.New(slog.NewJSONHandler(&b, nil)).Info("m", "v", v)
	return b.String()
}

func leakFree(t testing.TB, how, s string) {
	t.Helper()
	if strings.Contains(onlyDigits(s), unified[:8]) || strings.Contains(strings.ToLower(s), fmt.Sprintf("%x", unified[:8])) {
		t.Errorf("%s leaks: %s", how, s)
	}
}

func TestPANIsAValue(t *testing.T) {
	t.Parallel()
	a, b, c := mustPAN(t, unified), mustPAN(t, "9643 1085 0330 0000 017"), mustPAN(t, reduced)
	if a != b || !a.Equal(b) || a == c || a.Equal(c) {
		t.Error("numbers do not compare by their digits")
	}
	if a.Last4() != "0017" || a.IsZero() {
		t.Errorf("Last4 %q, IsZero %v", a.Last4(), a.IsZero())
	}
	var zero onayclient.PAN
	if !zero.IsZero() || zero.Digits() != "" || zero.Last4() != "" || zero.String() != "·----" {
		t.Errorf("zero value: %q %q %q", zero.Digits(), zero.Last4(), zero)
	}
	if _, err := json.Marshal(zero); err != nil {
		t.Errorf("marshal the zero value: %v", err)
	}
	if diff := cmp.Diff(onayclient.Card{PAN: a}, onayclient.Card{PAN: b}); diff != "" {
		t.Error(diff)
	}
}
