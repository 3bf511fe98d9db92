package store

import (
	"context"
	"errors"
	"testing"
	"time"

	"onaybot/onayclient"
)

func TestAClockSetBackPutsNothingOff(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1)
	ahead := start.Add(24 * time.Hour)
	write(t, s, func(ctx context.Context, tx *Tx) error {
		_, err := tx.SaveReading(ctx, onayclient.Card{PAN: number(t, 1), At: ahead}, Plan{NextAt: ahead.Add(time.Hour)})
		later := func(kind EventKind, created, due time.Time, held bool) error {
			return tx.Enqueue(ctx, Event{ChatID: 1, Kind: kind, CreatedAt: created, DueAt: due, Held: held}, nil)
		}
		_, errQuota := tx.Spend(ctx, Quota{Kind: "k", Key: "q", Max: 1, For: quotaAhead}, ahead)
		return errors.Join(err, errQuota, tx.AddWrongAnswer(ctx, "card", WrongAnswer{"chat", ahead}),
			later(EventRemind, ahead, ahead.Add(20*time.Hour), false),
			later(EventLow, ahead, ahead.Add(time.Minute), false), // put off after a failure
			later(EventNegative, start, start.Add(9*time.Hour), true))
	})
	wantErr(t, s.MendClock(t.Context(), start), nil)
	if due, err := s.DueCards(t.Context(), start, 9); len(due) != 1 || err != nil {
		t.Errorf("%d cards due, %v", len(due), err)
	}
	answers, err := s.WrongAnswers(t.Context(), "card", start.Add(-1))
	equal(t, "wrong answers", []any{answers, err}, []any{[]WrongAnswer{{"chat", start}}, nil})
	for kind, want := range map[EventKind]time.Duration{
		EventRemind: 20 * time.Hour, EventLow: 0, EventNegative: 9 * time.Hour,
	} {
		var due time.Time
		err := s.r.QueryRowContext(t.Context(), "SELECT due_at FROM outbox WHERE kind = ?", kind).Scan(scanner{&due})
		if got := due.Sub(start); err != nil || got != want {
			t.Errorf("%s is due after %s, %v; want %s", kind, got, err, want)
		}
	}
	write(t, s, func(ctx context.Context, tx *Tx) error {
		_, err := tx.Spend(ctx, Quota{Kind: "k", Key: "q", Max: 1, For: quotaAhead}, start.Add(quotaAhead))
		return err
	})
}

// Whatever is due as far ahead as it can be is left as it is, and what is due further is due now.
func TestWhatIsDueTooFarAheadIsDueNow(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		after time.Duration
		due   bool
	}{{0, false}, {minute, true}} {
		s := open(t)
		addChat(t, s, 1)
		card := addCard(t, s, 1)
		link := follow(t, s, 1, card)
		write(t, s, func(ctx context.Context, tx *Tx) error {
			soon := Event{ChatID: 1, Kind: EventLow, CreatedAt: start, DueAt: start.Add(retryAhead + c.after)}
			later := Event{ChatID: 1, Kind: EventLow, CreatedAt: start, DueAt: start.Add(laterAhead + c.after), Held: true}
			return errors.Join(tx.Postpone(ctx, card, start.Add(cardAhead+c.after), 0),
				tx.SetCheck(ctx, link, CheckDigest, start.Add(checkAhead+c.after)),
				tx.Enqueue(ctx, soon, nil), tx.Enqueue(ctx, later, nil))
		})
		wantErr(t, s.MendClock(t.Context(), start), nil)
		counts := counts(t, s, start)
		checks, err := s.DueChecks(t.Context(), start, 9)
		want := map[bool][]any{false: {0, 0, 0, nil}, true: {1, 2, 1, nil}}[c.due]
		equal(t, "due", []any{counts.CardsDue, counts.OutboxDue, len(checks), err}, want)
	}
}

// A card whose poll failed while the clock was ahead was read before: its plan is a wrong one all the same.
func TestACardThatFailedByAClockAheadIsDueNow(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1)
	card := addCard(t, s, 1)
	follow(t, s, 1, card)
	ahead := start.Add(20 * time.Hour)
	write(t, s, func(ctx context.Context, tx *Tx) error {
		return errors.Join(tx.PutOff(ctx, card, ahead, ahead.Add(minute)), tx.SetUntold(ctx, card, ahead))
	})
	for range 2 { // it is put off again, by a clock that is right
		wantErr(t, s.MendClock(t.Context(), start), nil)
		c, err := s.CardByID(t.Context(), card)
		equal(t, "the card", []any{c.NextAt, c.UntoldSince, err}, []any{start, start, nil})
	}
	write(t, s, func(ctx context.Context, tx *Tx) error { return tx.PutOff(ctx, card, start, start.Add(minute)) })
	wantErr(t, s.MendClock(t.Context(), start), nil)
	equal(t, "due", counts(t, s, start).CardsDue, 0)
}
