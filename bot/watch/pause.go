package watch

import (
	"context"
	"errors"
	"fmt"
	"time"

	"onaybot/store"
)

const (
	// MaxPause is the longest pause of the operator. One that is forgotten ends.
	MaxPause = 7 * 24 * time.Hour

	// afterPause is how long pushes wait for the readings that may overtake them.
	afterPause = 5 * time.Minute
)

// Pause stops the sweep and the pushes until a moment, at most [MaxPause] from now, over restarts too. Who asks
// for a card is answered as ever.
func (w *Watcher) Pause(ctx context.Context, until time.Time) error {
	w.pausing.Lock()
	defer w.pausing.Unlock()
	if err := w.store.Pause(ctx, until); err != nil {
		return fmt.Errorf("pause: %w", err)
	}
	w.paused.Store(&until)
	w.log.Info("paused by an admin", "until", until)
	return nil
}

// PausedUntil is until when the operator wants no pushes; zero: no pause is on. It ends with the first sweep from
// then on.
func (w *Watcher) PausedUntil() time.Time { return *w.paused.Load() }

// Resume ends a pause. What waited is told a little later, in one message a chat, unless a reading has overtaken it.
func (w *Watcher) Resume(ctx context.Context) error {
	w.pausing.Lock()
	defer w.pausing.Unlock()
	return w.resume(ctx, w.now())
}

// isPaused tells whether a pause is on, and ends one whose time has come. One that is longer than it ever can be
// was made by a wrong clock.
func (w *Watcher) isPaused(ctx context.Context) (bool, error) {
	now := w.now()
	w.pausing.Lock()
	defer w.pausing.Unlock()
	switch left := w.PausedUntil().Sub(now); {
	case w.PausedUntil().IsZero():
		return false, nil
	case left <= 0 || left > MaxPause:
		return false, w.resume(ctx, now)
	}
	return true, nil
}

func (w *Watcher) resume(ctx context.Context, now time.Time) error {
	err := w.store.Tx(ctx, func(tx *store.Tx) error {
		waited, err := tx.EndPause(ctx, now, now.Add(afterPause))
		if err != nil {
			return err
		}
		for _, c := range waited {
			if err := w.respectQuiet(ctx, tx, c, now); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("resume: %w", err)
	}
	w.paused.Store(&time.Time{})
	w.log.Info("the pause is over")
	w.wake()
	return nil
}

// respectQuiet has what waited for the end of a pause wait for that of a link's quiet hours too.
func (w *Watcher) respectQuiet(ctx context.Context, tx *store.Tx, c store.ChatLink, now time.Time) error {
	l, err := tx.Link(ctx, c.ChatID, c.LinkID)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if until, quiet := w.days.quietUntil(l.Alerts, now); quiet {
		return tx.Hold(ctx, l.ID, until)
	}
	return nil
}
