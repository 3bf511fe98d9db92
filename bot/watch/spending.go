package watch

import (
	"context"
	"time"

	"onaybot/onayclient"
	"onaybot/store"
)

// What an average is taken from.
const (
	UsualDays   = 35 // whole days before today
	leastDays   = 14 // fewer days, or
	leastRides  = 6  // fewer rides, are too little to tell
	lastsAtMost = 60 // days told ahead
)

// usual is what a link's card usually spends, by the transactions where the chat may view them and the cabinet gives
// them, else by its balance since the chat follows it. byRides says which.
func (w *Watcher) usual(ctx context.Context, l store.Link) (u Usual, byRides, known bool, err error) {
	now := w.now()
	from := w.days.Clock(now, -UsualDays, 0)
	if w.access.MayViewRides(l) {
		history, err := w.History(ctx, l.Card, from, 0)
		if err == nil {
			u, known = w.days.Usual(history.List, history.From, now)
			return u, true, known, nil
		}
		if ctx.Err() != nil {
			return Usual{}, false, false, ctx.Err()
		}
		w.log.Info("spending told from the balance", "card", l.Card.PAN, "err", err)
	}
	days, err := w.BalanceDays(ctx, l, from, now)
	if err != nil {
		return Usual{}, false, false, err
	}
	u, known = w.days.Usual(AsTransactions(days), w.BalanceFrom(l), now)
	return u, false, known, nil
}

// Usual is what a card usually spends and rides on a day: the average of the last weeks, by the kind of day. In
// replays of generated cities a median tells a single working day no better, and how long a balance lasts twice as
// badly.
type Usual struct {
	Workday, DayOff onayclient.Money // in whole tenge
	WorkdayRides    float64
	Commutes        bool // it rode on at least half of the working days, those before its first ride included
	days            Calendar
}

// Usual takes averages from transactions of the whole days before now, from the first day with a ride on. Nothing
// before knownFrom is known. It is false when that is too little to tell.
func (c Calendar) Usual(list []onayclient.Transaction, knownFrom, now time.Time) (Usual, bool) {
	today := c.day(now)
	spent, rides := sumByDay(c, list)
	var work, off kindOfDay
	watched, workdays := 0, 0
	for day := max(today-UsualDays, c.dayFrom(knownFrom)); day < today; day++ {
		kind := &off
		if c.worksOn(day) {
			kind = &work
			workdays++
		}
		if watched > 0 || rides[day] > 0 {
			watched++
			kind.add(spent[day], rides[day])
		}
	}
	if watched < leastDays || work.days == 0 || work.rides+off.rides < leastRides {
		return Usual{}, false
	}
	return Usual{
		Workday: work.average(), DayOff: off.average(), WorkdayRides: float64(work.rides) / float64(work.days),
		Commutes: 2*work.ridden >= workdays, days: c,
	}, true
}

// Spent is what a transaction took from the card, above zero. A top-up that is taken back was never spent.
func Spent(x onayclient.Transaction) onayclient.Money {
	if x.Kind == onayclient.KindReversal {
		return 0
	}
	return max(0, -x.Amount)
}

// sumByDay sums up what rides cost, and counts them, by the number of the day.
func sumByDay(c Calendar, list []onayclient.Transaction) (spent map[int]onayclient.Money, rides map[int]int) {
	spent, rides = map[int]onayclient.Money{}, map[int]int{}
	for _, x := range list {
		if x.Kind == onayclient.KindRide {
			spent[c.day(x.At)] += max(0, -x.Amount)
			rides[c.day(x.At)]++
		}
	}
	return spent, rides
}

// SpentOn is what rides cost on the day of a moment.
func (c Calendar) SpentOn(at time.Time, list []onayclient.Transaction) onayclient.Money {
	spent, _ := sumByDay(c, list)
	return spent[c.day(at)]
}

// Totals sums up what transactions charged, above zero, and what they added, less what was taken back of it, and counts
// the rides.
func Totals(list []onayclient.Transaction) (spent, added onayclient.Money, rides int64) {
	for _, x := range list {
		spent += Spent(x)
		added += x.Amount + Spent(x)
		if x.Kind == onayclient.KindRide {
			rides++
		}
	}
	return spent, added, rides
}

// kindOfDay sums up the working days, or those off.
type kindOfDay struct {
	days, ridden, rides int
	spent               onayclient.Money
}

func (k *kindOfDay) add(spent onayclient.Money, rides int) {
	k.days++
	k.rides += rides
	k.spent += spent
	if rides > 0 {
		k.ridden++
	}
}

// average is what a day takes, in whole tenge.
func (k *kindOfDay) average() onayclient.Money {
	return onayclient.Tenge((k.spent/onayclient.Money(max(1, k.days)) + 50).Tenge())
}

// dayFrom is the first day that begins at a moment or later.
func (c Calendar) dayFrom(at time.Time) int {
	day := c.day(at)
	if c.Clock(at, 0, 0).Before(at) {
		day++
	}
	return day
}

// Lasts is the last day that a balance is usually enough for, as its beginning. spent is what today has taken
// already. The time is zero when it is not enough for today. It is false when it is enough for longer than is
// worth telling.
func (u Usual) Lasts(balance, spent onayclient.Money, now time.Time) (time.Time, bool) {
	left := balance - max(0, u.on(now)-spent)
	if left < 0 {
		return time.Time{}, true
	}
	for ahead := range lastsAtMost {
		if left -= u.on(u.days.Clock(now, ahead+1, 0)); left < 0 {
			return u.days.Clock(now, ahead, 0), true
		}
	}
	return time.Time{}, false
}

// on is what the day of a moment usually takes.
func (u Usual) on(at time.Time) onayclient.Money {
	if u.days.Works(at) {
		return u.Workday
	}
	return u.DayOff
}
