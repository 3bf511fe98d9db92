package metrics

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"onaybot/bot/watch"
	"onaybot/onayclient"
	"onaybot/store"
)

var now = time.Date(2026, 11, 23, 3, 12, 0, 0, time.UTC)

// parts are the bot's parts as a test wants them.
type parts struct {
	counts             store.Counts
	standing           onayclient.Status
	errCounts, errTold error // of the two above
	errCheck, errPoll  error
	paused             bool
	swept              watch.Swept
	soon               time.Duration
}

func (p *parts) Counts(context.Context, time.Time) (store.Counts, error) {
	return p.counts, p.errCounts
}
func (p *parts) Health(context.Context) error                      { return p.errCheck }
func (p *parts) Status(context.Context) (onayclient.Status, error) { return p.standing, p.errTold }

func (p *parts) sources() Sources {
	return Sources{
		Store: p, Cabinet: p, Now: func() time.Time { return now },
		Polling: func() error { return p.errPoll }, Paused: func() bool { return p.paused },
		Swept: func() watch.Swept { return p.swept }, HowSoon: func() (time.Duration, bool) { return p.soon, p.soon > 0 },
	}
}

// fine is a bot with nothing wrong.
func fine() *parts {
	return &parts{
		counts: store.Counts{
			Chats: 1, Links: 2, Cards: 3, CardsDue: 4, CardsOverdue: 5, Inbox: 6, Outbox: 7, OutboxDue: 8,
			OldestDue: now.Add(-90 * time.Second),
		},
		standing: onayclient.Status{Breaker: onayclient.Closed, PerDay: 500, Left: 420},
		soon:     12 * time.Minute,
		swept:    watch.Swept{Began: now, Ended: time.UnixMilli(1_795_000_000_500), Took: 1500 * time.Millisecond},
	}
}

// values gathers the metrics of a state, those with a label by its value.
func values(t *testing.T, p *parts) (map[string]float64, error) {
	t.Helper()
	r := prometheus.NewRegistry()
	r.MustRegister(state{p.sources()})
	families, err := r.Gather()
	got := map[string]float64{}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			name := strings.TrimPrefix(f.GetName(), prefix)
			for _, l := range m.GetLabel() {
				name += " " + l.GetValue()
			}
			got[name] = m.GetGauge().GetValue()
		}
	}
	return got, err
}

func TestStateIsTold(t *testing.T) {
	t.Parallel()
	got, err := values(t, fine())
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]float64{
		"ready": 1, "paused": 0, "chats": 1, "links": 2, "cards": 3, "cards_due": 4, "cards_overdue": 5,
		"inbox_updates": 6, "outbox_messages": 7, "outbox_due_messages": 8, "outbox_oldest_due_age_seconds": 90,
		"cabinet_circuit_state closed": 1, "cabinet_circuit_state banned": 0, "cabinet_circuit_state open": 0,
		"cabinet_budget_left_requests": 420, "cabinet_budget_limit_requests": 500,
		"ride_heard_after_median_seconds": 720, "sweep_last_end_timestamp_seconds": 1_795_000_000.5, "sweep_last_duration_seconds": 1.5,
	} {
		if value, ok := got[name]; !ok || value != want {
			t.Errorf("%s is %v (%v), want %v", name, value, ok, want)
		}
	}
}

func TestTroubleIsTold(t *testing.T) {
	t.Parallel()
	p := fine()
	p.paused, p.errPoll = true, errors.New("conflict")
	p.standing = onayclient.Status{Breaker: onayclient.Banned}
	p.counts.OldestDue, p.soon = time.Time{}, 0
	got, err := values(t, p)
	if err != nil {
		t.Fatal(err)
	}
	if got["ready"] != 0 || got["paused"] != 1 || got["cabinet_circuit_state banned"] != 1 ||
		got["cabinet_circuit_state closed"] != 0 || got["outbox_oldest_due_age_seconds"] != 0 {
		t.Errorf("told %v", got)
	}
	if _, limited := got["cabinet_budget_left_requests"]; limited {
		t.Error("a budget is told, and there is none")
	}
	if _, known := got["ride_heard_after_median_seconds"]; known {
		t.Error("how soon rides are heard of is told, and is not known")
	}
}

func TestWhatCannotBeHadIsLeftOut(t *testing.T) {
	t.Parallel()
	p := fine()
	p.errCounts = errors.New("database is locked")
	got, err := values(t, p)
	if err == nil || got["cabinet_circuit_state closed"] != 1 || got["ready"] != 1 {
		t.Errorf("without counts: %v, %v", got, err)
	}
	p.errCounts, p.errTold = nil, errors.New("database is locked")
	got, err = values(t, p)
	if err == nil || got["links"] != 2 || got["ready"] != 1 {
		t.Errorf("without a standing: %v, %v", got, err)
	}
}

func TestDescribedIsWhatIsCollected(t *testing.T) {
	t.Parallel()
	r := prometheus.NewPedanticRegistry()
	r.MustRegister(state{fine().sources()})
	if n, err := testutil.GatherAndCount(r); err != nil || n != 21 {
		t.Errorf("%d metrics, want 21: %v", n, err)
	}
}
