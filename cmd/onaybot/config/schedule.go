package config

import (
	"errors"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// Schedule is when a job runs: a [cron.Schedule] in the zone that cron works in. The zero one
// never comes.
type Schedule struct {
	spec string
	next cron.Schedule
}

// ParseSchedule reads five cron fields, a descriptor such as @daily, or @every and a duration
// of at least a second. The error ends a sentence that begins with the key; the Schedule that
// comes with it never comes, and keeps the text.
func ParseSchedule(spec string) (Schedule, error) {
	s := Schedule{spec: strings.TrimSpace(spec)}
	if zoned(s.spec) {
		return s, errors.New("must not name a time zone: alerts.timezone does")
	}
	if every, ok := strings.CutPrefix(s.spec, "@every"); ok {
		if d, err := time.ParseDuration(strings.TrimSpace(every)); err != nil || d < time.Second {
			return s, errors.New("must name a duration of at least a second after @every, such as @every 90s")
		}
	}
	next, err := cron.ParseStandard(s.spec)
	if err != nil {
		return s, errors.New(`must be five cron fields such as "*/5 * * * *" (minute, hour, day, month, weekday), ` +
			"or @hourly, @daily or @every 90s")
	}
	if next.Next(time.Date(2024, time.January, 1, 0, 0, 0, 0, time.UTC)).IsZero() {
		return s, errors.New("never comes: no date fits all five fields")
	}
	s.next = next
	return s, nil
}

// zoned tells whether spec begins with a zone. The parser takes one, and panics when nothing
// follows it.
func zoned(spec string) bool {
	upper := strings.ToUpper(spec)
	return strings.HasPrefix(upper, "TZ=") || strings.HasPrefix(upper, "CRON_TZ=")
}

// Next is the first time after t, in t's zone; the zero time, which cron takes for never, when
// it never comes.
func (s Schedule) Next(t time.Time) time.Time {
	if s.next == nil {
		return time.Time{}
	}
	return s.next.Next(t)
}

// Policy is how often a card is polled; the zero one is adaptive: when a poll is likely to find
// something.
type Policy struct {
	Every time.Duration // always after this time; 0: adaptive
}

// ParsePolicy reads "adaptive", or "fixed:" and a duration from a minute, which is how often the
// bot ticks, to a day, after which an alert is none. The error ends a sentence that begins with
// the key.
func ParsePolicy(text string) (Policy, error) {
	text = strings.TrimSpace(text)
	if text == "adaptive" {
		return Policy{}, nil
	}
	every, fixed := strings.CutPrefix(text, "fixed:")
	if !fixed {
		return Policy{}, errors.New("must be adaptive, or fixed: and a duration, such as fixed:15m")
	}
	d, err := time.ParseDuration(every)
	if err != nil || d < time.Minute || d > 24*time.Hour {
		return Policy{}, errors.New("must name a duration from 1m to 24h, such as fixed:15m")
	}
	return Policy{Every: d}, nil
}
