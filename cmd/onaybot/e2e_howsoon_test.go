package main

import (
	"strings"
	"testing"
	"time"

	"onaybot/onayclient/cabinetsim"
)

// many files so many rides of panKid, all of a moment that lies so long ago.
func (e *e2e) many(rides int, ago time.Duration) {
	e.t.Helper()
	for range rides {
		e.file(cabinetsim.Transaction{
			Operation: cabinetsim.OpRide, Route: "92", At: e.clock.now().Add(-ago), Amount: -6_000, NoBalance: true})
	}
}

// How soon the bot hears of rides is said from fifty on, over a restart too; neither what a person
// looks up counts, nor what was before anybody wanted rides told.
func TestHowSoonRidesAreHeardOfIsSaidFromFiftyOn(t *testing.T) {
	t.Parallel()
	for lang, c := range map[string]struct{ rides, want string }{
		"ru": {"Поездки", "🚌 о поездке обычно узнаю через 12 минут"},
		"kk": {"Сапарлар", "🚌 сапар туралы әдетте 12 минут өткен соң білемін"},
		"en": {"Rides", "🚌 I usually hear of a ride 12 minutes after it"},
	} {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			howSoon(t, lang, c.rides, c.want)
		})
	}
}

func howSoon(t *testing.T, lang, rides, want string) {
	t.Helper()
	e := newE2E(t, anyPort)
	p := e.follower(1, lang, panKid, "Айша")
	claimed := func() bool { return strings.Contains(p.alerts().Text, want) }
	metric := func() string {
		_, body := askAt(t, e.metricsAt(), "/metrics")
		_, value, _ := strings.Cut(body, "\nonaybot_ride_heard_after_median_seconds ")
		value, _, _ = strings.Cut(value, "\n")
		return value
	}
	e.many(60, time.Hour)
	p.alerts(rides)
	e.later(soon)
	e.clock.move(15 * time.Minute)
	e.many(60, time.Minute)
	p.ask("/trips", "60")
	e.clock.move(20 * time.Minute)
	e.many(48, 12*time.Minute)
	e.settled()
	p.hear("🚌")
	if claimed() || metric() != "" {
		t.Errorf("48 rides tell how soon: %q", metric())
	}
	e.clock.move(20 * time.Minute)
	e.many(1, 5*time.Minute)
	e.many(1, 19*time.Minute)
	e.settled()
	p.hear("🚌")
	if metric() != "720" {
		t.Errorf("the metric says %q", metric())
	}
	e.restart()
	if !claimed() {
		t.Errorf("the menu says:\n%s", p.alerts().Text)
	}
}

// To who may not view the rides it is not said: the median of few cards would tell of theirs.
func TestHowSoonIsNotSaidWithoutProof(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t)
	mum := e.prover(1, "Айша")
	other := e.follower(2, "ru", panKid, "Дочь")
	mum.alerts("Поездки")
	e.clock.move(soon)
	e.many(50, 12*time.Minute)
	e.settled()
	mum.hear("🚌")
	mum.holds(mum.alerts(), "о поездке обычно узнаю через 12 минут")
	if m := other.alerts(); strings.Contains(m.Text, "узнаю") {
		t.Errorf("the menu says:\n%s", m.Text)
	}
}
