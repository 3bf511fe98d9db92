package metrics

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"onaybot/bot/watch"
	"onaybot/onayclient"
	"onaybot/store"
)

// Store is what is asked of the database.
type Store interface {
	Counts(ctx context.Context, now time.Time) (store.Counts, error)
	Health(ctx context.Context) error
}

// Cabinet is asked how it stands with the cabinet.
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
	Now     func() time.Time
}

// askTimeout bounds what a scrape or a question about health may cost.
const askTimeout = 2 * time.Second

// state collects the state of the parts when it is asked for. What cannot be
// had is left out, and the rest told.
type state struct{ Sources }

func desc(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc(prefix+name, help, labels, nil)
}

var (
	descReady        = desc("ready", "1 while updates arrive from Telegram.")
	descPaused       = desc("paused", "1 while an admin wants no sweep and no pushes.")
	descChats        = desc("chats", "Chats that are known.")
	descLinks        = desc("links", "Cards linked, each once for each chat.")
	descCards        = desc("cards", "Cards followed by somebody, each once.")
	descCardsDue     = desc("cards_due", "Cards to be read now.")
	descCardsOverdue = desc("cards_overdue", "Cards to be read for more than an hour beyond the time they may wait.")
	descInbox        = desc("inbox_updates", "Updates that are not handled yet.")
	descOutbox       = desc("outbox_messages", "Messages that wait, those of quiet hours included.")
	descOutboxDue    = desc("outbox_due_messages", "Messages that are due.")
	descOldestDue    = desc("outbox_oldest_due_age_seconds", "For how long the oldest due message has waited; 0 without any.")
	descCircuit      = desc("cabinet_circuit_state", "1 for the state that the circuit to the cabinet is in: closed lets requests out.", "state")
	descSweepEnd     = desc("sweep_last_end_timestamp_seconds", "When the last sweep ended; 0 before the first one has.")
	descSweepTook    = desc("sweep_last_duration_seconds", "How long the last sweep took that has ended.")
	descBudgetLeft   = desc("cabinet_budget_left_requests", "Requests that the day still has; absent without a limit.")
	descBudget       = desc("cabinet_budget_limit_requests", "Requests that a day has; absent without a limit.")
)

// Describe implements [prometheus.Collector].
func (s state) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{
		descReady, descPaused, descChats, descLinks, descCards, descCardsDue, descCardsOverdue, descInbox, descOutbox,
		descOutboxDue, descOldestDue, descCircuit, descSweepEnd, descSweepTook, descBudgetLeft, descBudget,
	} {
		out <- d
	}
}

// Collect implements [prometheus.Collector].
func (s state) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), askTimeout)
	defer cancel()
	tell := func(d *prometheus.Desc, value float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...)
	}
	tell(descReady, one(s.Polling() == nil))
	tell(descPaused, one(s.Paused()))
	tellSweep(tell, s.Swept())
	now := s.Now()
	if c, err := s.Store.Counts(ctx, now); err != nil {
		out <- prometheus.NewInvalidMetric(descChats, err)
	} else {
		tellCounts(tell, c, now)
	}
	if standing, err := s.Cabinet.Status(ctx); err != nil {
		out <- prometheus.NewInvalidMetric(descCircuit, err)
	} else {
		tellStanding(tell, standing)
	}
}

func tellSweep(tell func(*prometheus.Desc, float64, ...string), s watch.Swept) {
	ended := 0.0
	if !s.Ended.IsZero() {
		ended = float64(s.Ended.UnixMilli()) / 1000
	}
	tell(descSweepEnd, ended)
	tell(descSweepTook, s.Took.Seconds())
}

func tellCounts(tell func(*prometheus.Desc, float64, ...string), c store.Counts, now time.Time) {
	for d, n := range map[*prometheus.Desc]int{
		descChats: c.Chats, descLinks: c.Links, descCards: c.Cards, descCardsDue: c.CardsDue,
		descCardsOverdue: c.CardsOverdue, descInbox: c.Inbox, descOutbox: c.Outbox, descOutboxDue: c.OutboxDue,
	} {
		tell(d, float64(n))
	}
	age := 0.0
	if !c.OldestDue.IsZero() {
		age = now.Sub(c.OldestDue).Seconds()
	}
	tell(descOldestDue, age)
}

func tellStanding(tell func(*prometheus.Desc, float64, ...string), s onayclient.Status) {
	for _, name := range onayclient.BreakerStates() {
		tell(descCircuit, one(s.Breaker == name), string(name))
	}
	if s.PerDay > 0 {
		tell(descBudgetLeft, float64(s.Left))
		tell(descBudget, float64(s.PerDay))
	}
}

func one(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}
