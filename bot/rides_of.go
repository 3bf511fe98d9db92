package bot

import (
	"time"

	"onaybot/bot/chat"
	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/store"
)

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
	ctx, cancel := c.Patient()
	defer cancel()
	rides, err := c.Watcher.History(ctx, l.Card, from, asker)
	if err == nil {
		return rides, ""
	}
	c.Log.Info("rides not read", "card", l.Card.PAN, "err", err)
	problem = c.W.Trouble(chat.OrSlow(ctx, err))
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
