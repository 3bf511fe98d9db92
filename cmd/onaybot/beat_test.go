package main

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"onaybot/bot/watch"
)

// What panics in a beat is told without the value, and the beat goes on.
func TestAPanicCostsOnePartOfABeat(t *testing.T) {
	t.Parallel()
	var log syncBuffer
	h := &heart{log: slog.New(slog.NewTextHandler(&log, nil))}
	err := h.part(t.Context(), "sweep", func(context.Context) error { panic(panMum) })
	if !errors.Is(err, watch.ErrPanic) || !strings.Contains(log.String(), "beat_test.go") || strings.Contains(log.String(), panMum) {
		t.Errorf("%v: %s", err, log.String())
	}
}
