package alerts

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"onaybot/bot/chat"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/store"
)

// menu is a card's alerts, each switched by a button.
func (m *Menu) menu(w *chat.Writer, l store.Link) telegram.Message {
	subscription := func(name string) telegram.Button {
		label := m.mark(w, l, subscriptions[name]) + w.Plain("subscription."+name)
		return w.Labelled(label, chat.VerbAlerts, l.ID, "switch", name)
	}
	choice := func(label, what string) telegram.Button { return w.Labelled(label, chat.VerbAlerts, l.ID, what) }
	rows := telegram.Keyboard{
		[]telegram.Button{w.Labelled(thresholdLabel(w, l), chat.VerbThreshold, l.ID)},
		[]telegram.Button{subscription("short")},
		[]telegram.Button{subscription("negative"), subscription("blocked")},
		[]telegram.Button{subscription("topup"), subscription("type")},
		[]telegram.Button{subscription("rides"), subscription("digest")},
		[]telegram.Button{choice(m.noRideLabel(w, l), "noride")},
	}
	if m.asksProof(l) {
		rows = append(rows, []telegram.Button{w.Button("button.proof", chat.VerbProof, l.ID)})
	}
	return w.Message(m.text(w, l), append(rows,
		[]telegram.Button{choice(quietLabel(w, l), "quiet"), choice(snoozeLabel(w, l), "snooze")},
		[]telegram.Button{w.Button("button.back", chat.VerbCard, l.ID)})...)
}

// asksProof tells whether a chat has to prove a card before it is told of rides.
func (m *Menu) asksProof(l store.Link) bool {
	return m.Access.Account && !m.Access.MayViewRides(l) && l.Card.ClosedAt.IsZero()
}

func (m *Menu) text(w *chat.Writer, l store.Link) texts.HTML {
	lines := []texts.HTML{"🔔 " + w.Card(l), w.Balance(l), w.AlertLine(l)}
	if watch.Snoozed(l.Alerts, w.Now()) {
		lines = append(lines, w.T("alerts.snoozed", texts.Args{"After": w.When(texts.After, l.SnoozedUntil)}))
	}
	if l.QuietFrom != l.QuietTo {
		lines = append(lines, w.T("alerts.quiet", texts.Args{"From": clock(l.QuietFrom), "To": clock(l.QuietTo)}))
	}
	lines = append(lines, m.silentLine(w, l), m.ridesLine(w, l))
	return texts.Join("\n\n", texts.Lines(lines...), w.T("alerts.how"))
}

// ridesLine says why rides are not pushed or, where they can be, how soon they are
// heard of.
func (m *Menu) ridesLine(w *chat.Writer, l store.Link) texts.HTML {
	switch {
	case !m.Access.Account:
		return w.T("alerts.no_rides")
	case !l.Card.ClosedAt.IsZero() && m.Access.Proof:
		return w.T("proof.closed", texts.Args{"Card": w.Card(l)})
	case m.waits(l, watch.NeedTransactions):
		return texts.Lines(w.T("alerts.need_proof"), w.T("offer.waits"))
	case m.asksProof(l):
		return w.T("alerts.need_proof")
	}
	return m.howSoon(w)
}

// howSoon says how soon after a ride the bot usually hears of it; "": that is not
// known yet. It is in whole minutes, rounded up, or in hours.
func (m *Menu) howSoon(w *chat.Writer) texts.HTML {
	soon, known := m.Watcher.HowSoon()
	if !known {
		return ""
	}
	span := w.N("span.minutes", int64(max(soon+time.Minute-1, time.Minute)/time.Minute))
	if soon > 90*time.Minute {
		span = w.N("span.hours", int64((soon+time.Hour-1)/time.Hour))
	}
	return w.T("alerts.how_soon", texts.Args{"Span": span})
}

// works tells whether a subscription is there and can work. It may have been
// able to when it was chosen, and not any more: the rides are closed by now, or
// the card is a pass.
func (m *Menu) works(w *chat.Writer, l store.Link, s store.Subscriptions) bool {
	return l.Subscriptions.Has(s) && m.problem(w, l, s) == "" && !m.waits(l, s)
}

// The marks of what is on, off, or chosen and waiting for proof.
const (
	on      = "✅ "
	off     = "▫️ "
	waiting = "⏳ "
)

func (m *Menu) mark(w *chat.Writer, l store.Link, s store.Subscriptions) string {
	switch {
	case m.waits(l, s):
		return waiting
	case m.works(w, l, s):
		return on
	}
	return off
}

func thresholdLabel(w *chat.Writer, l store.Link) string {
	if l.Threshold == 0 || !watch.PaysByRide(l.Class()) {
		return off + w.Plain("subscription.low")
	}
	threshold := texts.HTML(w.Texts.Money(l.Threshold))
	if l.ThresholdRides > 0 {
		threshold = w.N("threshold.rides", l.ThresholdRides)
	}
	return on + w.Plain("subscription.low_below", texts.Args{"Threshold": threshold})
}

func quietLabel(w *chat.Writer, l store.Link) string {
	if l.QuietFrom == l.QuietTo {
		return w.Plain("button.quiet")
	}
	return "🌙 " + hours(l.QuietFrom, l.QuietTo)
}

func snoozeLabel(w *chat.Writer, l store.Link) string {
	if !watch.Snoozed(l.Alerts, w.Now()) {
		return w.Plain("button.snooze")
	}
	return w.Plain("button.snoozed")
}

func quietChoices(w *chat.Writer, l store.Link) telegram.Message {
	var buttons []telegram.Button
	for _, q := range quietHours {
		label := chat.Chosen(hours(q[0], q[1]), q == [2]int{l.QuietFrom, l.QuietTo})
		buttons = append(buttons, w.Labelled(label, chat.VerbAlerts, l.ID, "quiet", q[0], q[1]))
	}
	last := []telegram.Button{w.Button("button.off", chat.VerbAlerts, l.ID, "quiet", 0, 0), back(w, l)}
	return w.Message(w.T("alerts.quiet_ask", texts.Args{"Card": w.Card(l)}), append(chat.Rows(1, buttons...), last)...)
}

func snoozeChoices(w *chat.Writer, l store.Link) telegram.Message {
	var buttons []telegram.Button
	for _, days := range snoozeDays {
		buttons = append(buttons, w.Labelled(w.Plain("snooze."+strconv.Itoa(days)), chat.VerbAlerts, l.ID, "snooze", days))
	}
	last := []telegram.Button{back(w, l)}
	if watch.Snoozed(l.Alerts, w.Now()) {
		last = []telegram.Button{w.Button("button.snooze_end", chat.VerbAlerts, l.ID, "snooze", 0), back(w, l)}
	}
	return w.Message(w.T("alerts.snooze_ask", texts.Args{"Card": w.Card(l)}), append(chat.Rows(2, buttons...), last)...)
}

func back(w *chat.Writer, l store.Link) telegram.Button {
	return w.Button("button.back", chat.VerbAlerts, l.ID)
}

func hours(from, to int) string { return clock(from) + "–" + clock(to) }

// clock writes minutes of the day as 08:30.
func clock(minutes int) string { return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60) }

// clocks writes times of the day as 08:30, 14:30.
func clocks(times []int) string {
	var list []string
	for _, minutes := range times {
		list = append(list, clock(minutes))
	}
	return strings.Join(list, ", ")
}
