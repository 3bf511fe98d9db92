package watch

import (
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"onaybot/onayclient"
	"onaybot/store"
)

var cards = Adaptive(city, days)

// onDay is a time of a day of the week that begins on Monday, 7 September 2026.
func onDay(day, hour, minute int) time.Time {
	return time.Date(2026, 9, 7+day, hour, minute, 0, 0, days.zone)
}

// sightOf is a first look at a card of full fare, followed by one chat.
func sightOf(now time.Time, tenge int64, l store.Link) Sight {
	card := onayclient.Card{Type: "01.01", Balance: onayclient.Tenge(tenge), At: now}
	l.Card.Card = card
	return Sight{Now: now, Card: card, Links: []store.Link{l}}
}

// commuter is the habit of a card that was looked at each half hour for some
// weeks, while it rode at 8:10 and at 18:20 on working days.
var commuter = sync.OnceValue(func() string {
	return ridden(func(day time.Time) []time.Duration {
		if !days.Works(day) {
			return nil
		}
		return []time.Duration{8*time.Hour + 10*time.Minute, 18*time.Hour + 20*time.Minute}
	}, 0)
})

// ridden is the habit left by rides before Monday.
func ridden(rides func(time.Time) []time.Duration, wishes store.Subscriptions) string {
	s := sightOf(onDay(-35, 0, 0), 90_000, store.Link{Threshold: threshold, Alerts: store.Alerts{Subscriptions: wishes}})
	for s.Now.Before(onDay(0, 0, 0)) {
		s.Was, s.Rows, s.Whole = s.Card, nil, wishes.Has(store.SubscribeRides)
		s.Now = s.Now.Add(30 * time.Minute)
		s.Card.At = s.Now
		midnight := days.Clock(s.Was.At, 0, 0)
		for _, ride := range rides(midnight) {
			if at := midnight.Add(ride); at.After(s.Was.At) && !at.After(s.Now) {
				s.Card.Balance -= onayclient.Tenge(120)
				s.Rows = append(s.Rows, onayclient.Transaction{At: at, Kind: onayclient.KindRide})
			}
		}
		s.Habit = cards(s).Habit
	}
	return s.Habit
}

func TestAdaptiveLooks(t *testing.T) {
	t.Parallel()
	watched := store.Link{Threshold: threshold}
	told := store.Link{Threshold: threshold, Low: true}
	with := func(l store.Link, w store.Subscriptions) store.Link { l.Subscriptions = w; return l }
	paused := watched
	paused.SnoozedUntil = onDay(0, 9, 0)
	away := with(paused, store.SubscribeTopUp)
	away.SnoozedUntil = onDay(2, 9, 0)
	for name, c := range map[string]struct {
		now      time.Time
		balance  int64
		link     store.Link
		late     float64 // minutes that looks wait
		from, to time.Time
	}{
		"the next ride crosses":          {onDay(0, 8, 0), 600, watched, 0, onDay(0, 8, 30), onDay(0, 9, 0)},
		"the one of the evening crosses": {onDay(0, 8, 30), 600, watched, 15, onDay(0, 9, 0), onDay(0, 19, 15)},

		"nothing can happen tomorrow":         {onDay(0, 6, 0), 3000, watched, 0, onDay(0, 22, 0), onDay(1, 5, 31)},
		"a top-up may be ridden away":         {onDay(0, 20, 0), 100, told, 0, onDay(1, 3, 0), onDay(1, 8, 0)},
		"a top-up of many rides is not":       {onDay(0, 20, 0), 490, told, 0, onDay(1, 5, 0), onDay(1, 19, 31)},
		"no threshold":                        {onDay(0, 6, 0), 600, store.Link{}, 0, onDay(0, 22, 0), onDay(1, 5, 31)},
		"top-ups are wished for":              {onDay(0, 6, 0), 3000, with(watched, store.SubscribeTopUp), 0, onDay(0, 13, 0), onDay(0, 14, 1)},
		"a pause ends":                        {onDay(0, 6, 0), 600, paused, 0, onDay(0, 9, 0), onDay(0, 9, 0)},
		"top-ups are not told in a pause":     {onDay(0, 6, 0), 3000, away, 0, onDay(0, 22, 0), onDay(1, 5, 31)},
		"rides are told, and one is near":     {onDay(0, 8, 0), 3000, with(watched, store.SubscribeRides), 0, onDay(0, 8, 5), onDay(0, 8, 25)},
		"rides are told, and none is for now": {onDay(0, 23, 0), 3000, with(watched, store.SubscribeRides), 0, onDay(1, 1, 0), onDay(1, 3, 1)},
	} {
		s := sightOf(c.now, c.balance, c.link)
		h := parseHabit(commuter())
		h.late = c.late
		if name == "a top-up may be ridden away" {
			h.topUp = 500
		}
		s.Habit = h.encode()
		if got := cards(s).Next.In(days.zone); got.Before(c.from) || got.After(c.to) {
			t.Errorf("%s: looked at on %v, want from %v to %v", name, got, c.from, c.to)
		}
	}
}

func TestPassIsLeftAlone(t *testing.T) {
	t.Parallel()
	s := sightOf(onDay(0, 6, 0), 0, store.Link{Threshold: threshold})
	s.Card.Type, s.Links[0].Card.Type = "01.01.02", "01.01.02"
	if got := cards(s).Next.Sub(s.Now); got < 12*time.Hour || got > atLeast {
		t.Errorf("looked at again after %v", got)
	}
}

func TestUnknownCardIsReadCarefullyNotConstantly(t *testing.T) {
	t.Parallel()
	s := sightOf(onDay(0, 6, 0), 700, store.Link{Threshold: threshold})
	if got := cards(s).Next.Sub(s.Now); got < time.Hour || got > 12*time.Hour {
		t.Errorf("looked at again after %v", got)
	}
}

// anySight is a sight like those that may come.
func anySight(rng *rand.Rand, habits []string) Sight {
	s := sightOf(onDay(rng.IntN(14), rng.IntN(24), rng.IntN(60)), int64(rng.IntN(3000)-100), store.Link{
		Threshold: threshold, Low: rng.IntN(2) == 0, Alerts: store.Alerts{Subscriptions: store.Subscriptions(rng.IntN(256))},
	})
	s.Card.Type = []string{"", "01.01", "01.03", "01.01.02"}[rng.IntN(4)]
	s.Was, s.Was.At = s.Card, s.Now.Add(-time.Duration(rng.IntN(100))*time.Hour)
	s.Was.Balance += onayclient.Tenge(int64(rng.IntN(900) - 300))
	s.Habit, s.Late = habits[rng.IntN(len(habits))], time.Duration(rng.IntN(200))*time.Minute
	return s
}

func TestAdaptiveKeepsItsBounds(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(1, 2))
	habits := []string{"", "?", commuter()}
	for range 3000 {
		s := anySight(rng, habits)
		plan := cards(s)
		if !plan.Next.After(s.Now) || plan.Next.Add(plan.Slack).Sub(s.Now) > farAtMost {
			t.Fatalf("looked at again after %v: %+v", plan.Next.Sub(s.Now), s)
		}
		if again := cards(s); again != plan {
			t.Fatalf("planned %+v, then %+v: %+v", plan, again, s)
		}
		if len(plan.Habit) > 700 {
			t.Fatalf("a habit of %d bytes", len(plan.Habit))
		}
		habits = append(habits[max(0, len(habits)-50):], plan.Habit)
	}
}

// The nearer the threshold, the sooner; the dearer a request, the later: the next
// ride's crossing at every hour, one some rides ahead over a week, since the one
// look that is left may be better placed earlier.
func TestAdaptiveIsMonotonous(t *testing.T) {
	t.Parallel()
	a := adaptive{city, days}
	for name, habit := range map[string]string{"commuter": commuter(), "unknown": ""} {
		h := parseHabit(habit)
		var cheap, dear time.Duration
		for hour := range 7 * 24 {
			here, last := a.moment(onDay(0, hour, 0)), time.Duration(0)
			for k := 1; k < 12; k++ {
				wait := a.forCrossing(h, here, k, 1, 1).wait
				if wait < last-balanceStep*time.Minute {
					t.Errorf("%s, hour %d: %d rides wait %v, one fewer %v", name, hour, k, wait, last)
				}
				last = wait
			}
			if cheap, dear := a.forCrossing(h, here, 1, 1, 1).wait, a.forCrossing(h, here, 1, 1, 8).wait; dear < cheap {
				t.Errorf("%s, hour %d: dear requests wait %v, cheap ones %v", name, hour, dear, cheap)
			}
			cheap += a.forCrossing(h, here, 2, 1, 1).wait
			dear += a.forCrossing(h, here, 2, 1, 8).wait
		}
		if dear < cheap {
			t.Errorf("%s: over a week dear requests wait %v, cheap ones %v", name, dear, cheap)
		}
	}
}

func TestWaitsMakeRequestsDear(t *testing.T) {
	t.Parallel()
	s := sightOf(onDay(0, 6, 0), 5000, store.Link{Threshold: threshold})
	for range 20 {
		s.Was, s.Now = s.Card, s.Now.Add(time.Hour)
		s.Card.At, s.Late = s.Now, time.Hour
		s.Habit = cards(s).Habit
	}
	if got := parseHabit(s.Habit).price(); got < 8 {
		t.Errorf("price %v after hours of waiting", got)
	}
	if plan := cards(s); plan.Next.Add(plan.Slack).Sub(s.Now) <= 24*time.Hour || plan.Next.Sub(s.Now) < 20*time.Hour {
		t.Errorf("a far card is looked at again from %v on, at the latest %v later", plan.Next.Sub(s.Now), plan.Slack)
	}
	for range 80 {
		s.Was, s.Now = s.Card, s.Now.Add(time.Hour)
		s.Card.At, s.Late = s.Now, 0
		s.Habit = cards(s).Habit
	}
	if got := parseHabit(s.Habit).price(); got != 1 {
		t.Errorf("price %v once nothing waits", got)
	}
}

// BenchmarkAdaptive prints what a plan costs.
func BenchmarkAdaptive(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 2))
	for name, wishes := range map[string]store.Subscriptions{"balance": store.DefaultSubscriptions, "rides": store.SubscribeRides} {
		habit := ridden(func(time.Time) []time.Duration {
			return []time.Duration{time.Duration(rng.IntN(12)+6) * time.Hour, 19 * time.Hour}
		}, wishes)
		b.Run(name, func(b *testing.B) {
			s := sightOf(onDay(0, 6, 0), 700, store.Link{Threshold: threshold, Alerts: store.Alerts{Subscriptions: wishes}})
			s.Habit, s.Was = habit, s.Card
			s.Was.At, s.Whole = s.Now.Add(-time.Hour), wishes.Has(store.SubscribeRides)
			for b.Loop() {
				cards(s)
			}
		})
	}
}

func TestTimesOfRidesGoWithTheWishForThem(t *testing.T) {
	t.Parallel()
	daily := func(time.Time) []time.Duration { return []time.Duration{8 * time.Hour} }
	wished := sightOf(onDay(0, 9, 0), 90_000, store.Link{Alerts: store.Alerts{Subscriptions: store.SubscribeRides}})
	wished.Habit = ridden(daily, store.SubscribeRides)
	if kept := parseHabit(cards(wished).Habit).rides; len(kept) == 0 {
		t.Error("no times of rides are kept while they are told")
	}
	wished.Links[0].Subscriptions = 0
	if h := parseHabit(cards(wished).Habit); len(h.rides) != 0 || h.since != 0 {
		t.Errorf("times of rides that nobody is told of: %v since %d", h.rides, h.since)
	}
}
