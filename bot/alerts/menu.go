// Package alerts is what a chat is told about its cards without asking: the
// menu where it chooses, and the words of every push.
package alerts

import (
	"context"
	"errors"
	"slices"
	"time"

	"onaybot/bot/chat"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/store"
)

// What the menu offers, in minutes of the day or in days.
var (
	quietHours = [][2]int{{22 * 60, 7 * 60}, {23 * 60, 7 * 60}, {21 * 60, 8 * 60}}
	snoozeDays = []int{1, 3, 7, 30}
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
	Store   *store.Store
	Watcher *watch.Watcher
	Texts   *texts.Catalogue // of all languages: dates are typed in any
	Access  watch.Access

	// Offered is the step of linking that offers to tell of rides.
	Offered func(r *chat.Request, l store.Link, numberAt int) telegram.Message
	// Shown is what a chat is shown of a card's rides that it may view, and offered next.
	Shown func(ctx context.Context, w *chat.Writer, l store.Link) (telegram.Message, error)
	// Wish makes a change, and asks for the proof that it waits for, below the answers.
	Wish func(r *chat.Request, l store.Link, change func(*store.Tx) error, answers ...telegram.Message) error
}

// Press answers /alerts and the buttons of the menu. Their arguments are none
// (the menu), "switch NAME", "noride [MINUTES [MINUTES]]", "silence [DAY]", "home
// DAY", "quiet [FROM TO]" or "snooze [DAYS]". "other" in place of minutes or a day
// has it typed.
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
	case "noride", "silence":
		return m.offerNoRide(r, l, what)
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
	case "noride", "silence", "home":
		return m.chooseNoRide(r, call)
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
	return m.save(r, call.Link, l, r.InPlace(m.menu(r.W, l)))
}

// save writes what was chosen, and answers. A question that was answered by it ends. Where
// something was chosen that needs proof, the chat is asked for that.
func (m *Menu) save(r *chat.Request, before, l store.Link, answer telegram.Message) error {
	change := func(tx *store.Tx) error {
		if r.Press == nil {
			if _, err := r.EndQuestion(tx); err != nil {
				return err
			}
		}
		return m.Watcher.Choose(r.Ctx, tx, l)
	}
	if m.waits(l, l.Subscriptions&^before.Subscriptions) {
		return m.Wish(r, l, change, answer)
	}
	return r.Commit(change, answer)
}

// problem says why a subscription cannot work; "": it can.
func (m *Menu) problem(w *chat.Writer, l store.Link, s store.Subscriptions) string {
	switch {
	case s.Has(watch.NeedTransactions) && !m.Access.Account:
		return w.Plain("trouble.no_login")
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
