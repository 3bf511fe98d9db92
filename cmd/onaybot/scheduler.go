package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/robfig/cron/v3"

	"onaybot/bot/operator"
	"onaybot/bot/panics"
	"onaybot/cmd/onaybot/config"
)

// scheduler does jobs at its ticks, one after another. Cron is the clock that makes it tick; by
// now it tells which jobs are due.
type scheduler struct {
	jobs    []*job
	zone    *time.Location // of the jobs' schedules
	now     func() time.Time
	notices *operator.Notices
	log     *slog.Logger
}

// job is done at each tick, or at the first tick after each moment of a schedule. A moment that
// passes while the bot does not run is not made up for.
type job struct {
	name     string
	schedule *config.Schedule // nil: each tick
	notice   operator.Notice  // what admins are told of the first failure; "": nothing
	do       work

	last   time.Time // of its schedule: when it was done, or the scheduler began
	failed bool      // and admins have been told
}

// work is what a job does, at a moment.
type work func(ctx context.Context, now time.Time) error

// start begins to tick by the schedule, and whenever ticks asks for a tick, whose end is told by
// calling what came through. It returns what ends it.
func (s *scheduler) start(ctx context.Context, schedule config.Schedule, ticks <-chan func()) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	for _, j := range s.jobs {
		j.last = s.now()
	}
	due := make(chan struct{})
	clock := cron.New(cron.WithLocation(s.zone), cron.WithLogger(cron.DiscardLogger))
	clock.Schedule(schedule, cron.FuncJob(func() {
		select {
		case due <- struct{}{}:
		default: // the last tick is not over
		}
	}))
	clock.Start()
	var wg sync.WaitGroup
	wg.Go(func() { s.run(ctx, due, ticks) })
	return func() {
		cancel()
		<-clock.Stop().Done()
		wg.Wait()
	}
}

func (s *scheduler) run(ctx context.Context, due <-chan struct{}, ticks <-chan func()) {
	for {
		over := func() {}
		select {
		case <-due:
		case over = <-ticks:
		case <-ctx.Done():
			return
		}
		s.tick(ctx)
		over()
	}
}

// tick does the jobs that are due.
func (s *scheduler) tick(ctx context.Context) {
	for _, j := range s.jobs {
		now := s.now().In(s.zone)
		if ctx.Err() != nil || !j.due(now) {
			continue
		}
		j.last = now
		err := s.do(ctx, j, now)
		if ctx.Err() == nil {
			s.tell(ctx, j, err)
		}
	}
}

func (j *job) due(now time.Time) bool {
	if j.schedule == nil {
		return true
	}
	if j.last.After(now) { // the clock has been set back
		j.last = now
	}
	return !j.schedule.Next(j.last.In(now.Location())).After(now)
}

// do does a job. One that panics is given up until it is due again.
func (s *scheduler) do(ctx context.Context, j *job, now time.Time) (err error) {
	defer panics.Recover(s.log, j.name, &err)
	return j.do(ctx, now)
}

// tell logs each failure of a job, and tells the admins of the first.
func (s *scheduler) tell(ctx context.Context, j *job, err error) {
	if err == nil {
		j.failed = false
		return
	}
	s.log.Error("job failed", "job", j.name, "err", err)
	if j.notice == "" || j.failed {
		return
	}
	if err := s.notices.Tell(ctx, j.notice, j.schedule.Next(j.last)); err != nil {
		s.log.Error("notice to admins", "notice", j.notice, "err", err)
		return
	}
	j.failed = true
}
