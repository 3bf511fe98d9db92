package cabinetsim

import (
	"testing"
	"time"
)

func TestDefaults(t *testing.T) {
	t.Parallel()
	before := time.Now().Add(-time.Second)
	s := New()
	if got := len(s.Cards()); got != 47 {
		t.Errorf("%d cards, want 7 of the showcase and 40 riders", got)
	}
	if row := must[Transaction](t)(s.Ride(unified, "92")); row.At.Before(before) || row.At.After(time.Now()) {
		t.Errorf("a ride at %s", row.At)
	}
}

func TestNegativeOptionsMeanNone(t *testing.T) {
	t.Parallel()
	if got := len(New(WithRiders(-1), WithWeeks(-1)).Cards()); got != 0 {
		t.Errorf("%d cards", got)
	}
}

func TestWithWeeks(t *testing.T) {
	t.Parallel()
	s := New(WithNow(noon), WithWeeks(2))
	for _, c := range s.Cards() {
		for _, row := range s.Transactions(c.PAN) {
			if noon().Sub(row.At) > 15*24*time.Hour {
				t.Fatalf("a row at %s", row.At)
			}
		}
	}
}

func TestWithLogin(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		login, password, sent, sentPassword string
		want                                bool
	}{
		{"a@b.kz", "p+w&=d", "a@b.kz", "p+w&=d", true},
		{"a@b.kz", "x", "a@b.kz", "y", false},
		{"a@b.kz", "x", "c@b.kz", "x", false},
		{"", "", "", "", false},
	} {
		v := newVisitor(t, WithLogin(tt.login, tt.password)).start()
		r := v.post("/signin", "login", tt.sent, "password", tt.sentPassword).reply(t)
		if r.Type != tt.want || r.Message == "" {
			t.Errorf("%+v: answer %+v", tt, r)
		}
	}
}
