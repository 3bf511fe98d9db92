// Package alerts is what a chat is told about its cards without asking: the
// menu where it chooses, and the words of every push.
package alerts

import (
	"errors"
	"slices"
	"time"

	"onaybot/bot/chat"
	"onaybot/bot/watch"
	"onaybot/store"
)

// What the menu offers, in minutes of the day or in days.
var (
	noRideTimes = []int{7*60 + 30, 8 * 60, 8*60 + 30, 9 * 60, 13*60 + 30, 14*60 + 30}
	quietHours  = [][2]int{{22 * 60, 7 * 60}, {23 * 60, 7 * 60}, {21 * 60, 8 * 60}}
	snoozeDays  = []int{1, 3, 7, 30}
)

// snoozeEnds is when a snooze ends on its last day, in minutes of the day.
const snoozeEnds = 7 * 60

// subscriptions are those that a button switches by itself, by their names in
// the button.
var subscriptions = map[string]store.Subscriptions{
	"short": store.SubscribeShort, "negative": store.SubscribeNegative, "blocked": store.SubscribeBlocked,
	"topup": store.SubscribeTopUp, "type": store.SubscribeType,
	"rides": store.SubscribeRides, "digest": store.SubscribeDigest,
}

// Menu is /alerts: what a chat is told about a card, and when.
type Menu struct {
	Watcher *watch.Watcher
	Access  watch.Access
}

// Press answers /alerts and the buttons of the menu. Their arguments are none
// (the menu), "switch NAME", "noride [MINUTES]", "quiet [FROM TO]" or "snooze
// [DAYS]".
func (m *Menu) Press(r *chat.Request, call chat.Call) error {
	switch len(call.Args) {
	case 0:
		return r.Edit(m.menu(r.W, call.Link))
	case 1:
		return m.offer(r, call.Link, call.Args[0])
	}
	return m.choose(r, call)
}

// offer shows the choices that a button of the menu leads to.
func (m *Menu) offer(r *chat.Request, l store.Link, what string) error {
	switch what {
	case "noride":
		if problem := m.problem(r.W, l, store.SubscribeNoRide); problem != "" {
			r.Alert(problem)
			return nil
		}
		return r.Edit(noRideChoices(r.W, l))
	case "quiet":
		return r.Edit(quietChoices(r.W, l))
	case "snooze":
		return r.Edit(snoozeChoices(r.W, l))
	}
	return chat.ErrStale
}

// choose changes one thing about a card's alerts, and shows the menu.
func (m *Menu) choose(r *chat.Request, call chat.Call) error {
	l, err := call.Link, error(nil)
	switch call.Args[0] {
	case "switch":
		s := subscriptions[call.Args[1]]
		if problem := m.problem(r.W, l, s); problem != "" {
			r.Alert(problem)
			return nil
		}
		err = toggle(&l, s, r.W.Now())
	case "noride":
		err = chooseNoRide(&l, call)
	case "quiet":
		err = chooseQuiet(&l, call)
	case "snooze":
		err = chooseSnooze(&l, call, r.W)
	default:
		err = chat.ErrStale
	}
	if err != nil {
		return err
	}
	return r.Commit(func(tx *store.Tx) error { return m.Watcher.Choose(r.Ctx, tx, l) }, r.InPlace(m.menu(r.W, l)))
}

// problem says why a subscription cannot work; "": it can.
func (m *Menu) problem(w *chat.Writer, l store.Link, s store.Subscriptions) string {
	switch {
	case s.Has(watch.NeedTransactions) && !m.Access.Account:
		return w.Plain("trouble.no_login")
	case s.Has(watch.NeedTransactions) && !m.Access.MayViewRides(l):
		return w.Plain("alerts.need_proof")
	case s.Has(store.SubscribeShort|store.SubscribeNegative) && !watch.PaysByRide(l.Class()):
		return w.Plain("alerts.pointless")
	}
	return ""
}

// toggle switches a subscription. Rides are pushed from the moment of the
// choice on.
func toggle(l *store.Link, s store.Subscriptions, now time.Time) error {
	if s == 0 {
		return chat.ErrStale
	}
	l.Subscriptions ^= s
	if s == store.SubscribeRides {
		l.RidesSince = time.Time{}
		if l.Subscriptions.Has(s) {
			l.RidesSince = now
		}
	}
	return nil
}

func chooseNoRide(l *store.Link, call chat.Call) error {
	minutes, err := call.Int(1)
	switch {
	case err != nil:
		return err
	case minutes == 0:
		l.Subscriptions &^= store.SubscribeNoRide
	case slices.Contains(noRideTimes, minutes):
		l.Subscriptions |= store.SubscribeNoRide
		l.NoRideBy = minutes
	default:
		return chat.ErrStale
	}
	return nil
}

func chooseQuiet(l *store.Link, call chat.Call) error {
	from, err1 := call.Int(1)
	to, err2 := call.Int(2)
	hours := [2]int{from, to}
	if err := errors.Join(err1, err2); err != nil || hours != [2]int{} && !slices.Contains(quietHours, hours) {
		return chat.ErrStale
	}
	l.QuietFrom, l.QuietTo = from, to
	return nil
}

func chooseSnooze(l *store.Link, call chat.Call, w *chat.Writer) error {
	days, err := call.Int(1)
	switch {
	case err != nil:
		return err
	case days == 0:
		l.SnoozedUntil = time.Time{}
	case slices.Contains(snoozeDays, days):
		l.SnoozedUntil = w.InDays(days, snoozeEnds)
	default:
		return chat.ErrStale
	}
	return nil
}
