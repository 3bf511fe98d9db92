package main

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"onaybot/cmd/onaybot/config"
)

func TestAChoreIsDoneOnceForEachMoment(t *testing.T) {
	t.Parallel()
	at, err := config.ParseSchedule("15 4 * * *")
	if err != nil {
		t.Fatal(err)
	}
	done, log := 0, &syncBuffer{}
	cs := &chores{heart: &heart{log: slog.New(slog.NewTextHandler(log, nil))}}
	cs.list = []*chore{{}, {failed: "sweeping", told: true, schedule: at, next: at.Next(morning), do: func(ctx context.Context) error {
		done++
		cs.do(ctx, morning.AddDate(0, 0, 9)) // a beat meanwhile
		return errors.New("no broom")
	}}}
	for _, step := range []struct {
		at   time.Time
		want int
	}{
		{morning, 0},
		{time.Date(2026, 11, 24, 4, 14, 59, 0, morning.Location()), 0},
		{time.Date(2026, 11, 24, 4, 15, 0, 0, morning.Location()), 1},
		{time.Date(2026, 11, 24, 4, 16, 0, 0, time.FixedZone("", 5*3600)), 1},
		{time.Date(2026, 11, 27, 0, 0, 0, 0, time.UTC), 2}, // two nights were missed
		{time.Date(2026, 11, 27, 23, 14, 0, 0, time.UTC), 2},
		{time.Date(2026, 11, 27, 23, 15, 0, 0, time.UTC), 3},
	} {
		cs.do(t.Context(), step.at)
		if done != step.want {
			t.Errorf("at %v done %d times, want %d", step.at, done, step.want)
		}
	}
	if n := strings.Count(log.String(), "chore=sweeping"); n != 3 {
		t.Errorf("%d failures in the log:\n%s", n, log)
	}
}
