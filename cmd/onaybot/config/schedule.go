package config

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// Schedule is when a job runs. It is a [cron.Schedule]: the time it is asked
// about carries the zone, so it runs in that of cron.WithLocation.
type Schedule struct {
	spec string
	next cron.Schedule
}

// ParseSchedule reads five cron fields, a descriptor such as @daily, or
// @every and a duration of at least a second.
func ParseSchedule(spec string) (Schedule, error) {
	spec = strings.TrimSpace(spec)
	if zoned(spec) {
		return Schedule{}, errors.New("must not name a time zone: alerts.timezone does")
	}
	if every, ok := strings.CutPrefix(spec, "@every"); ok {
		if d, err := time.ParseDuration(strings.TrimSpace(every)); err != nil || d < time.Second {
			return Schedule{}, errors.New("must name a duration of at least a second after @every, such as @every 90s")
		}
	}
	next, err := cron.ParseStandard(spec)
	if err != nil {
		return Schedule{}, errors.New(`must be five cron fields such as "*/5 * * * *" (minute, hour, day, month, weekday), or @hourly, @daily or @every 90s`)
	}
	if next.Next(time.Date(2024, time.January, 1, 0, 0, 0, 0, time.UTC)).IsZero() {
		return Schedule{}, errors.New("never comes: no date fits all five fields")
	}
	return Schedule{spec: spec, next: next}, nil
}

// zoned reports whether spec begins with a zone. The parser takes one, and
// panics when nothing follows it.
func zoned(spec string) bool {
	upper := strings.ToUpper(spec)
	return strings.HasPrefix(upper, "TZ=") || strings.HasPrefix(upper, "CRON_TZ=")
}

// Next is the first time after t, in t's zone; the zero time, which cron takes
// for never, for the zero Schedule.
func (s Schedule) Next(t time.Time) time.Time {
	if s.next == nil {
		return time.Time{}
	}
	return s.next.Next(t)
}

// String is the text it was read from.
func (s Schedule) String() string { return s.spec }

// Policy is how often a card is looked at.
type Policy struct {
	Kind  PolicyKind
	Every time.Duration // of PolicyFixed
}

// PolicyKind names a way of choosing the next look.
type PolicyKind string

// The ways: after the same while, or when a look is likely to find something.
const (
	PolicyFixed    PolicyKind = "fixed"
	PolicyAdaptive PolicyKind = "adaptive"
)

// The bounds of a fixed policy: the heartbeat is no faster than a minute, and
// an alert later than a day is none.
const (
	minEvery = time.Minute
	maxEvery = 24 * time.Hour
)

// ParsePolicy reads "adaptive", or "fixed:" and a duration from a minute to a
// day.
func ParsePolicy(text string) (Policy, error) {
	text = strings.TrimSpace(text)
	if text == string(PolicyAdaptive) {
		return Policy{Kind: PolicyAdaptive}, nil
	}
	every, ok := strings.CutPrefix(text, string(PolicyFixed)+":")
	if !ok {
		return Policy{}, errors.New("must be adaptive, or fixed: and a duration, such as fixed:15m")
	}
	d, err := time.ParseDuration(every)
	if err != nil || d < minEvery || d > maxEvery {
		return Policy{}, fmt.Errorf("must name a duration from %s to %s, such as fixed:15m", short(minEvery), short(maxEvery))
	}
	return Policy{Kind: PolicyFixed, Every: d}, nil
}

// String is the text that ParsePolicy reads; nothing for the zero Policy.
func (p Policy) String() string {
	if p.Kind != PolicyFixed {
		return string(p.Kind)
	}
	return string(p.Kind) + ":" + short(p.Every)
}

// short writes a duration without its zero parts: 15m, not 15m0s.
func short(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}
