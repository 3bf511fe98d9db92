package main

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"onaybot/bot"
	"onaybot/internal/panics"
	"onaybot/store"
)

// What panics in a beat is told without the value, and the beat goes on.
func TestAPanicCostsOnePartOfABeat(t *testing.T) {
	t.Parallel()
	var log syncBuffer
	h := &heart{log: slog.New(slog.NewTextHandler(&log, nil))}
	err := h.part(t.Context(), "sweep", func(context.Context) error { panic(panMum) })
	if !errors.Is(err, panics.ErrPanic) || !strings.Contains(log.String(), "heart_test.go") || strings.Contains(log.String(), panMum) {
		t.Errorf("%v: %s", err, log.String())
	}
}

// Old rides that could not be dropped do not stay for another day.
func TestRidesAreDroppedOnceADayThatItSucceeds(t *testing.T) {
	t.Parallel()
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "test.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	h := &heart{store: db, bot: &bot.Bot{}}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	at := time.Date(2026, 11, 22, 3, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		ctx   context.Context
		after time.Duration
		want  time.Duration // of the last success
		fails bool
	}{{over, 0, 0, true}, {t.Context(), time.Minute, time.Minute, false}, {over, time.Hour, time.Minute, false}} {
		err := h.clearRides(c.ctx, at.Add(c.after))
		if (err != nil) != c.fails || !c.fails && !h.purged.Equal(at.Add(c.want)) {
			t.Errorf("after %v: %v, dropped at %v", c.after, err, h.purged)
		}
	}
}
