package bot

import (
	"slices"
	"strconv"

	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/onayclient"
	"onaybot/store"
)

// What the last step of linking a card offers: amounts in tenge, and a number
// of rides.
var firstThresholds = []int64{300, 500, 1000}

const (
	firstRides = 3
	byRides    = "rides" // stands in a button for so many rides
)

// named goes on from a card's name: to its fare where the cabinet does not
// tell it, else to when the bot is to speak up, which a card that rides are
// not charged to does without. Whoever leaves here keeps a link that works.
func (c *turn) named(l store.Link, numberAt int) outgoing {
	switch {
	case l.Class() == onayclient.FareUnknown:
		return c.askFare(l, strconv.Itoa(numberAt))
	case !watch.PaysByRide(l.Class()):
		return c.allSet(l, numberAt)
	}
	return c.askFirstThreshold(l, numberAt)
}

func (c *turn) askFirstThreshold(l store.Link, numberAt int) outgoing {
	otherwise := c.t.T("first.default_off", nil)
	if l.Threshold > 0 {
		otherwise = c.t.T("first.default", texts.Args{"Threshold": c.below(l)})
	}
	choice := func(label, what string) button {
		return c.labelled(label, "first", linkID(l), what, strconv.Itoa(numberAt))
	}
	var amounts []button
	for _, tenge := range firstThresholds {
		amounts = append(amounts, choice(c.t.Money(onayclient.Tenge(tenge)), strconv.FormatInt(tenge, 10)))
	}
	last := []button{choice(c.t.Plain("button.no_need", nil), "0")}
	if c.fareKnown(l) {
		last = append([]button{choice(plainText(c.t.N("rides", firstRides)), byRides)}, last...)
	}
	o := c.inPlace(texts.Lines(c.t.T("name.done", texts.Args{"Card": c.cardName(l)}), c.t.T("first.ask", nil), otherwise),
		amounts, last)
	o.Keyboard = append(o.Keyboard, c.eraseButtons(numberAt)...)
	return o
}

// pressFirst is "TENGE NUMBERAT" or "rides NUMBERAT".
func (c *turn) pressFirst(l store.Link, args []string) error {
	numberAt, err := argInt(args, 1)
	if err != nil {
		return errStale
	}
	done := func(l store.Link) outgoing { return c.allSet(l, int(numberAt)) }
	if args[0] == byRides {
		return c.setThreshold(l, firstRides, 0, done)
	}
	tenge, err := argInt(args, 0)
	if err != nil || tenge != 0 && !slices.Contains(firstThresholds, tenge) {
		return errStale
	}
	return c.setThreshold(l, 0, onayclient.Tenge(tenge), done)
}

// allSet is the last message of linking: when the bot will speak up, and what
// comes next.
func (c *turn) allSet(l store.Link, numberAt int) outgoing {
	alert := c.t.T("first.no_alert", nil)
	switch {
	case watch.IsLow(l, c.threshold(l)):
		alert = c.alertLine(l)
	case alertsMatter(l):
		alert = c.t.T("first.alert", texts.Args{"Threshold": c.below(l)})
	case !watch.PaysByRide(l.Class()):
		alert = c.t.T("threshold.pointless", nil)
	}
	head := texts.Lines(c.t.T("first.done", texts.Args{"Card": c.cardName(l)}), c.figures(l), alert)
	o := c.inPlace(texts.Join("\n\n", head, texts.Lines(c.nextOfRides(l), c.t.T("first.balance", nil))), c.mainButtons(),
		[]button{c.button("button.alerts", "alerts", linkID(l)), c.button("button.more", "add")})
	o.Keyboard = append(o.Keyboard, c.eraseButtons(numberAt)...)
	return o
}

// nextOfRides says how to come by the card's rides, or by what there is in
// their place.
func (c *turn) nextOfRides(l store.Link) texts.HTML {
	switch {
	case !c.Rides:
		return c.t.T("first.days", nil)
	case c.seesRides(l):
		return c.t.T("first.rides", nil)
	}
	return c.t.T("first.proof", nil)
}
