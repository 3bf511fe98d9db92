package main

import (
	"log/slog"
	"net/http"
	"testing"
	"time"
)

func TestWhenTheClockIsBelieved(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	type step struct {
		at   time.Duration // what the clock shows
		date time.Duration // what is heard then; unheard: nothing
		want bool
	}
	const unheard = -1
	for name, steps := range map[string][]step{
		"no date ever": {
			{0, unheard, false}, {2 * time.Hour, unheard, false}, {800 * day, unheard, false}},
		"an hour": {
			{0, 0, false}, {59 * time.Minute, unheard, false}, {time.Hour, unheard, true}},
		"a day without an answer": {
			{0, 0, false}, {day, unheard, true}, {day + time.Second, unheard, false},
			{2 * day, 2 * day, false}, {2*day + time.Hour, unheard, true}},
		"ahead for a moment": {
			{0, 0, false}, {2 * time.Hour, 2 * time.Hour, true}, {91 * day, unheard, false},
			{3 * time.Hour, 3 * time.Hour, false}, {4 * time.Hour, unheard, true}},
		"ahead, and a date is heard": {
			{0, 0, false}, {2 * time.Hour, unheard, true}, {91 * day, 2 * time.Hour, false},
			{2 * time.Hour, unheard, false}},
		"ahead from the start": {
			{3653 * day, 0, false}, {3653*day + 2*time.Hour, 2 * time.Hour, false},
			{3 * time.Hour, unheard, false}, {4 * time.Hour, unheard, true}},
		"an old date from a cache": {
			{2 * day, 2 * day, false}, {2*day + time.Hour, 0, true}},
		"set back a little": {
			{2 * time.Hour, 2 * time.Hour, false}, {time.Hour, unheard, false}, {2 * time.Hour, unheard, true}},
	} {
		shows := morning
		p := &plausible{now: func() time.Time { return shows }, log: slog.New(slog.DiscardHandler)}
		for i, s := range steps {
			shows = morning.Add(s.at)
			if s.date != unheard {
				p.heard(http.Header{"Date": {morning.Add(s.date).UTC().Format(http.TimeFormat)}})
			}
			if got := p.holds(shows); got != s.want {
				t.Errorf("%s, step %d: believed %v", name, i, got)
			}
		}
	}
}

func TestWhatIsNoDateIsPassedOver(t *testing.T) {
	t.Parallel()
	p := &plausible{now: func() time.Time { return morning }, log: slog.New(slog.DiscardHandler)}
	for _, header := range []http.Header{nil, {"Date": {""}}, {"Date": {"yesterday"}}} {
		if p.heard(header); !p.date.IsZero() {
			t.Errorf("%v is taken for %s", header, p.date)
		}
	}
}
