package watch

import (
	"slices"
	"testing"
	"time"

	"onaybot/onayclient"
	"onaybot/store"
)

// step is what a card holds at a reading, in tenge, and what is told of it.
type step struct {
	balance int64
	row     onayclient.Kind // that brought it there; "": no rows are read
	class   string          // the type's code from then on; "": as before
	tells   store.EventKind
}

// A threshold of 500 tenge at a fare of 120: what is told of balances that move up and down.
func TestOtherPeoplesDataDoesNotMakeAnAlertFlap(t *testing.T) {
	t.Parallel()
	const low, negative = store.EventLow, store.EventNegative
	ride, refund, topUp := onayclient.KindRide, onayclient.KindRefund, onayclient.KindTopUp
	for name, steps := range map[string][]step{
		"a fare back, by rows":           {{480, ride, "", low}, {600, refund, "", ""}, {480, ride, "", ""}},
		"a fare back, by the balance":    {{480, "", "", low}, {600, "", "", ""}, {480, "", "", ""}, {360, "", "", ""}},
		"three fares back":               {{240, "", "", low}, {600, "", "", ""}, {480, "", "", ""}},
		"five fares back, by rows":       {{0, ride, "", low}, {600, refund, "", ""}, {480, ride, "", ""}},
		"a fare above":                   {{480, "", "", low}, {600, "", "", ""}, {720, "", "", ""}, {480, "", "", low}},
		"just a fare above":              {{380, "", "", low}, {500, "", "", ""}, {620, "", "", ""}, {500, "", "", ""}, {380, "", "", low}},
		"a top-up of a fare, by rows":    {{480, ride, "", low}, {600, topUp, "", ""}, {480, ride, "", low}},
		"a top-up, by the balance":       {{480, "", "", low}, {580, "", "", ""}, {460, "", "", low}},
		"a top-up that is too small":     {{380, "", "", low}, {480, "", "", ""}, {360, "", "", ""}},
		"a top-up of four fares":         {{20, "", "", low}, {500, "", "", ""}, {380, "", "", low}},
		"below zero, a fare back":        {{-40, "", "", negative}, {80, "", "", ""}, {-40, "", "", ""}},
		"below zero, a top-up":           {{-40, "", "", negative}, {60, "", "", ""}, {-60, "", "", negative}},
		"below zero, a fare above":       {{-40, "", "", negative}, {80, "", "", ""}, {200, "", "", ""}, {-40, "", "", negative}},
		"below zero and back above":      {{-40, "", "", negative}, {620, "", "", ""}, {480, "", "", low}},
		"a pass that ends":               {{600, "", "01.01.02", ""}, {100, "", "", ""}, {100, "", "01.01", ""}, {60, "", "", low}},
		"a pass that ends below zero":    {{-80, "", "01.01.02", ""}, {-80, "", "01.01", ""}, {-90, "", "", negative}},
		"a pass in between":              {{480, "", "", low}, {480, "", "01.01.02", ""}, {480, "", "01.01", ""}, {360, "", "", ""}},
		"a pass in between, a top-up":    {{480, "", "", low}, {480, "", "01.01.02", ""}, {550, "", "", ""}, {430, "", "01.01", low}},
		"half fare for a while":          {{480, "", "", low}, {480, "", "01.03", ""}, {480, "", "01.01", ""}, {360, "", "", ""}},
		"half fare, by which it is high": {{440, "", "", low}, {500, "", "01.03", ""}, {440, "", "", ""}, {560, "", "", ""}, {440, "", "", low}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := store.Link{Threshold: threshold, Alerts: store.Alerts{Subscriptions: store.SubscribeNegative}}
			card := onayclient.Card{Type: "01.01", Balance: onayclient.Tenge(600), At: start}
			l, _ = Detect(l, Reading{Card: card}, city)
			for i, s := range steps {
				r := s.after(card)
				card = r.Card
				knows, events := Detect(l, r, city)
				if l = knows; !slices.Equal(kinds(events), s.kinds()) {
					t.Fatalf("step %d, %d tenge: told %v, want %q", i, s.balance, kinds(events), s.tells)
				}
			}
		})
	}
}

// after is the reading of a step a quarter of an hour after another, with the row that came meanwhile.
func (s step) after(before onayclient.Card) Reading {
	r := Reading{Card: before, Before: before, TellsTopUps: s.row != ""}
	r.Card.At, r.Card.Balance = before.At.Add(every), onayclient.Tenge(s.balance)
	if s.class != "" {
		r.Card.Type = s.class
	}
	if s.row != "" {
		x := onayclient.Transaction{Kind: s.row, At: before.At.Add(time.Minute), Amount: r.Card.Balance - before.Balance}
		r.Transactions = []onayclient.Transaction{x}
	}
	return r
}

func (s step) kinds() (list []store.EventKind) {
	if s.tells != "" {
		list = append(list, s.tells)
	}
	return list
}

// A threshold, or the fare that a threshold in rides is counted at, changes what is low, not what is told.
func TestOtherPeoplesDataThresholdsAloneTellNothing(t *testing.T) {
	t.Parallel()
	cheap := Fares{Table: []Fare{{City: "Balkhash", From: start.AddDate(-1, 0, 0), Full: 6000, Half: 3000}}}
	l := store.Link{Threshold: threshold, Alerts: store.Alerts{ThresholdRides: 5}}
	card := onayclient.Card{Type: "01.01", Balance: onayclient.Tenge(440), At: start}
	at := func(balance int64, fares Fares) []store.EventKind {
		r := step{balance: balance}.after(card)
		card = r.Card
		knows, events := Detect(l, r, fares)
		l = knows
		return kinds(events)
	}
	at(440, cheap) // above 300
	for _, c := range []struct {
		balance int64
		fares   Fares
		told    bool
	}{
		{440, city, false},  // below 600, by the fare alone
		{440, cheap, false}, // and no more
		{440, city, false},
		{430, city, true}, // it moves
		{430, cheap, false},
		{430, city, false}, // told
		{420, city, false},
		{420, cheap, false}, // a fare above 300
		{250, cheap, true},  // down from there
	} {
		if told := len(at(c.balance, c.fares)) > 0; told != c.told {
			t.Errorf("at %d of %s: told %v", c.balance, c.fares.City(l), told)
		}
	}
}

func TestARiseOfAFewFaresIsNoTopUp(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rise, fare int64
		want       bool
	}{
		{120, 120, true}, {240, 120, true}, {360, 120, true}, {480, 120, false}, {500, 120, false}, {60, 120, false},
		{60, 60, true}, {180, 60, true}, {240, 60, false}, {200, 100, true}, {0, 120, false}, {-120, 120, false}, {120, 0, false},
	} {
		if got := isFares(onayclient.Tenge(c.rise), onayclient.Tenge(c.fare)); got != c.want {
			t.Errorf("+%d at %d: %v", c.rise, c.fare, got)
		}
	}
}

// What was to be told is taken back as the money is there again; nobody was told, so it is told when it is true again.
func TestAnUnsentLowIsTakenBackAndToldAnew(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.holds(1, "01.01", 600)
	b.follow(1, 10)
	b.subscribe(1, 10, store.SubscribeNegative, quiet(8, 20))
	for _, balance := range []int64{480, 600, 480, -20, 100} {
		b.holds(1, "01.01", balance)
		b.tick(every)
		b.wantKinds(10)
	}
	b.setTo(at(22, 20, 0))
	b.wantKinds(10)
	b.holds(1, "01.01", -20)
	b.tick(every)
	b.wantKinds(10, store.EventNegative)
}
