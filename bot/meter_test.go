package bot

import (
	"fmt"
	"maps"
	"sync"
	"testing"
	"time"

	"onaybot/bot/internal/testkit"
	"onaybot/bot/outbox"
	"onaybot/bot/telegram"
	"onaybot/store"
)

// tally is a Meter that writes down what it is told.
type tally struct {
	mu sync.Mutex
	n  map[string]int
}

func (m *tally) add(n int, format string, args ...any) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.n == nil {
		m.n = map[string]int{}
	}
	m.n[fmt.Sprintf(format, args...)] += n
}

func (m *tally) Received(updates, unusable, refused int) {
	m.add(updates, "received")
	m.add(refused, "refused")
	m.add(unusable, "unusable")
}
func (m *tally) Handled(ok bool)              { m.add(1, "handled %v", ok) }
func (m *tally) Answered(after time.Duration) { m.add(1, "answered after %v", after) }

// wants fails unless exactly this was told since the last call.
func (m *tally) wants(t *testing.T, want map[string]int) {
	t.Helper()
	m.mu.Lock()
	defer m.mu.Unlock()
	maps.DeleteFunc(m.n, func(_ string, n int) bool { return n == 0 })
	if !maps.Equal(m.n, want) {
		t.Errorf("told %v, want %v", m.n, want)
	}
	m.n = nil
}

// metered is a bot whose meter is a tally, three seconds after what it has
// received.
func metered(t *testing.T, tgm *testkit.API) (*Bot, *tally) {
	t.Helper()
	m := &tally{}
	b := newBotOf(t, tgm, func(c *Config) {
		c.Meter, c.Now = m, func() time.Time { return testkit.Start.Add(3 * time.Second) }
		c.Outbox = outbox.New(outbox.Config{
			Store: c.Store, Telegram: c.Telegram, Now: testkit.Now, Log: testkit.Quiet,
			Sent: func(kind store.EventKind) { m.add(1, "sent %s", kind) },
		})
	})
	return b, m
}

func TestAnswersAreCountedWithTheirDelay(t *testing.T) {
	t.Parallel()
	b, m := metered(t, &testkit.API{})
	receive(t, b, 1, says("/help"))
	m.wants(t, map[string]int{"handled true": 1, "sent reply": 1, "answered after 3s": 1})
	receive(t, b, 2, says("/lang"))
	m.wants(t, map[string]int{"handled true": 1, "sent reply": 1, "answered after 3s": 1})
	receive(t, b, 3, member("kicked"))
	m.wants(t, map[string]int{"handled true": 1})
}

func TestARefusedAnswerIsNoAnswer(t *testing.T) {
	t.Parallel()
	b, m := metered(t, &testkit.API{Answer: func(c testkit.Call) string {
		if c.Method == "sendMessage" {
			return testkit.Refusal(400, "Bad Request: can't parse entities")
		}
		return ""
	}})
	receive(t, b, 1, says("/help"))
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.n["handled false"] != 1 || m.n["sent reply"] != 0 {
		t.Errorf("told %v", m.n)
	}
}

func TestReceivedUpdatesAreCounted(t *testing.T) {
	t.Parallel()
	b, m := metered(t, &testkit.API{})
	batch := []telegram.Update{received(t, 1, says("/help")), {ID: 2}, {ID: 3}}
	if err := b.receive(t.Context(), batch, false); err != nil {
		t.Fatal(err)
	}
	m.wants(t, map[string]int{"received": 1, "unusable": 2})
}
