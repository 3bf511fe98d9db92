// Package rides shows what a card was used for: its rides and top-ups by
// period, a file of them, and statistics. Without a cabinet account it shows
// what the balance tells of each day.
package rides

import (
	"log/slog"
	"time"

	"onaybot/bot/chat"
	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/store"
)

// Rides answers /trips, /export and /stats, and their buttons. Its handlers
// are to be called only for a link whose chat may view the card's rides, or
// without a cabinet account.
type Rides struct {
	Watcher *watch.Watcher
	Fares   watch.Fares
	Account bool // a cabinet account is configured, so that there are rides
	Log     *slog.Logger
}

// read lists a card's transactions from a moment on for a person who waits.
// shownTo is the chat that is shown each of them and need not be told of it
// any more; 0: they are only summed up. problem says what is missing and why.
func (s *Rides) read(r *chat.Request, l store.Link, from time.Time, shownTo int64) (
	history watch.History, problem texts.HTML) {
	ctx, cancel := r.Patient()
	defer cancel()
	history, err := s.Watcher.History(ctx, l.Card, from, shownTo)
	if err == nil {
		return history, ""
	}
	s.Log.Info("rides not read", "card", l.Card.PAN, "err", err)
	problem = r.W.Trouble(chat.OrSlow(ctx, err))
	if history.At.IsZero() {
		return history, problem
	}
	if !s.Watcher.Fresh(history.At) {
		problem = texts.Lines(problem, r.W.T("trips.as_of", texts.Args{"AsOf": r.W.When(texts.AsOf, history.At)}))
	}
	if history.From.After(from) {
		problem = texts.Lines(problem, r.W.T("trips.partial", texts.Args{"Day": r.W.Day(history.From)}))
	}
	return history, problem
}
