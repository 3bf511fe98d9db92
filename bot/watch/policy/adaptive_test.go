package policy

import (
	"math/rand/v2"
	"testing"
	"time"

	"onaybot/onayclient"
)

func TestAdaptivePolls(t *testing.T) {
	t.Parallel()
	with := func(change func(*Follower)) Follower {
		f := watched()
		change(&f)
		return f
	}
	unwatched := Follower{Fare: fare}
	low := with(func(f *Follower) { f.Low = true })
	snoozed := with(func(f *Follower) { f.SnoozedUntil = onDay(0, 9, 0) })
	wantsTopUps := with(func(f *Follower) { f.WantsTopUps = true })
	away := with(func(f *Follower) { f.WantsTopUps, f.SnoozedUntil = true, onDay(2, 9, 0) })
	wantsRides := with(func(f *Follower) { f.WantsRides = true })
	for name, c := range map[string]struct {
		now      time.Time
		balance  int64
		follower Follower
		change   func(*habit)
		from, to time.Time
	}{
		"the next ride crosses": {onDay(0, 8, 0), 600, watched(), nil, onDay(0, 8, 30), onDay(0, 9, 0)},
		"the one of the evening crosses, and polls wait": {onDay(0, 8, 30), 600, watched(),
			func(h *habit) { h.overdue = 15 }, onDay(0, 9, 0), onDay(0, 19, 15)},
		"nothing can happen tomorrow": {onDay(0, 6, 0), 3000, watched(), nil, onDay(0, 22, 0), onDay(1, 5, 31)},
		"a top-up may be ridden away": {onDay(0, 20, 0), 100, low,
			func(h *habit) { h.topUp = 500 }, onDay(1, 3, 0), onDay(1, 8, 0)},
		"a top-up of many rides is not":       {onDay(0, 20, 0), 490, low, nil, onDay(1, 5, 0), onDay(1, 19, 31)},
		"no threshold":                        {onDay(0, 6, 0), 600, unwatched, nil, onDay(0, 22, 0), onDay(1, 5, 31)},
		"top-ups are wanted":                  {onDay(0, 6, 0), 3000, wantsTopUps, nil, onDay(0, 13, 0), onDay(0, 14, 1)},
		"a snooze ends":                       {onDay(0, 6, 0), 600, snoozed, nil, onDay(0, 9, 0), onDay(0, 9, 0)},
		"top-ups are not told in a snooze":    {onDay(0, 6, 0), 3000, away, nil, onDay(0, 22, 0), onDay(1, 5, 31)},
		"rides are told, and one is near":     {onDay(0, 8, 0), 3000, wantsRides, nil, onDay(0, 8, 5), onDay(0, 8, 25)},
		"rides are told, and none is for now": {onDay(0, 23, 0), 3000, wantsRides, nil, onDay(1, 1, 0), onDay(1, 3, 1)},
	} {
		h := parseHabit(commuter())
		if c.change != nil {
			c.change(h)
		}
		o := first(c.now, c.balance, c.follower)
		o.Notes = h.encode()
		if got := decide(o).NextPoll.In(almaty); got.Before(c.from) || got.After(c.to) {
			t.Errorf("%s: polled on %v, want from %v to %v", name, got, c.from, c.to)
		}
	}
}

func TestPassIsLeftAlone(t *testing.T) {
	t.Parallel()
	o := first(onDay(0, 6, 0), 0, Follower{Threshold: threshold})
	o.Fare = 0
	if got := decide(o).NextPoll.Sub(o.Now); got < 12*time.Hour || got > mayCross {
		t.Errorf("polled again after %v", got)
	}
}

func TestUnknownCardIsPolledCarefullyNotConstantly(t *testing.T) {
	t.Parallel()
	o := first(onDay(0, 6, 0), 700, watched())
	if got := decide(o).NextPoll.Sub(o.Now); got < time.Hour || got > 12*time.Hour {
		t.Errorf("polled again after %v", got)
	}
}

// anyObservation is one like those that may come.
func anyObservation(rng *rand.Rand, notes []string) Observation {
	o := first(onDay(rng.IntN(14), rng.IntN(24), rng.IntN(60)), int64(rng.IntN(3000)-100), Follower{
		Threshold: threshold, Low: rng.IntN(2) == 0, WantsRides: rng.IntN(2) == 0, WantsTopUps: rng.IntN(2) == 0,
		WantsNegative: rng.IntN(2) == 0,
	})
	o.Fare = []onayclient.Money{fare, fare, fare / 2, 0}[rng.IntN(4)]
	o.Followers[0].Fare = o.Fare
	o.Before.Balance = o.Reading.Balance + onayclient.Tenge(int64(rng.IntN(900)-300))
	o.Before.At = o.Now.Add(-time.Duration(rng.IntN(100)) * time.Hour)
	o.Notes, o.Overdue = notes[rng.IntN(len(notes))], time.Duration(rng.IntN(200))*time.Minute
	return o
}

func TestAdaptiveKeepsItsBounds(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(1, 2))
	notes := []string{"", "?", commuter()}
	for range 3000 {
		o := anyObservation(rng, notes)
		plan := decide(o)
		if !plan.NextPoll.After(o.Now) || plan.NextPoll.Add(plan.MayWait).Sub(o.Now) > farLatest {
			t.Fatalf("polled again after %v: %+v", plan.NextPoll.Sub(o.Now), o)
		}
		if again := decide(o); again != plan {
			t.Fatalf("planned %+v, then %+v: %+v", plan, again, o)
		}
		if len(plan.Notes) > 700 {
			t.Fatalf("notes of %d bytes", len(plan.Notes))
		}
		notes = append(notes[max(0, len(notes)-50):], plan.Notes)
	}
}

// The nearer the threshold, the sooner the poll; the dearer a request, the later. For the next ride's crossing
// that holds at every hour. For one some rides ahead it holds over a week, since the one poll that is left may lie
// earlier.
func TestAdaptiveIsMonotonous(t *testing.T) {
	t.Parallel()
	a := adaptive{days}
	for name, notes := range map[string]string{"commuter": commuter(), "unknown": ""} {
		h := parseHabit(notes)
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
	o := first(onDay(0, 6, 0), 5000, watched())
	wait := func(times int, overdue time.Duration) {
		for range times {
			o = next(o, time.Hour)
			o.Overdue = overdue
			o.Notes = decide(o).Notes
		}
	}
	wait(20, time.Hour)
	if got := parseHabit(o.Notes).price(); got < 8 {
		t.Errorf("price %v after hours of waiting", got)
	}
	plan := decide(o)
	if wait := plan.NextPoll.Sub(o.Now); wait < 20*time.Hour || wait+plan.MayWait <= 24*time.Hour {
		t.Errorf("a far card is polled again after %v, at the latest %v later", wait, plan.MayWait)
	}
	wait(80, 0)
	if got := parseHabit(o.Notes).price(); got != 1 {
		t.Errorf("price %v once nothing waits", got)
	}
}

func TestTimesOfRidesAreKeptWhileSomebodyWantsThem(t *testing.T) {
	t.Parallel()
	wanted := first(onDay(0, 9, 0), 90_000, Follower{Fare: fare, WantsRides: true})
	wanted.Notes = ridden(wanted.Followers[0], func(time.Time) []time.Duration { return []time.Duration{8 * time.Hour} })
	if kept := parseHabit(decide(wanted).Notes).rides; len(kept) == 0 {
		t.Error("no times of rides are kept while they are told")
	}
	wanted.Followers[0].WantsRides = false
	if h := parseHabit(decide(wanted).Notes); len(h.rides) != 0 || h.since != 0 {
		t.Errorf("times of rides that nobody is told of: %v since %d", h.rides, h.since)
	}
}

// BenchmarkAdaptive prints what a plan costs.
func BenchmarkAdaptive(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 2))
	for name, rides := range map[string]bool{"balance": false, "rides": true} {
		f := Follower{Fare: fare, Threshold: threshold, WantsRides: rides}
		notes := ridden(f, func(time.Time) []time.Duration {
			return []time.Duration{time.Duration(rng.IntN(12)+6) * time.Hour, 19 * time.Hour}
		})
		b.Run(name, func(b *testing.B) {
			o := next(first(onDay(0, 6, 0), 700, f), time.Hour)
			o.Notes = notes
			for b.Loop() {
				decide(o)
			}
		})
	}
}
