package bot

import (
	"slices"
	"strconv"
	"time"

	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/onayclient"
	"onaybot/store"
)

// dayPeriods are the spans of days offered where there are no rides to show.
var dayPeriods = []int{7, 30}

// showDays is /trips without a cabinet account: what the balance lost and
// gained by day, and why there is nothing finer. Each page is the period
// before.
func (c *turn) showDays(l store.Link, days, page, edit int) error {
	today := startOfDay(c.Now().In(c.t.Zone()))
	to := today.AddDate(0, 0, -days*page)
	from := to.AddDate(0, 0, 1-days)
	list, err := c.Watcher.BalanceDays(c.ctx, l, from, to)
	if err != nil {
		return err
	}
	period := c.t.Day(from, c.Now()) + " – " + c.t.Day(to, c.Now())
	if page == 0 {
		period = c.t.T("period."+strconv.Itoa(days), nil)
	}
	head := texts.Lines("🧾 "+c.cardName(l)+" · "+period, c.t.T("days.what", nil))
	since := c.Watcher.BalanceFrom(l)
	body, begun := c.dayLines(list), texts.HTML("")
	if since.After(from) {
		begun = c.t.T("days.since", texts.Args{"Day": c.t.Day(since, c.Now())})
	}
	if len(list) == 0 && !since.After(today) {
		body = c.t.T("days.none", nil)
	}
	o := c.newMessage(texts.Join("\n\n", head, body, texts.Lines(c.dayTotals(list), begun, c.age(l.Card.Card)), c.t.T("days.why", nil)),
		c.tripsButtons(l, dayPeriods, days, page, since.Before(from))...)
	o.Edit = edit
	return c.say(o)
}

// dayLines writes the days, the latest first.
func (c *turn) dayLines(list []watch.BalanceDay) texts.HTML {
	var lines []texts.HTML
	for _, d := range slices.Backward(list) {
		name := c.dayName(d.At)
		if !d.Since.IsZero() {
			name = "<b>" + c.t.Day(d.Since, c.Now()) + " – " + c.t.Day(d.At, c.Now()) + "</b>"
		}
		lines = append(lines, texts.Join(" · ", name, c.unlessZero(-d.Spent), c.unlessZero(d.Added)))
	}
	return texts.Lines(lines...)
}

// dayTotals sums the days up. Where money was added, both sums are the least
// it was: a reading shows their difference.
func (c *turn) dayTotals(list []watch.BalanceDay) texts.HTML {
	var spent, added onayclient.Money
	for _, d := range list {
		spent, added = spent+d.Spent, added+d.Added
	}
	if len(list) == 0 {
		return ""
	}
	line := c.t.T("days.total", texts.Args{"Spent": c.t.Money(spent), "Least": added > 0})
	if added == 0 {
		return line
	}
	return texts.Lines(line, c.t.T("days.added", texts.Args{"Added": c.t.Signed(added)}))
}

// asRides makes rows of the days for what sums them up, of several one each.
func asRides(list []watch.BalanceDay, from, at time.Time) watch.History {
	return watch.History{List: watch.AsTransactions(list), From: from, At: at}
}
