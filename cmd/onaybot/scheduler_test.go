package main

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"onaybot/bot/panics"
	"onaybot/cmd/onaybot/config"
)

// newTestScheduler has one job, which begins on Monday morning in Almaty.
func newTestScheduler(j *job) (s *scheduler, log *syncBuffer) {
	log = &syncBuffer{}
	j.last = morning
	return &scheduler{jobs: []*job{j}, zone: morning.Location(), log: slog.New(slog.NewTextHandler(log, nil))}, log
}

// What panics is logged without the value, which may be a card's number, and the tick goes on.
func TestAPanicCostsOneJobOfATick(t *testing.T) {
	t.Parallel()
	s, log := newTestScheduler(&job{name: "sweep", do: func(context.Context, time.Time) error { panic(panMum) }})
	if err := s.do(t.Context(), s.jobs[0], morning); !errors.Is(err, panics.ErrPanic) {
		t.Errorf("got %v", err)
	}
	if text := log.String(); !strings.Contains(text, "scheduler_test.go") || strings.Contains(text, panMum) {
		t.Errorf("the log is %s", text)
	}
}

func TestAJobIsDoneOnceForEachMomentOfItsSchedule(t *testing.T) {
	t.Parallel()
	at, err := config.ParseSchedule("15 4 * * *")
	if err != nil {
		t.Fatal(err)
	}
	done := 0
	s, log := newTestScheduler(&job{name: "sweeping", schedule: &at, do: func(context.Context, time.Time) error {
		done++
		return errors.New("no broom")
	}})
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
		{time.Date(2025, 11, 27, 12, 0, 0, 0, time.UTC), 3}, // the clock is set back
		{time.Date(2025, 11, 28, 12, 0, 0, 0, time.UTC), 4},
	} {
		s.now = func() time.Time { return step.at }
		s.tick(t.Context())
		if done != step.want {
			t.Errorf("at %v done %d times, want %d", step.at, done, step.want)
		}
	}
	if n := strings.Count(log.String(), "job=sweeping"); n != 4 {
		t.Errorf("%d failures in the log:\n%s", n, log)
	}
}
