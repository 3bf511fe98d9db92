package simulate

import (
	"time"

	"onaybot/bot/watch"
	"onaybot/bot/watch/policy"
	"onaybot/onayclient"
	"onaybot/store"
)

// follower is a card with the one chat that follows it, in the course of a
// replay.
type follower struct {
	card   *Card
	setup  *Setup
	tally  *tally
	pays   bool // a low balance can keep the card from riding
	passed int  // rows until the last reading
	link   [1]store.Link
	spell  spell

	reading watch.Reading // the last one

	notes     string        // of the policy
	mayWait   time.Duration // of the next poll
	overdue   time.Duration // of the last one
	due, next time.Time     // from when on the policy wants the next poll, and the tick for it
	by        time.Time     // when it has to be made
	place     int           // among cards that are alike
}

// newFollower links a card just before anything happens to it. Who links a
// card sees its balance, so that a low one is known.
func newFollower(c *Card, s *Setup, t *tally, at time.Time) *follower {
	f := &follower{card: c, setup: s, tally: t, pays: watch.PaysByRide(onayclient.ClassOf(c.Type))}
	read := onayclient.Card{Type: c.Type, Balance: c.opening(), At: at}
	read.PAN, _ = onayclient.ParsePAN(c.Number) // a trace may tell cards apart by other marks
	before := at.Add(-1)
	l := store.Link{ID: 1, ChatID: 1, Threshold: s.Threshold, Since: before, Card: store.Card{Card: read, ID: 1}}
	l.Subscriptions, l.RidesSince = store.DefaultSubscriptions, before
	if s.Follow == Rides {
		l.Subscriptions |= store.SubscribeRides
	}
	f.link[0], _ = watch.Detect(l, watch.Reading{Card: read}, s.Fares)
	f.reading = watch.Reading{Card: read, TellsTopUps: s.Follow == Rides}
	f.spell = spell{open: f.low(read.Balance), since: at, done: true}
	return f
}

// poll reads the card: what has happened to it is seen, and told if the
// detector says so.
func (f *follower) poll(now time.Time) {
	f.tally.requests++
	f.tally.unread = max(f.tally.unread, now.Sub(f.reading.Card.At))
	f.tally.due = max(f.tally.due, now.Sub(f.due))
	first := f.passed
	for f.passed < len(f.card.Rows) && !f.card.Rows[f.passed].At.After(now) {
		f.pass(f.card.Rows[f.passed])
		f.passed++
	}
	f.see(now, f.card.Rows[first:f.passed])
	events := f.detect()
	if f.setup.Follow == Rides {
		f.tellRides(f.card.Rows[first:f.passed])
		return
	}
	for _, e := range events {
		if e.Kind == store.EventLow || e.Kind == store.EventNegative {
			f.tellLow()
		}
	}
}

// see takes a reading, with the rows since the last one.
func (f *follower) see(now time.Time, rows []Row) {
	r := &f.reading
	r.Before, r.Card.At, f.overdue = r.Card, now, now.Sub(f.due)
	r.Transactions, r.AllRides = nil, f.setup.Follow == Rides && len(rows) <= page
	if len(rows) > 0 {
		r.Card.Balance = rows[len(rows)-1].Balance
	}
	if f.setup.Follow == Rides {
		r.Transactions = newest(rows)
	}
}

func (f *follower) detect() []watch.Event {
	knows, events := watch.Detect(f.link[0], f.reading, f.setup.Fares)
	f.link[0] = knows
	return events
}

// observation is what the policy is told after a reading.
func (f *follower) observation() policy.Observation {
	o := watch.Observe(f.reading.Card.At, f.reading, f.link[:], f.setup.Fares)
	o.Notes, o.Overdue, o.MayWait = f.notes, f.overdue, f.mayWait
	return o
}

// pass lets a row happen.
func (f *follower) pass(x Row) {
	switch {
	case f.setup.Follow == Balance:
		f.passBalance(x)
	case x.Ride:
		f.tally.happened++
	}
}

// close ends the replay. What has waited for less than a day by then is
// neither told nor lost.
func (f *follower) close(end time.Time) {
	f.tally.unread = max(f.tally.unread, end.Sub(f.reading.Card.At))
	f.tally.due = max(f.tally.due, end.Sub(f.due))
	last := f.passed
	for _, x := range f.card.Rows[last:] {
		f.pass(x)
	}
	if f.setup.Follow == Rides {
		f.waiting(f.card.Rows[last:], end)
		return
	}
	if f.spell.open && !f.spell.done {
		f.missed(end)
	}
}
