package watch

import (
	"context"
	"errors"
	"fmt"
	"time"

	"onaybot/onayclient"
	"onaybot/store"
)

// A cabinet that says of a card that it does not exist, or says nothing, is not believed at once where it told of that
// card before: works on it look the same. The card is asked for again, and gone only after a day of such answers.
const (
	goneAfter   = 24 * time.Hour  // of telling nothing
	untoldFirst = 5 * time.Minute // until the card is asked for again; then as long as it has lasted
	untoldMost  = 6 * time.Hour   // the longest of these waits
	untoldCards = 3               // so many in a row are an outage
)

// Gone is the data of a [store.EventGone]: the last figure.
type Gone struct {
	Balance onayclient.Money `json:"balance"`
	At      time.Time        `json:"at"`
}

// tellsNothing tells whether the cabinet has answered, and told nothing of the card.
func tellsNothing(err error) bool {
	return errors.Is(err, onayclient.ErrNoCard) || errors.Is(err, onayclient.ErrNotTold)
}

// believed is an error of the cabinet's as it is to be taken. That there is no such card is believed of a card that was
// never read, and of one that is gone.
func (w *Watcher) believed(card store.Card, err error) error {
	switch {
	case !tellsNothing(err):
		return err
	case w.silent():
		return &onayclient.Error{Kind: onayclient.ErrUnavailable, Err: errSilent}
	case card.ID == 0:
		return err
	case w.isGone(card.UntoldSince):
		return &onayclient.Error{Kind: onayclient.ErrNoCard}
	}
	return &onayclient.Error{Kind: onayclient.ErrUnavailable, Err: onayclient.ErrNotTold}
}

var errSilent = errors.New("cabinet tells nothing of any card")

// isGone tells whether a card of which nothing is told since a moment is gone. While the cabinet is down that is not
// known.
func (w *Watcher) isGone(since time.Time) bool {
	return !since.IsZero() && w.now().Sub(since) >= goneAfter && w.DownSince().IsZero()
}

// silent tells whether the cabinet tells nothing of any card, as far as is known.
func (w *Watcher) silent() bool { return w.untold.Load() >= untoldCards }

// noteUntold takes a poll to which the cabinet has told nothing of the card: it is asked for again later. Of one that
// is gone its followers are told, each once.
func (w *Watcher) noteUntold(ctx context.Context, card store.Card) error {
	if card.UntoldSince.IsZero() && w.untold.Add(1) >= untoldCards {
		w.noteOutage(ctx, &onayclient.Error{Kind: onayclient.ErrUnavailable, Err: errSilent})
		return w.putOff(ctx, card)
	}
	err := w.store.Tx(ctx, func(tx *store.Tx) error {
		card, links, err := tx.Followed(ctx, card.PAN)
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		now := w.now()
		since := earlier(card.UntoldSince, now)
		if card.UntoldSince.IsZero() {
			since = now
		}
		if err := tx.SetUntold(ctx, card.ID, since); err != nil {
			return err
		}
		if err := tx.PutOff(ctx, card.ID, now, now.Add(w.askAgain(since))); err != nil || !w.isGone(since) {
			return err
		}
		return w.tellGone(ctx, tx, card, links)
	})
	if err != nil {
		return fmt.Errorf("note that the cabinet tells nothing: %w", err)
	}
	w.wake()
	return nil
}

// askAgain is how long a card waits of which nothing is told since a moment.
func (w *Watcher) askAgain(since time.Time) time.Duration {
	lasted := w.now().Sub(since)
	switch {
	case w.isGone(since):
		return afterGone
	case lasted >= goneAfter:
		return afterFailure
	}
	return min(max(untoldFirst, lasted), untoldMost, goneAfter-lasted)
}

// tellGone tells the followers of a card that is gone. One that is snoozed is told afterwards.
func (w *Watcher) tellGone(ctx context.Context, tx *store.Tx, card store.Card, links []store.Link) error {
	for _, l := range links {
		if l.GoneSince.Equal(card.UntoldSince) || Snoozed(l.Alerts, w.now()) {
			continue
		}
		if err := tx.SetGone(ctx, l.ID, card.UntoldSince); err != nil {
			return err
		}
		if err := w.enqueue(ctx, tx, l, []Event{{store.EventGone, Gone{card.Balance, card.At}}}); err != nil {
			return err
		}
	}
	return nil
}
