package onayclient_test

import (
	"slices"
	"testing"

	"onaybot/onayclient"
)

func TestTenge(t *testing.T) {
	t.Parallel()
	for m, want := range map[onayclient.Money]int64{
		0: 0, 1: 0, 99: 0, 100: 1, 124_000: 1240, -1: -1, -100: -1, -101: -2, -8000: -80,
	} {
		if got := m.Tenge(); got != want {
			t.Errorf("Money(%d).Tenge() = %d, want %d", m, got, want)
		}
	}
	if got := onayclient.Tenge(-80); got != -8000 {
		t.Errorf("Tenge(-80) = %d", got)
	}
}

func TestClassOf(t *testing.T) {
	t.Parallel()
	classes := map[string][]string{
		"unknown": {""},
		"half":    {"01.02.07", "01.02.15", "01.03", "01.04", "01.06", "10.02"},
		"pass": {
			"01.01.02", "01.02.02.07", "01.02.02.15", "01.03.02", "01.04.02", "01.06.02", "01.21.02", "04.01.02", "10.02.02",
		},
		"free": {"02.01", "02.02", "02.04", "02.05", "02.06", "02.07"},
		"full": {"01.01", "01.02", "02.03", "09.99", "?"},
	}
	for class, codes := range classes {
		for _, code := range codes {
			if got := (onayclient.Card{Type: code}).Class().String(); got != class {
				t.Errorf("type %q is %s, want %s", code, got, class)
			}
		}
	}
}

func TestWhatARowIsByWordAndSign(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		word                 string
		minus, nothing, plus onayclient.Kind
	}{
		{"ride", onayclient.KindRide, onayclient.KindRide, onayclient.KindRefund},
		{"topup", onayclient.KindReversal, onayclient.KindTopUp, onayclient.KindTopUp},
		{"refund", onayclient.KindCharge, onayclient.KindCredit, onayclient.KindRefund},
		{"return", onayclient.KindCharge, onayclient.KindCredit, onayclient.KindRefund},
		{"correction", onayclient.KindCharge, onayclient.KindCredit, onayclient.KindCredit},
		{"pass", onayclient.KindCharge, onayclient.KindCredit, onayclient.KindCredit},
		{"", onayclient.KindCharge, onayclient.KindCredit, onayclient.KindCredit},
	} {
		got := []onayclient.Kind{onayclient.KindOf(c.word, -1), onayclient.KindOf(c.word, 0), onayclient.KindOf(c.word, 1)}
		if want := []onayclient.Kind{c.minus, c.nothing, c.plus}; !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", c.word, got, want)
		}
	}
}
