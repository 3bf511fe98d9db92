package metrics

import (
	"context"
	"errors"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"onaybot/bot/watch"
	"onaybot/onayclient"
	"onaybot/store"
)

// Store is asked about the database.
type Store interface {
	Counts(ctx context.Context, now time.Time) (store.Counts, error)
	Health(ctx context.Context) error
}

// Cabinet is asked how the client stands with the cabinet.
type Cabinet interface {
	Status(ctx context.Context) (onayclient.Status, error)
}

// Sources are the parts whose state is told.
type Sources struct {
	Store   Store
	Cabinet Cabinet
	Polling func() error // nil while updates arrive
	Paused  func() bool  // an admin wants no sweep and no pushes
	Swept   func() watch.Swept
	HowSoon func() (time.Duration, bool) // the bot hears of rides; false: too few rides tell
	Now     func() time.Time
}

// askTimeout bounds what a scrape or a question about health may cost.
const askTimeout = 2 * time.Second

// state collects how the parts stand when it is scraped. What cannot be had is left out.
type state struct{ Sources }

// Describe implements [prometheus.Collector]: what is not described is not checked beforehand.
func (state) Describe(chan<- *prometheus.Desc) {}

// Collect implements [prometheus.Collector].
func (s state) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), askTimeout)
	defer cancel()
	g := gauges(out)
	g.tell("ready", "1 while updates arrive from Telegram.", one(s.Polling() == nil))
	g.tell("paused", "1 while an admin wants no sweep and no pushes.", one(s.Paused()))
	swept, ended := s.Swept(), 0.0
	if !swept.Ended.IsZero() {
		ended = float64(swept.Ended.UnixMilli()) / 1000
	}
	g.tell("sweep_last_end_timestamp_seconds", "When the last sweep ended; 0 before the first one has.", ended)
	g.tell("sweep_last_duration_seconds", "How long the last sweep took that has ended.", swept.Took.Seconds())
	if soon, known := s.HowSoon(); known {
		g.tell("ride_heard_after_median_seconds",
			"Median time from a ride that was to be told to its first sight, of the last ones; absent below 50.", soon.Seconds())
	}
	now := s.Now()
	counts, err := s.Store.Counts(ctx, now)
	if err == nil {
		g.counts(counts, now)
	}
	status, errStatus := s.Cabinet.Status(ctx)
	if errStatus == nil {
		g.cabinet(status)
	}
	if err := errors.Join(err, errStatus); err != nil {
		out <- prometheus.NewInvalidMetric(prometheus.NewInvalidDesc(err), err)
	}
}

type gauges chan<- prometheus.Metric

func (g gauges) tell(name, help string, value float64) { g.tellOf(name, help, value, nil) }

func (g gauges) tellOf(name, help string, value float64, labels prometheus.Labels) {
	desc := prometheus.NewDesc(prefix+name, help, nil, labels)
	g <- prometheus.MustNewConstMetric(desc, prometheus.GaugeValue, value)
}

func (g gauges) counts(c store.Counts, now time.Time) {
	g.tell("chats", "Chats that are known.", float64(c.Chats))
	g.tell("links", "Cards linked, each once for each chat.", float64(c.Links))
	g.tell("cards", "Cards followed by somebody, each once.", float64(c.Cards))
	g.tell("cards_due", "Cards to be read now.", float64(c.CardsDue))
	g.tell("cards_overdue", "Cards to be read for more than an hour beyond the time they may wait.",
		float64(c.CardsOverdue))
	g.tell("inbox_updates", "Updates that are not handled yet.", float64(c.Inbox))
	g.tell("outbox_messages", "Messages that wait, those of quiet hours included.", float64(c.Outbox))
	g.tell("outbox_due_messages", "Messages that are due.", float64(c.OutboxDue))
	age := 0.0
	if !c.OldestDue.IsZero() {
		age = now.Sub(c.OldestDue).Seconds()
	}
	g.tell("outbox_oldest_due_age_seconds", "For how long the oldest due message has waited; 0 without any.", age)
}

func (g gauges) cabinet(s onayclient.Status) {
	for _, name := range onayclient.BreakerStates() {
		g.tellOf("cabinet_circuit_state",
			"1 for the state that the breaker before the cabinet is in: closed lets requests out.",
			one(s.Breaker == name), prometheus.Labels{"state": string(name)})
	}
	if s.PerDay > 0 {
		g.tell("cabinet_budget_left_requests", "Requests that the day still has; absent without a limit.", float64(s.Left))
		g.tell("cabinet_budget_limit_requests", "Requests that a day has; absent without a limit.", float64(s.PerDay))
	}
}

func one(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}
