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
	drop := daily(js.dropOldRides)
	for _, c := range []struct {
		ctx   context.Context
		after time.Duration
		fails bool // it tries, in vain
	}{
		{over, 0, true}, {t.Context(), time.Minute, false}, {over, time.Hour, false}, {over, 24 * time.Hour, false},
		{over, 24*time.Hour + time.Minute, true}, {over, 0, true}, // the clock is set back
	} {
		if err := drop(c.ctx, morning.Add(c.after)); (err != nil) != c.fails {
			t.Errorf("after %v: %v", c.after, err)
		}
	}
}
