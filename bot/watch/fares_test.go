package watch

import (
	"slices"
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

func TestWhereACardsFareIsDecided(t *testing.T) {
	t.Parallel()
	fares := table()
	fares.Access = Access{Account: true, Proof: true}
	link := func(typeCode string, change ...func(*store.Link)) store.Link {
		l := linkOf(onayclient.Card{Type: typeCode})
		l.Card.LearnedFare, l.Card.LearnedSince = 9000, start.AddDate(0, -1, 0)
		for _, f := range change {
			f(&l)
		}
		return l
	}
	proved := func(l *store.Link) { l.ProvedAt = start }
	closed := func(l *store.Link) { l.Card.ClosedAt = start }
	old := func(l *store.Link) { l.Card.LearnedSince = day(2024, 8, 2) }
	in := func(city string) func(*store.Link) { return func(l *store.Link) { l.City = city } }
	pays := func(class onayclient.FareClass) func(*store.Link) {
		return func(l *store.Link) { l.DeclaredFare = class }
	}
	for _, c := range []struct {
		name  string
		link  store.Link
		want  onayclient.Money
		known bool
		own   bool // it is said at which fare the rides left are counted
	}{
		{"nothing but the table", link("01.01"), 12000, true, false},
		{"its rides", link("01.01", proved), 9000, true, true},
		{"its rides, of no known class", link("", proved), 9000, true, true},
		{"its rides, which are closed", link("01.01", proved, closed), 12000, true, false},
		{"its rides before the city's fare", link("01.01", proved, old), 12000, true, false},
		{"its rides, of a pass", link("01.01.02", proved), 0, true, false},
		{"a city", link("01.01", proved, in("karaganda")), 10000, true, true},
		{"a city that is not there", link("01.01", in("Omsk")), 12000, true, false},
		{"a city that is not there beside its rides", link("01.01", proved, in("Omsk")), 9000, true, true},
		{"a city without a reduced fare", link("01.02.15", proved, in("Karaganda")), 0, false, false},
		{"a class", link("01.01", proved, pays(onayclient.FareHalf)), 6000, true, true},
		{"a class for a pass", link("01.01.02", pays(onayclient.FareFull)), 12000, true, true},
		{"a class where the cabinet tells none", link("", pays(onayclient.FareHalf)), 6000, true, false},
		{"a city and a class", link("01.02.15", in("Karaganda"), pays(onayclient.FareFree)), 0, true, true},
	} {
		got, known := fares.Of(c.link, start)
		if got != c.want || known != c.known {
			t.Errorf("%s: %d, %v; want %d, %v", c.name, got, known, c.want, c.known)
		}
		if _, own := fares.Own(c.link, start); own != c.own {
			t.Errorf("%s: own %v", c.name, own)
		}
	}
	if got := fares.assumed(link("01.02.15", in("Karaganda")), start); got != 10000 {
		t.Errorf("a reduced fare that is not known is taken for %d", got)
	}
	if got := fares.Cities(); !slices.Equal(got, []string{"Almaty", "Karaganda"}) {
		t.Errorf("cities %q", got)
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
