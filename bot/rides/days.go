package rides

import (
	"slices"
	"strconv"
	"time"

	"onaybot/bot/chat"
	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/onayclient"
	"onaybot/store"
)

// balancePeriods are those offered without a cabinet account, in days.
var balancePeriods = []int{7, 30}

// showDays is /trips without a cabinet account: what the balance lost and
// gained each day, and why there is nothing finer. Each page is the period
// before the last.
func (s *Rides) showDays(r *chat.Request, l store.Link, days, page int) error {
	to := r.W.InDays(-days*page, 0)
	from := to.AddDate(0, 0, 1-days)
	list, err := s.Watcher.BalanceDays(r.Ctx, l, from, to)
	if err != nil {
		return err
	}
	since := s.Watcher.BalanceFrom(l)
	period := r.W.Day(from) + " – " + r.W.Day(to)
	if page == 0 {
		period = r.W.T("period." + strconv.Itoa(days))
	}
	text := texts.Join("\n\n",
		texts.Lines("🧾 "+r.W.Card(l)+" · "+period, r.W.T("days.what")),
		dayLines(r.W, list, since),
		texts.Lines(dayTotals(r.W, list), begun(r.W, since, from), r.W.Doubt(l.Card), r.W.Age(l.Card)),
		r.W.T("days.why"))
	return r.Edit(r.W.Message(text, tripsButtons(r.W, l, balancePeriods, days, page, since.Before(from))...))
}

// dayLines are the days, the latest first, or the word that there are none
// though some are known since a moment.
func dayLines(w *chat.Writer, list []watch.BalanceDay, since time.Time) texts.HTML {
	if len(list) == 0 && !since.After(w.InDays(0, 0)) {
		return w.T("days.none")
	}
	var lines []texts.HTML
	for _, d := range slices.Backward(list) {
		name := w.DayName(d.At)
		if !d.Since.IsZero() {
			name = "<b>" + w.Day(d.Since) + " – " + w.Day(d.At) + "</b>"
		}
		lines = append(lines, texts.Join(" · ",
			name, unlessZero(w, -d.Spent), w.PerhapsPass(d.Charged), unlessZero(w, d.Added)))
	}
	return texts.Lines(lines...)
}

// dayTotals sums the days up. Where money was added, both sums are the least
// it was, for a reading shows only their difference.
func dayTotals(w *chat.Writer, list []watch.BalanceDay) texts.HTML {
	if len(list) == 0 {
		return ""
	}
	var spent, added onayclient.Money
	for _, d := range list {
		spent, added = spent+d.Spent+d.Charged, added+d.Added
	}
	line := w.T("days.total", texts.Args{"Spent": w.Texts.Money(spent), "Least": added > 0})
	if added == 0 {
		return line
	}
	return texts.Lines(line, w.T("days.added", texts.Args{"Added": w.Texts.Signed(added)}))
}

// begun says since when days are known, where that is later than asked for.
func begun(w *chat.Writer, since, from time.Time) texts.HTML {
	if !since.After(from) {
		return ""
	}
	return w.T("days.since", texts.Args{"Day": w.Day(since)})
}
