package cabinetsim

import (
	"slices"
	"testing"
	"time"
)

func TestShowcaseComesFirst(t *testing.T) {
	t.Parallel()
	want := []Card{
		{PAN: "9643108503335515286", Type: "01.01", Name: "ETK-OnLine", Label: "unified", Balance: 124000},
		{PAN: "9643908503390885493", Type: "01.02.15", Name: "Shkolnaya", Label: "school", Balance: 54000},
		{PAN: "9643908503347673471", Type: "01.03", Name: "Studencheskaya", Label: "student", Balance: 96000},
		{PAN: "9643108503351245453", Type: "01.01.02", Name: "Abonement", Label: "pass"},
		{PAN: "9643908503382662215", Type: "02.01", Name: "Lgotnaya", Label: "free"},
		{PAN: "9643108503382599407", Type: "01.01", Name: "ETK-OnLine", Label: "nearly-empty", Balance: 15000},
		{PAN: "9643741026513474772", Type: "01.01", Name: "ETK-OnLine", Label: "blocked", Balance: 68000, Blocked: true},
	}
	for _, seed := range []int64{1, 77} {
		cards := New(WithNow(noon), WithSeed(seed)).Cards()
		if len(cards) != len(want)+40 || !slices.Equal(cards[:len(want)], want) {
			t.Errorf("seed %d: %d cards, first %+v", seed, len(cards), cards[:len(want)])
		}
	}
}

func TestSameSeedSameCity(t *testing.T) {
	t.Parallel()
	a, b := New(WithNow(noon), WithSeed(5)), New(WithNow(noon), WithSeed(5))
	if !slices.Equal(a.Cards(), b.Cards()) {
		t.Fatal("the cards differ")
	}
	for _, c := range a.Cards() {
		rideA, errA := a.Ride(c.PAN, "92")
		rideB, errB := b.Ride(c.PAN, "92")
		if rideA != rideB || (errA == nil) != (errB == nil) || !slices.Equal(a.Transactions(c.PAN), b.Transactions(c.PAN)) {
			t.Fatalf("the histories of %s differ", mask(c.PAN))
		}
	}
	other := New(WithNow(noon), WithSeed(6))
	if slices.Equal(a.Cards()[7:], other.Cards()[7:]) || slices.Equal(a.Transactions(unified), other.Transactions(unified)) {
		t.Error("another seed makes the same city")
	}
}

func TestCityIsConsistent(t *testing.T) {
	t.Parallel()
	s := New(WithNow(noon), WithRiders(300), WithSeed(9))
	seen, classes := map[string]bool{}, map[int64]int{}
	for _, c := range s.Cards() {
		if !luhn(c.PAN) {
			t.Errorf("card %s fails the Luhn check", c.PAN)
		}
		audit(t, s, c.PAN)
		classes[fareOf(c.Type)]++
		for _, row := range s.Transactions(c.PAN) {
			believe(t, c, row)
			if seen[row.ID] {
				t.Fatalf("two rows are called %s", row.ID)
			}
			seen[row.ID] = true
		}
	}
	if classes[fareFull] < 100 || classes[fareHalf] < 20 || classes[0] < 20 {
		t.Errorf("fare classes = %v", classes)
	}
}

func believe(t *testing.T, c Card, row Transaction) {
	t.Helper()
	hour := row.At.Sub(time.Date(row.At.Year(), row.At.Month(), row.At.Day(), 0, 0, 0, 0, almaty)).Hours()
	if hour < 5 || hour > 23.8 || row.At.After(noon()) || row.At.Before(noon().AddDate(0, 0, -43)) {
		t.Fatalf("%s: a row at %s", c.Label, row.At)
	}
	switch row.Operation {
	case OpRide:
		if row.Amount != -fareOf(c.Type) || !slices.Contains(routes, row.Route) || row.Vehicle == "" {
			t.Fatalf("%s: ride %+v", c.Label, row)
		}
	case OpTopUp:
		if !slices.Contains(topUps, row.Amount) || fareOf(c.Type) == 0 || row.Route+row.Vehicle != "" {
			t.Fatalf("%s: top-up %+v", c.Label, row)
		}
	default:
		t.Fatalf("%s: operation %q", c.Label, row.Operation)
	}
	if row.Balance < -fareOf(c.Type) || row.Balance > 5500_00 || row.Balance%10_00 != 0 {
		t.Fatalf("%s: balance %d", c.Label, row.Balance)
	}
}

func TestBlockedCardHasNotRiddenSince(t *testing.T) {
	t.Parallel()
	s := New(WithNow(noon), WithRiders(1))
	for _, c := range s.Cards() {
		rows := s.Transactions(c.PAN)
		if quiet := noon().Sub(rows[0].At); c.Blocked && quiet < 5*24*time.Hour {
			t.Errorf("the blocked card rode %s ago", quiet)
		}
	}
}

func TestManyRiders(t *testing.T) {
	t.Parallel()
	s := New(WithNow(noon), WithRiders(20_000), WithWeeks(0))
	if got := len(s.Cards()); got != 20_007 {
		t.Errorf("%d cards", got)
	}
	for _, c := range s.Cards()[:50] {
		if len(s.Transactions(c.PAN)) != 0 {
			t.Error("a card without weeks has rows")
		}
	}
}

func BenchmarkCity(b *testing.B) {
	for b.Loop() {
		New(WithNow(noon), WithRiders(1000))
	}
}
