package simulate

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"onaybot/bot/watch"
	"onaybot/bot/watch/policy"
	"onaybot/onayclient"
)

var almaty = time.FixedZone("Asia/Almaty", 5*60*60)

func setup(follow Follow) Setup {
	return Setup{
		Follow: follow, Threshold: onayclient.Tenge(500), Zone: almaty, Fresh: time.Minute,
		Fares: watch.Fares{Table: []watch.Fare{{City: "Almaty", Full: onayclient.Tenge(120), Half: onayclient.Tenge(60)}}},
	}
}

// trace reads lines of a file: card, type, time of September 2026, kind,
// amount, balance.
func trace(t *testing.T, lines ...string) Trace {
	t.Helper()
	text := "card,type,time,kind,amount,balance\n"
	for _, line := range lines {
		f := strings.Fields(line)
		f[2] = "2026-09-" + f[2] + ":00+05:00"
		text += strings.Join(f, ",") + "\n"
	}
	got, err := Read(strings.NewReader(text), almaty)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func replay(t *testing.T, trace Trace, s Setup, decide policy.Policy) Figures {
	t.Helper()
	f, err := Run(t.Context(), trace, s, decide)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// TestQueue has a request each half hour, for which cards due at once wait by
// their place, and then by when they were due.
func TestQueue(t *testing.T) {
	t.Parallel()
	s := setup(Balance)
	s.Rate = 1.0 / 1800
	lines := []string{
		"a 01.01 01T00:30 ride -120 400", "b 01.01 01T06:00 ride -120 400", "c 01.01 01T06:00 ride -120 400",
	}
	// All are due at 06:00, and read at 06:00, 06:30 and 07:00; at 12:00 again, 12:30, …
	got := replay(t, trace(t, lines...), s, policy.Fixed(6*time.Hour))
	share := 0.25 // 3 links and 9 readings of the 48 possible
	want := Figures{
		Follow: Balance, Cards: 3, Days: 1, Requests: 12, PerCardDay: 4, PerSecond: 0.0001, BudgetShare: &share, OracleRatio: 4, Happened: 3, Told: 3,
		P50: 30, P80: 60, P95: 60, P99: 60, Worst: 60, AllDayP95: 330, AllWorst: 330, Unread: 420, Due: 60,
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateApprox(0, 0.001)); diff != "" {
		t.Error(diff)
	}
}

// cardOf names a card of these tests by its balance: 640 tenge is a, 641 is b.
func cardOf(o policy.Observation) string { return string(rune('a' + o.Reading.Balance.Tenge() - 640)) }

// TestUrgentCardsGoFirst has a request each hour. Of the cards that are due, the one whose time to wait ends first goes
// first, though it was due last.
func TestUrgentCardsGoFirst(t *testing.T) {
	t.Parallel()
	s := setup(Balance)
	s.Rate = 1.0 / 3600
	var read []string
	replay(t, trace(t, "a 01.01 01T09:00 ride -120 520", "b 01.01 01T09:00 ride -120 521", "c 01.01 01T09:00 ride -120 522"), s, func(x policy.Observation) policy.Plan {
		if !x.Before.At.IsZero() {
			read = append(read, x.Now.In(almaty).Format("15:04 ")+cardOf(x))
			return policy.Plan{NextPoll: x.Now.Add(24 * time.Hour)}
		}
		return map[string]policy.Plan{
			"a": {NextPoll: x.Now.Add(time.Hour)}, "b": {NextPoll: x.Now.Add(time.Hour), MayWait: 9 * time.Hour},
			"c": {NextPoll: x.Now.Add(2*time.Hour - time.Minute), MayWait: time.Hour},
		}[cardOf(x)]
	})
	if want := []string{"01:00 a", "02:00 c", "03:00 b"}; !slices.Equal(read, want) {
		t.Errorf("read %v, want %v", read, want)
	}
}

// TestQueueOverloaded serves all cards in turn.
func TestQueueOverloaded(t *testing.T) {
	t.Parallel()
	s := setup(Balance)
	s.Rate = 1.0 / 3600
	got := replay(t, trace(t, "a 01.01 01T12:00 ride -120 400", "b 01.01 01T12:00 ride -120 400", "c 01.01 01T12:00 ride -120 400"),
		s, policy.Fixed(time.Minute))
	if got.Requests != 3+24 || got.Unread != 180 || got.Worst != 121 {
		t.Errorf("%+v", got)
	}
}

// TestTicks: what is due waits for a whole minute, unless a sweep is under way
// then; and no card is read while its reading is fresh.
func TestTicks(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rate float64
		next time.Duration
		want [3]string // when the card a is read first, and b first and next
	}{
		{0, 90 * time.Second, [3]string{"00:02:00", "00:02:00", "00:04:00"}},
		{1.0 / 50, 90 * time.Second, [3]string{"00:02:00", "00:02:50", "00:04:30"}},
		{0, 0, [3]string{"00:01:00", "00:01:00", "00:02:00"}},
	} {
		s := setup(Balance)
		s.Rate = c.rate
		var mu sync.Mutex
		polls := map[string][]string{}
		replay(t, trace(t, "a 01.01 01T09:00 ride -120 520", "b 01.01 01T09:00 ride -120 521"), s, func(x policy.Observation) policy.Plan {
			mu.Lock()
			defer mu.Unlock()
			polls[cardOf(x)] = append(polls[cardOf(x)], x.Now.In(almaty).Format(time.TimeOnly))
			return policy.Plan{NextPoll: x.Now.Add(c.next)}
		})
		if got := [3]string{polls["a"][1], polls["b"][1], polls["b"][2]}; got != c.want {
			t.Errorf("rate %v, next after %v: %v, want %v", c.rate, c.next, got, c.want)
		}
	}
}

func TestOracle(t *testing.T) {
	t.Parallel()
	city := trace(t,
		"a 01.01 01T09:00 ride -120 450", "a 01.01 01T13:00 topup 200 650", "a 01.01 01T14:00 ride -200 450", "b 01.01 01T23:30 ride -120 450",
	)
	got := Oracle(city, setup(Balance))
	want := Figures{Follow: Balance, Cards: 2, Days: 1, Requests: 3, PerCardDay: 1.5, PerSecond: 0.000035, OracleRatio: 1, Happened: 3, Told: 3}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got := Oracle(city, setup(Rides)); got.Requests != 3 || got.Told != 3 {
		t.Errorf("%+v", got)
	}
}

func TestRunEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, rate := range []float64{0, 1} {
		s := setup(Balance)
		s.Rate = rate
		if _, err := Run(ctx, trace(t, "a 01.01 01T09:00 ride -120 520"), s, policy.Fixed(time.Hour)); !errors.Is(err, context.Canceled) {
			t.Errorf("rate %v: %v", rate, err)
		}
	}
}
