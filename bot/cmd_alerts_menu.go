package bot

import (
	"slices"
	"strconv"

	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/store"
)

// alertsMenu is a card's alerts, each switched by a button.
func (c *turn) alertsMenu(l store.Link) outgoing {
	return c.inPlace(c.alertsText(l),
		[]button{c.choice(l, c.thresholdLabel(l), "")},
		[]button{c.wish(l, "short")},
		[]button{c.wish(l, "negative"), c.wish(l, "blocked")},
		[]button{c.wish(l, "topup"), c.wish(l, "type")},
		[]button{c.wish(l, "rides"), c.wish(l, "digest")},
		[]button{c.choice(l, c.noRideLabel(l), "noride")},
		[]button{c.choice(l, c.quietLabel(l), "quiet"), c.choice(l, c.pauseLabel(l), "pause")},
		[]button{c.button("button.back", "card", linkID(l))})
}

func (c *turn) alertsText(l store.Link) texts.HTML {
	lines := []texts.HTML{"🔔 " + c.cardName(l), c.figures(l), c.alertLine(l)}
	if watch.Snoozed(l.Alerts, c.Now()) {
		lines = append(lines, c.t.T("alerts.paused", texts.Args{"After": c.t.When(texts.After, l.SnoozedUntil, c.Now())}))
	}
	if l.QuietFrom != l.QuietTo {
		lines = append(lines, c.t.T("alerts.quiet", texts.Args{"From": clockText(l.QuietFrom), "To": clockText(l.QuietTo)}))
	}
	switch {
	case !c.Rides:
		lines = append(lines, c.t.T("alerts.no_rides", nil))
	case !l.Card.ClosedAt.IsZero() && c.Proof:
		lines = append(lines, c.t.T("proof.closed", texts.Args{"Card": c.cardName(l)}))
	case !c.seesRides(l):
		lines = append(lines, c.t.T("alerts.need_proof", nil))
	}
	return texts.Join("\n\n", texts.Lines(lines...), c.t.T("alerts.how", nil))
}

// choice is a button that leads to a choice about the link; "" is that of
// the threshold.
func (c *turn) choice(l store.Link, label, what string) button {
	if what == "" {
		return c.labelled(label, "limit", linkID(l))
	}
	return c.labelled(label, "alerts", linkID(l), what)
}

// wish is a button that switches one wish.
func (c *turn) wish(l store.Link, name string) button {
	return c.labelled(mark(c.works(l, wishNames[name]))+c.t.Plain("wish."+name, nil), "alerts", linkID(l), "wish", name)
}

// works tells whether a wish is there and can be fulfilled, which it may
// have been no more since: the rides were closed, or the card is a pass now.
func (c *turn) works(l store.Link, wish store.Subscriptions) bool {
	return l.Subscriptions.Has(wish) && c.cannot(l, wish) == ""
}

func mark(on bool) string {
	if on {
		return "✅ "
	}
	return "▫️ "
}

func (c *turn) thresholdLabel(l store.Link) string {
	switch {
	case !alertsMatter(l):
		return mark(false) + c.t.Plain("wish.low", nil)
	case l.ThresholdRides > 0:
		return mark(true) + c.t.Plain("wish.low_below", texts.Args{"Threshold": c.t.N("threshold.rides", l.ThresholdRides)})
	}
	return mark(true) + c.t.Plain("wish.low_below", texts.Args{"Threshold": c.t.Money(l.Threshold)})
}

func (c *turn) noRideLabel(l store.Link) string {
	if !c.works(l, store.SubscribeNoRide) {
		return mark(false) + c.t.Plain("wish.no_ride", nil)
	}
	return mark(true) + c.t.Plain("wish.no_ride_by", texts.Args{"By": clockText(l.NoRideBy)})
}

func (c *turn) quietLabel(l store.Link) string {
	if l.QuietFrom == l.QuietTo {
		return c.t.Plain("button.quiet", nil)
	}
	return "🌙 " + hours(l.QuietFrom, l.QuietTo)
}

func (c *turn) pauseLabel(l store.Link) string {
	if !watch.Snoozed(l.Alerts, c.Now()) {
		return c.t.Plain("button.pause", nil)
	}
	return c.t.Plain("button.paused", nil)
}

// clockText writes minutes of the day as 08:30.
func clockText(minutes int) string {
	return twoDigits(minutes/60) + ":" + twoDigits(minutes%60)
}

func twoDigits(n int) string { return string(rune('0'+n/10)) + string(rune('0'+n%10)) }

func hours(from, to int) string { return clockText(from) + "–" + clockText(to) }

// rowsOf puts buttons into rows of so many.
func rowsOf(n int, buttons []button) keyboard {
	var rows keyboard
	for row := range slices.Chunk(buttons, n) {
		rows = append(rows, row)
	}
	return rows
}

func (c *turn) noRideMenu(l store.Link) outgoing {
	var buttons []button
	for _, minutes := range noRideTimes {
		label := clockText(minutes)
		if l.Subscriptions.Has(store.SubscribeNoRide) && l.NoRideBy == minutes {
			label = "• " + label
		}
		buttons = append(buttons, c.labelled(label, "alerts", linkID(l), "noride", strconv.Itoa(minutes)))
	}
	rows := append(rowsOf(3, buttons), c.offAndBack(l, "noride", "0"))
	return c.inPlace(c.t.T("alerts.no_ride_ask", texts.Args{"Card": c.cardName(l)}), rows...)
}

func (c *turn) quietMenu(l store.Link) outgoing {
	var buttons []button
	for _, choice := range quietTimes {
		label := hours(choice[0], choice[1])
		if l.QuietFrom == choice[0] && l.QuietTo == choice[1] {
			label = "• " + label
		}
		buttons = append(buttons,
			c.labelled(label, "alerts", linkID(l), "quiet", strconv.Itoa(choice[0]), strconv.Itoa(choice[1])))
	}
	rows := append(rowsOf(1, buttons), c.offAndBack(l, "quiet", "0", "0"))
	return c.inPlace(c.t.T("alerts.quiet_ask", texts.Args{"Card": c.cardName(l)}), rows...)
}

func (c *turn) pauseMenu(l store.Link) outgoing {
	var buttons []button
	for _, days := range pauseDays {
		label := c.t.Plain("pause."+strconv.Itoa(days), nil)
		buttons = append(buttons, c.labelled(label, "alerts", linkID(l), "pause", strconv.Itoa(days)))
	}
	last := []button{c.button("button.back", "alerts", linkID(l))}
	if watch.Snoozed(l.Alerts, c.Now()) {
		last = append([]button{c.button("button.resume", "alerts", linkID(l), "pause", "0")}, last...)
	}
	return c.inPlace(c.t.T("alerts.pause_ask", texts.Args{"Card": c.cardName(l)}), append(rowsOf(2, buttons), last)...)
}

func (c *turn) offAndBack(l store.Link, args ...string) []button {
	return []button{
		c.button("button.off", "alerts", append([]string{linkID(l)}, args...)...),
		c.button("button.back", "alerts", linkID(l)),
	}
}
