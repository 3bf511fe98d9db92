package alerts

import (
	"errors"
	"slices"
	"strconv"
	"time"

	"onaybot/bot/chat"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/store"
)

// The names of the questions for a time and for a day.
const (
	AskNoRide  = "no_ride"
	AskSilence = "no_ride_silence"
)

// noRideTimes are the times offered, in minutes of the day.
var noRideTimes = []int{7*60 + 30, 8 * 60, 8*60 + 30, 9 * 60, 13*60 + 30, 14*60 + 30}

const (
	mostTimes    = 2 // of a card
	weeksOffered = 3 // of holidays
)

// errTooMany says that a card has as many times as it may.
var errTooMany = errors.New("too many times")

// about is the data of a question about a card.
type about struct {
	Link int64 `json:"link"`
}

// NoRideAt is a link that is told when there is no ride by the times, in minutes
// of the day, and at no other time; without any it is not.
func NoRideAt(l store.Link, times ...int) store.Link {
	l.Subscriptions &^= store.SubscribeNoRide
	l.NoRideBy, l.NoRideBy2 = 0, 0
	slices.Sort(times)
	for i, minutes := range times {
		l.Subscriptions |= store.SubscribeNoRide
		if i == 0 {
			l.NoRideBy = minutes
		} else {
			l.NoRideBy2 = minutes
		}
	}
	return l
}

// noRideAt are the times that a link has.
func noRideAt(l store.Link) (times []int) {
	if l.Subscriptions.Has(store.SubscribeNoRide) {
		times = append(times, l.NoRideBy)
		if l.NoRideBy2 > 0 {
			times = append(times, l.NoRideBy2)
		}
	}
	return times
}

// offerNoRide shows the times, or the days until which there may be silence: in
// place of the menu, and below an alarm, which is to stay.
func (m *Menu) offerNoRide(r *chat.Request, l store.Link, what string) error {
	if problem := m.problem(r.W, l, store.SubscribeNoRide); problem != "" {
		r.Alert(problem)
		return nil
	}
	if what == "silence" {
		return r.Edit(silenceChoices(r.W, l))
	}
	return r.Edit(noRideChoices(r.W, l))
}

// chooseNoRide changes what a link is told of missing rides. The first argument is
// "noride", "silence" or "home".
func (m *Menu) chooseNoRide(r *chat.Request, call chat.Call) error {
	l := call.Link
	if problem := m.problem(r.W, l, store.SubscribeNoRide); problem != "" {
		r.Alert(problem)
		return nil
	}
	switch {
	case call.Is("noride", "other"):
		return r.Ask(r.Question(r.W.T("alerts.no_ride_type")), AskNoRide, about{l.ID})
	case call.Is("silence", "other"):
		return r.Ask(r.Question(r.W.T("alerts.silence_type")), AskSilence, about{l.ID})
	case call.Is("silence", "below"):
		return r.Reply(silenceChoices(r.W, l))
	case call.Args[0] == "noride":
		return m.chooseTimes(r, call)
	}
	day, err := call.Int(1)
	if err != nil {
		return err
	}
	if l, err = silentUntil(r.W, l, day); err != nil {
		return err
	}
	if call.Args[0] == "home" {
		return m.save(r, call.Link, l, atHome(r.W, l))
	}
	return m.save(r, call.Link, l, r.InPlace(m.menu(r.W, l)))
}

// chooseTimes takes the times that a button names, all that the link is to have;
// 0: none.
func (m *Menu) chooseTimes(r *chat.Request, call chat.Call) error {
	var times []int
	for i := range call.Args[1:] {
		minutes, err := call.Int(i + 1)
		if err != nil || minutes < 0 || minutes >= 24*60 {
			return chat.ErrStale
		}
		if minutes > 0 && !slices.Contains(times, minutes) {
			times = append(times, minutes)
		}
	}
	if len(times) > mostTimes {
		r.Alert(r.W.Plain("alerts.no_ride_full"))
		return nil
	}
	l := NoRideAt(call.Link, times...)
	return m.save(r, call.Link, l, r.InPlace(m.menu(r.W, l)))
}

// TypedNoRide takes the answer to [AskNoRide]: a time, beside the one that the
// link has.
func (m *Menu) TypedNoRide(r *chat.Request, call chat.Call) error {
	l, err := withTime(call.Link, r.Text)
	switch {
	case errors.Is(err, errTooMany):
		return r.Conclude(r.W.Message(r.W.T("alerts.no_ride_full"), []telegram.Button{
			r.W.Button("button.alerts", chat.VerbAlerts, l.ID)}))
	case err != nil:
		return r.Reply(r.Question(r.W.T("alerts.no_ride_wrong")))
	}
	return m.save(r, call.Link, l, m.menu(r.W, l))
}

// withTime is a link with a typed time beside the one that it has.
func withTime(l store.Link, typed string) (store.Link, error) {
	minutes, ok := parseClock(typed)
	times := noRideAt(l)
	switch {
	case !ok || minutes == 0:
		return l, chat.ErrStale
	case slices.Contains(times, minutes):
		return l, nil
	case len(times) >= mostTimes:
		return l, errTooMany
	}
	return NoRideAt(l, append(times, minutes)...), nil
}

// TypedSilence takes the answer to [AskSilence]: the day from which on a link is
// told of missing rides again.
func (m *Menu) TypedSilence(r *chat.Request, call chat.Call) error {
	day, ok := parseDay(r.Text, r.W.InDays(0, 0), m.Texts)
	l, err := call.Link, error(nil)
	if ok {
		l, err = silentUntil(r.W, l, day)
	}
	if !ok || err != nil {
		last := r.W.Day(r.W.Now().Add(watch.MaxSilence))
		return r.Reply(r.Question(r.W.T("alerts.silence_wrong", texts.Args{"Day": last})))
	}
	return m.save(r, call.Link, l, m.menu(r.W, l))
}

// silentUntil is a link with no alarm of no ride before a day, as 20061231; 0: as
// ever. A day that has begun is stale.
func silentUntil(w *chat.Writer, l store.Link, day int) (store.Link, error) {
	if day == 0 {
		l.NoRideSilentUntil = time.Time{}
		return l, nil
	}
	at, err := time.ParseInLocation("20060102", strconv.Itoa(day), w.Texts.Zone())
	if err != nil {
		return l, chat.ErrStale
	}
	l.NoRideSilentUntil = at
	if !watch.NoRideSilent(l.Alerts, w.Now()) {
		return l, chat.ErrStale
	}
	return l, nil
}

// dayNumber is a day as buttons name it: 20061231.
func dayNumber(at time.Time) int { return at.Year()*10000 + int(at.Month())*100 + at.Day() }

// silentLine says until when a link is told of no missing ride; "": it is.
func (m *Menu) silentLine(w *chat.Writer, l store.Link) texts.HTML {
	if !m.works(w, l, store.SubscribeNoRide) || !watch.NoRideSilent(l.Alerts, w.Now()) {
		return ""
	}
	return w.T("alerts.silent", texts.Args{"Day": w.Day(l.NoRideSilentUntil)})
}

// atHome says that nothing is told of missing rides today.
func atHome(w *chat.Writer, l store.Link) telegram.Message {
	return w.Message(w.T("alerts.home", texts.Args{"Card": w.Card(l), "Day": w.Day(l.NoRideSilentUntil)}),
		[]telegram.Button{w.Button("button.undo", chat.VerbAlerts, l.ID, "silence", 0)})
}

func (m *Menu) noRideLabel(w *chat.Writer, l store.Link) string {
	mark := m.mark(w, l, store.SubscribeNoRide)
	if mark == off {
		return mark + w.Plain("subscription.no_ride")
	}
	return mark + w.Plain("subscription.no_ride_by", texts.Args{"By": clocks(noRideAt(l))})
}

// noRideChoices are the times, of which up to two can be on, with what each wants.
func noRideChoices(w *chat.Writer, l store.Link) telegram.Message {
	times := noRideAt(l)
	lines := []texts.HTML{w.T("alerts.no_ride_ask", texts.Args{"Card": w.Card(l)}), w.T("alerts.no_ride_two")}
	for _, minutes := range times {
		lines = append(lines, rideWanted(w, l, minutes))
	}
	var buttons []telegram.Button
	for _, minutes := range offeredTimes(times) {
		call := []any{l.ID, "noride"}
		for _, other := range toggled(times, minutes) {
			call = append(call, other)
		}
		label := chat.Chosen(clock(minutes), slices.Contains(times, minutes))
		buttons = append(buttons, w.Labelled(label, chat.VerbAlerts, call...))
	}
	rows := chat.Rows(3, buttons...)
	if len(times) < mostTimes {
		rows = append(rows, []telegram.Button{w.Button("button.other_time", chat.VerbAlerts, l.ID, "noride", "other")})
	}
	if len(times) > 0 {
		rows = append(rows, silenceRow(w, l))
	}
	last := []telegram.Button{w.Button("button.off", chat.VerbAlerts, l.ID, "noride", 0), back(w, l)}
	text := texts.Join("\n\n", texts.Lines(lines...), w.T("alerts.no_ride_skips"))
	return w.Message(text, append(rows, last)...)
}

// rideWanted says which ride is wanted by a time.
func rideWanted(w *chat.Writer, l store.Link, minutes int) texts.HTML {
	if from := watch.RideCountsFrom(l.Alerts, minutes); from > 0 {
		return w.T("alerts.no_ride_after", texts.Args{"By": clock(minutes), "From": clock(from)})
	}
	return w.T("alerts.no_ride_any", texts.Args{"By": clock(minutes)})
}

// offeredTimes are the times that stand in the menu: the usual ones, and those that
// were typed.
func offeredTimes(chosen []int) []int {
	times := slices.Concat(noRideTimes, chosen)
	slices.Sort(times)
	return slices.Compact(times)
}

// toggled is times with one more or, if it is among them, without it; 0 for none.
func toggled(times []int, minutes int) []int {
	if !slices.Contains(times, minutes) {
		return append(slices.Clone(times), minutes)
	}
	rest := slices.DeleteFunc(slices.Clone(times), func(t int) bool { return t == minutes })
	if len(rest) == 0 {
		return []int{0}
	}
	return rest
}

// silenceRow silences alarms of no ride, or ends their silence.
func silenceRow(w *chat.Writer, l store.Link) []telegram.Button {
	if watch.NoRideSilent(l.Alerts, w.Now()) {
		return []telegram.Button{w.Button("button.speak", chat.VerbAlerts, l.ID, "silence", 0)}
	}
	return []telegram.Button{
		w.Button("button.home", chat.VerbAlerts, l.ID, "silence", dayNumber(w.InDays(1, 0))),
		w.Button("button.holidays", chat.VerbAlerts, l.ID, "silence"),
	}
}

// silenceChoices are the days until which holidays may last: the next Mondays, or
// one that is typed.
func silenceChoices(w *chat.Writer, l store.Link) telegram.Message {
	var buttons []telegram.Button
	today := w.InDays(0, 0)
	monday := (6+int(time.Monday-today.Weekday()))%7 + 1 // so many days from today, a Monday's own is not meant
	for week := range weeksOffered {
		day := w.InDays(monday+7*week, 0)
		label := chat.PlainText(w.Day(day)) + ", " + chat.PlainText(w.Texts.Weekday(day))
		buttons = append(buttons, w.Labelled(label, chat.VerbAlerts, l.ID, "silence", dayNumber(day)))
	}
	buttons = append(buttons, w.Button("button.other_day", chat.VerbAlerts, l.ID, "silence", "other"))
	return w.Message(w.T("alerts.silence_ask", texts.Args{"Card": w.Card(l)}),
		append(chat.Rows(2, buttons...), []telegram.Button{back(w, l)})...)
}
