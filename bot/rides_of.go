package bot

import (
	"time"

	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/store"
)

// ridesOf begins a command about one card's rides: it shows the only card,
// or asks which with buttons of the verb.
func (c *turn) ridesOf(verb, question string, show func(l store.Link, edit int) error) error {
	links, err := c.Store.Links(c.ctx, c.chat.ID)
	switch {
	case err != nil:
		return err
	case len(links) == 0:
		return c.askNumber(c.t.T("cards.none", nil))
	case len(links) > 1:
		return c.say(c.newMessage(c.t.T(question, nil), c.cardRows(links, verb)...))
	}
	return c.ifSeen(links[0], 0, show)
}

// pressRidesOf goes on with the card that the button names.
func (c *turn) pressRidesOf(args []string, show func(l store.Link, edit int) error) error {
	id, err := argInt(args, 0)
	if err != nil {
		return err
	}
	l, err := c.Store.Link(c.ctx, c.chat.ID, id)
	if err != nil {
		return err
	}
	return c.ifSeen(l, c.under, show)
}

// ifSeen shows a card's rides where the chat may see them. Without a cabinet
// account there are none, and show does with what the balance tells.
func (c *turn) ifSeen(l store.Link, edit int, show func(l store.Link, edit int) error) error {
	if c.Rides && !c.seesRides(l) {
		return c.withheld(l)
	}
	return show(l, edit)
}

// readRides is for an answer that shows each ride.
func (c *turn) readRides(l store.Link, from time.Time) (watch.History, texts.HTML) {
	return c.readRidesFor(c.chat.ID, l, from)
}

// readRidesUnseen is for an answer that only sums them up, so that new ones
// are still told.
func (c *turn) readRidesUnseen(l store.Link, from time.Time) (watch.History, texts.HTML) {
	return c.readRidesFor(0, l, from)
}

// readRidesFor lists a card's rides from a moment on for a person who
// waits; problem says what is missing of them and why.
func (c *turn) readRidesFor(asker int64, l store.Link, from time.Time) (rides watch.History, problem texts.HTML) {
	ctx, cancel := c.patient(c.ctx)
	defer cancel()
	rides, err := c.Watcher.History(ctx, l.Card, from, asker)
	if err == nil {
		return rides, ""
	}
	c.Log.Info("rides not read", "card", l.Card.PAN, "err", err)
	problem = c.trouble(orSlow(ctx, err))
	if rides.At.IsZero() {
		return rides, problem
	}
	if !c.Watcher.Fresh(rides.At) {
		problem = texts.Lines(problem, c.ridesAge(rides))
	}
	if rides.From.After(from) {
		problem = texts.Lines(problem, c.t.T("trips.partial", texts.Args{"Day": c.t.Day(rides.From, c.Now())}))
	}
	return rides, problem
}

// ridesAge says how old the rides shown are, when they could not be read anew.
func (c *turn) ridesAge(rides watch.History) texts.HTML {
	if rides.At.IsZero() {
		return ""
	}
	return c.t.T("trips.as_of", texts.Args{"AsOf": c.t.When(texts.AsOf, rides.At, c.Now())})
}
