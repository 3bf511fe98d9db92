package watch

import (
	"context"
	"slices"

	"onaybot/store"
)

// apply writes what a reading means to one link: what its chat knows now, and the events that tell it. The asker
// has seen the reading. A snoozed link is told nothing, and what still holds afterwards is found then, as it is judged
// by the balance of before. An unsent push that is no longer true is taken back.
func (w *Watcher) apply(ctx context.Context, tx *store.Tx, knew, knows store.Link, events []Event, asker int64) error {
	if Snoozed(knew.Alerts, w.now()) && knew.ChatID != asker {
		if slices.ContainsFunc(events, tellsLittle) {
			knows.Judged, knows.HasJudged = knew.Judged, knew.HasJudged
		}
		knows.Low = knows.Low && knew.Low
		knows.Negative = knows.Negative && knew.Negative
		knows.Stopped = knows.Stopped && knew.Stopped
		knows.LowAt, events = knew.LowAt, nil
	}
	if knew.ChatID == asker {
		knows.Low, knows.Negative = knows.Low || w.isLow(knows), knows.Negative || IsNegative(knows)
		events = nil
	}
	knows, events, err := w.takeBack(ctx, tx, knew, knows, events)
	if err != nil {
		return err
	}
	if knew.Low != knows.Low || knew.Alerts != knows.Alerts {
		if err := tx.SetKnown(ctx, knows); err != nil {
			return err
		}
	}
	return w.enqueue(ctx, tx, knew, events)
}

// tellsLittle tells whether an event says that little money is left.
func tellsLittle(e Event) bool { return e.Kind == store.EventLow || e.Kind == store.EventNegative }

func (w *Watcher) isLow(l store.Link) bool { return IsLow(l, ThresholdOf(l, w.fares, l.Card.At)) }

// takeBack drops unsent events that the reading has made untrue. Of a balance that the chat was not told so, it may be
// told again. If "blocked" was still unsent, "unblocked" is not sent either, and the other way round.
func (w *Watcher) takeBack(ctx context.Context, tx *store.Tx, knew, knows store.Link, events []Event) (
	store.Link, []Event, error) {
	if knew.Low && !w.isLow(knows) {
		unsent, err := tx.DropEvents(ctx, knew.ID, store.EventLow)
		if err != nil {
			return knows, nil, err
		}
		knows.Low = knows.Low && !unsent
	}
	if knew.Negative && !IsNegative(knows) {
		unsent, err := tx.DropEvents(ctx, knew.ID, store.EventNegative)
		if err != nil {
			return knows, nil, err
		}
		knows.Negative = knows.Negative && !unsent
	}
	if knows.Negative && !knew.Negative && knew.Subscriptions.Has(store.SubscribeNegative) {
		if _, err := tx.DropEvents(ctx, knew.ID, store.EventLow); err != nil {
			return knows, nil, err
		}
	}
	if knew.Stopped == knows.Stopped {
		return knows, events, nil
	}
	unsent, err := tx.Withdraw(ctx, store.ChatLink{ChatID: knew.ChatID, LinkID: knew.ID}, store.EventBlocked, w.now())
	if err != nil || !unsent {
		return knows, events, err
	}
	return knows, slices.DeleteFunc(events, func(e Event) bool { return e.Kind == store.EventBlocked }), nil
}

// enqueue writes events for a link into the outbox. In its quiet hours they wait for the end of these; what makes no
// sound does not wait.
func (w *Watcher) enqueue(ctx context.Context, tx *store.Tx, l store.Link, events []Event) error {
	now := w.now()
	if Snoozed(l.Alerts, now) {
		return nil
	}
	for _, e := range events {
		out := store.Event{ChatID: l.ChatID, LinkID: l.ID, Kind: e.Kind, CreatedAt: now, DueAt: now}
		if until, quiet := w.days.quietUntil(l.Alerts, now); quiet && !soundless(e.Kind) {
			out.DueAt, out.Held = until, true
		}
		if err := tx.Enqueue(ctx, out, e.Data); err != nil {
			return err
		}
	}
	return nil
}

// soundless tells of what is told without a sound in quiet hours: an amendment, and the end of an alarm.
func soundless(kind store.EventKind) bool {
	return kind == store.EventAmend || kind == store.EventAllClear
}

// Choose writes what a chat has chosen about a card, except for its threshold; l is the link as it is to be. What
// waits for the end of quiet hours follows their change, and a snooze drops it. An alarm of no ride ends where none is
// wanted now. The card is polled sooner if the choice asks for it.
func (w *Watcher) Choose(ctx context.Context, tx *store.Tx, l store.Link) error {
	now := w.now()
	if err := tx.SetAlerts(ctx, l.ChatID, l.ID, l.Alerts); err != nil {
		return err
	}
	for _, kind := range checkKinds {
		if err := tx.SetCheck(ctx, l.ID, kind, w.nextCheck(l, kind, now)); err != nil {
			return err
		}
	}
	if err := w.Reconsider(ctx, tx, l.Card.ID); err != nil {
		return err
	}
	if !l.Subscriptions.Has(store.SubscribeNoRide) || NoRideSilent(l.Alerts, now) || Snoozed(l.Alerts, now) {
		if err := tx.SilenceAlarms(ctx, l.ID); err != nil {
			return err
		}
	}
	if Snoozed(l.Alerts, now) {
		return tx.ForgetEvents(ctx, store.ChatLink{ChatID: l.ChatID, LinkID: l.ID})
	}
	due := now
	if until, quiet := w.days.quietUntil(l.Alerts, now); quiet {
		due = until
	}
	return tx.Hold(ctx, l.ID, due)
}
