package alerts

import (
	"context"
	"errors"
	"time"

	"onaybot/bot/chat"
	"onaybot/bot/outbox"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/onayclient"
	"onaybot/store"
)

// alarm tells that no ride was seen, unless the alarm was over before it was told.
// The message of one that was told may be written anew, see [Pushes.amend].
func (p *Pushes) alarm(ctx context.Context, w *chat.Writer, l store.Link, e store.Event) (*outbox.Rendered, error) {
	var n watch.NoRide
	if err := outbox.Decode(e, &n); err != nil {
		return nil, err
	}
	a, err := p.store.Alarm(ctx, l.ID, n.By)
	switch {
	case errors.Is(err, store.ErrNotFound), err == nil && a.Over && a.ToldAt.IsZero():
		return nil, nil
	case err != nil:
		return nil, err
	}
	m := w.Message(alarmText(w, l, n), alarmButtons(w, l, n)...)
	return &outbox.Rendered{Message: m, Sent: func(ctx context.Context, tx *store.Tx, m outbox.Delivered) error {
		alone := m.MessageID
		if len(m.Events) > 1 {
			alone = 0
		}
		return watch.AlarmTold(ctx, tx, e, n, m.At, alone)
	}}, nil
}

// alarmText names the span in which no ride was seen.
func alarmText(w *chat.Writer, l store.Link, n watch.NoRide) texts.HTML {
	day, from := texts.HTML(""), ""
	if !w.StartOfDay(n.By).Equal(w.InDays(0, 0)) {
		day = w.Day(n.By)
	}
	if n.From.After(w.StartOfDay(n.By)) {
		from = w.Texts.Clock(n.From)
	}
	args := texts.Args{"Card": w.Card(l), "From": from, "By": w.Texts.Clock(n.By), "Day": day}
	if n.Unknown {
		return w.T("push.no_ride_unknown", args)
	}
	return w.T("push.no_ride", args)
}

// alarmButtons look again or, on the alarm's own day, silence it.
func alarmButtons(w *chat.Writer, l store.Link, n watch.NoRide) telegram.Keyboard {
	from := n.From.Sub(w.StartOfDay(n.From)) / time.Minute
	rows := telegram.Keyboard{{w.Button("button.look", chat.VerbLook, l.ID, n.By.Unix()/60, int(from))}}
	tomorrow := w.StartOfDay(n.By).AddDate(0, 0, 1)
	if w.Now().Before(tomorrow) {
		rows = append(rows, []telegram.Button{
			w.Button("button.home", chat.VerbAlerts, l.ID, "home", dayNumber(tomorrow)),
			w.Button("button.holidays", chat.VerbAlerts, l.ID, "silence", "below"),
		})
	}
	return rows
}

// allClear tells of the ride that ended an alarm, below the alarm. In quiet hours
// it makes no sound.
func (p *Pushes) allClear(ctx context.Context, w *chat.Writer, l store.Link, e store.Event) (*outbox.Rendered, error) {
	var x watch.AllClear
	if err := outbox.Decode(e, &x); err != nil {
		return nil, err
	}
	list, err := p.store.TransactionsByID(ctx, l.Card.ID, []int64{x.Ride})
	if err != nil || len(list) == 0 {
		return nil, err
	}
	m := w.Message(rideSeen(w, l, list[0].Transaction))
	m.ReplyTo, m.Silent = x.ReplyTo, p.days.Quiet(l.Alerts, w.Now())
	return &outbox.Rendered{Message: m}, nil
}

// rideSeen says that a ride that was missed was made.
func rideSeen(w *chat.Writer, l store.Link, x onayclient.Transaction) texts.HTML {
	return w.T("push.all_clear", texts.Args{
		"Card": w.Card(l), "At": w.When(texts.At, x.At), "Route": chat.Short(x.Route),
	})
}

// Look is called with the set time of an alarm, in minutes since 1970, and with the
// moment from which on a ride counts, in minutes of the day. It reads the rides now
// and says what came: in the alarm itself, if its message tells nothing else.
func (m *Menu) Look(r *chat.Request, call chat.Call) error {
	n, err := lookedFor(r.W, call)
	if err != nil {
		return err
	}
	r.Show(telegram.Typing)
	ctx, cancel := r.Patient()
	defer cancel()
	start := r.W.StartOfDay(n.By)
	history, err := m.Watcher.History(ctx, call.Link.Card, start, r.W.Chat.ID)
	problem := texts.HTML("")
	if err != nil {
		problem = r.W.Trouble(chat.OrSlow(ctx, err))
	}
	alone, err := m.isAlone(r, call.Link, n.By)
	if err != nil {
		return err
	}
	answer := lookAnswer(r.W, call.Link, n, history, problem)
	if alone {
		answer = r.InPlace(answer)
	}
	return r.Reply(answer)
}

// lookedFor is the alarm that a button was pressed under.
func lookedFor(w *chat.Writer, call chat.Call) (watch.NoRide, error) {
	by, err1 := call.ID(0)
	from, err2 := call.Int(1)
	if errors.Join(err1, err2) != nil || from < 0 || from >= 24*60 {
		return watch.NoRide{}, chat.ErrStale
	}
	at := time.Unix(by*60, 0)
	return watch.NoRide{By: at, From: w.StartOfDay(at).Add(time.Duration(from) * time.Minute)}, nil
}

// isAlone tells whether the message of the pressed button tells an alarm and
// nothing else.
func (m *Menu) isAlone(r *chat.Request, l store.Link, by time.Time) (bool, error) {
	a, err := m.Store.Alarm(r.Ctx, l.ID, by)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	return err == nil && a.MessageID != 0 && a.MessageID == r.Press.Under, err
}

// lookAnswer is the ride that an alarm waits for, the earliest there is, or the
// alarm as it stands.
func lookAnswer(w *chat.Writer, l store.Link, n watch.NoRide, history watch.History,
	problem texts.HTML) telegram.Message {
	over := w.StartOfDay(n.By).AddDate(0, 0, 1)
	var ride *onayclient.Transaction
	for i, x := range history.List { // newest first
		if x.Kind == onayclient.KindRide && !x.At.Before(n.From) && x.At.Before(over) {
			ride = &history.List[i]
		}
	}
	if ride != nil {
		return w.Message(rideSeen(w, l, *ride))
	}
	if problem == "" {
		problem = w.T("alerts.looked", texts.Args{"At": w.Texts.Clock(history.At)})
	}
	return w.Message(texts.Lines(alarmText(w, l, n), problem), alarmButtons(w, l, n)...)
}
