package main

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"
)

const (
	clockMayDiffer = 24 * time.Hour // from the newest date that was heard, an outage of some hours included
	clockHolds     = time.Hour      // for so long before anything is purged
)

// plausible judges the clock by the dates of the answers that Telegram and the cabinet send. What
// is deleted for its age is gone for good, so a clock that is ahead for a moment must not decide.
type plausible struct {
	now func() time.Time
	log *slog.Logger

	mu    sync.Mutex
	date  time.Time // the newest that was heard; zero: none
	since time.Time // of the clock: since when it is near the date; zero: it is not
}

// heard takes the header of an answer.
func (p *plausible) heard(header http.Header) {
	date, err := http.ParseTime(header.Get("Date"))
	if err != nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if date.After(p.date) { // an older one may come from a cache on the way
		p.date = date
	}
	p.judge(p.now())
}

// holds tells whether the clock, which shows now, has been plausible for long enough.
func (p *plausible) holds(now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.judge(now)
	return !p.since.IsZero() && now.Sub(p.since) >= clockHolds
}

func (p *plausible) judge(now time.Time) {
	near := !p.date.IsZero() && now.Sub(p.date).Abs() <= clockMayDiffer
	switch {
	case !near && !p.since.IsZero():
		p.log.Warn("the clock is over a day away from the newest date of telegram and the cabinet: nothing is purged",
			"clock", now.UTC(), "date", p.date)
		p.since = time.Time{}
	case near && (p.since.IsZero() || p.since.After(now)):
		p.since = now
	}
}

// whenPlausible is a job that is done only while the clock is believed.
func (p *plausible) whenPlausible(do work) work {
	return func(ctx context.Context, now time.Time) error {
		if !p.holds(now) {
			return nil
		}
		return do(ctx, now)
	}
}
