package main

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"onaybot/cmd/onaybot/config"
	"onaybot/store"
)

// Old rides that could not be dropped do not stay for another day.
func TestRidesAreDroppedOnceADayThatItSucceeds(t *testing.T) {
	t.Parallel()
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "test.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	js := &jobs{store: db, cfg: &config.Config{}}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	for _, c := range []struct {
		ctx   context.Context
		after time.Duration
		want  time.Duration // of the last success
		fails bool
	}{{over, 0, 0, true}, {t.Context(), time.Minute, time.Minute, false}, {over, time.Hour, time.Minute, false}} {
		err := js.dropOldRides(c.ctx, morning.Add(c.after))
		if (err != nil) != c.fails || !c.fails && !js.dropped.Equal(morning.Add(c.want)) {
			t.Errorf("after %v: %v, dropped at %v", c.after, err, js.dropped)
		}
	}
}
