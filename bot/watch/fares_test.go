package watch

import (
	"testing"
	"time"

	"onaybot/onayclient"
	"onaybot/store"
)

func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

// table is in no order, as a configuration may be.
func table() Fares {
	return Fares{Table: []Fare{
		{City: "Almaty", From: day(2024, 8, 3), Full: 12000, Half: 6000},
		{City: "Karaganda", From: day(2024, 6, 1), Full: 10000},
		{City: "almaty", From: day(2030, 1, 1), Full: 20000, Half: 10000},
		{City: "Almaty", From: day(2015, 1, 1), Full: 8000, Half: 4000},
	}}
}

func TestFareOfClassAndDate(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		class onayclient.FareClass
		at    time.Time
		want  onayclient.Money
		known bool
	}{
		{"full", onayclient.FareFull, start, 12000, true},
		{"half", onayclient.FareHalf, start, 6000, true},
		{"the first day of a fare", onayclient.FareFull, day(2024, 8, 3), 12000, true},
		{"the moment before", onayclient.FareFull, day(2024, 8, 3).Add(-time.Second), 8000, true},
		{"a fare to come", onayclient.FareHalf, day(2030, 1, 1), 10000, true},
		{"before any fare", onayclient.FareFull, day(2014, 12, 31), 0, false},
		{"a pass before any fare", onayclient.FarePass, day(2014, 12, 31), 0, false},
		{"a pass", onayclient.FarePass, start, 0, true},
		{"free", onayclient.FareFree, start, 0, true},
		{"unknown class", onayclient.FareUnknown, start, 0, false},
	} {
		if got, known := table().Of(store.Link{DeclaredFare: c.class}, c.at); got != c.want || known != c.known {
			t.Errorf("%s: %d, %v; want %d, %v", c.name, got, known, c.want, c.known)
		}
	}
	if fare, known := (Fares{}).Of(store.Link{DeclaredFare: onayclient.FareFull}, start); known {
		t.Errorf("an empty table knows the fare %d", fare)
	}
}

// linkOf is a link to a card.
func linkOf(c onayclient.Card) store.Link { return store.Link{Card: store.Card{Card: c}} }

func TestRidesLeft(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		typeCode string
		balance  onayclient.Money
		want     int64
		known    bool
	}{
		{"full", "01.01", 54000, 4, true},
		{"half", "01.02.15", 54000, 9, true},
		{"exactly one", "01.01", 12000, 1, true},
		{"a tiyn short of one", "01.01", 11999, 0, true},
		{"nothing", "01.01", 0, 0, true},
		{"below zero", "01.01", -50000, 0, true},
		{"a pass", "01.03.02", 54000, 0, false},
		{"free", "02.01", 54000, 0, false},
		{"unknown type", "", 54000, 0, false},
	} {
		card := linkOf(onayclient.Card{Type: c.typeCode, Balance: c.balance})
		if got, known := table().RidesLeft(card, start); got != c.want || known != c.known {
			t.Errorf("%s: %d, %v; want %d, %v", c.name, got, known, c.want, c.known)
		}
	}
	free := Fares{Table: []Fare{{From: day(2015, 1, 1)}}} // a city may let everybody ride for nothing
	if got, known := free.RidesLeft(linkOf(onayclient.Card{Type: "01.01", Balance: 100}), start); known {
		t.Errorf("at a fare of nothing there are %d rides", got)
	}
}

func TestPaysByRide(t *testing.T) {
	t.Parallel()
	for class, want := range map[onayclient.FareClass]bool{
		onayclient.FareFull: true, onayclient.FareHalf: true, onayclient.FareUnknown: true,
		onayclient.FarePass: false, onayclient.FareFree: false,
	} {
		if got := PaysByRide(class); got != want {
			t.Errorf("%s: %v, want %v", class, got, want)
		}
	}
}

func TestWhoMayViewRides(t *testing.T) {
	t.Parallel()
	proved, closed := store.Link{Proof: store.Proof{ProvedAt: start}}, store.Link{Proof: store.Proof{ProvedAt: start}}
	closed.Card.ClosedAt = start
	waits := store.Link{Proof: store.Proof{ApprovalUntil: start.Add(every)}}
	for _, c := range []struct {
		account, proof bool
		link           store.Link
		want           bool
	}{
		{false, true, proved, false},
		{false, false, proved, false},
		{true, true, store.Link{}, false},
		{true, true, waits, false},
		{true, true, proved, true},
		{true, true, closed, false},
		{true, false, store.Link{}, true},
	} {
		if got := (Access{Account: c.account, Proof: c.proof}).MayViewRides(c.link); got != c.want {
			t.Errorf("account %v, proof %v, %+v: %v", c.account, c.proof, c.link.Proof, got)
		}
	}
}
