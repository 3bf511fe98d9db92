package bot

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

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
func (m *tally) Sent(kind store.EventKind)    { m.add(1, "sent %s", kind) }
func (m *tally) GivenUp(kind store.EventKind) { m.add(1, "given up %s", kind) }
func (m *tally) Called(method, result string) { m.add(1, "called %s: %s", method, result) }

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

// metered is a bot whose meter is a tally.
func metered(t *testing.T, tgm *telegram) (*Bot, *tally) {
	t.Helper()
	m := &tally{}
	b := newBot(t, tgm, quiet)
	b.Meter, b.outbox.meter = m, m
	return b, m
}

func TestAnswersAreCountedWithTheirDelay(t *testing.T) {
	t.Parallel()
	b, m := metered(t, &telegram{})
	b.Now = func() time.Time { return start.Add(3 * time.Second) } // what is received was at start
	receive(t, b, 1, says("/help"))
	m.wants(t, map[string]int{"handled true": 1, "sent reply": 1, "answered after 3s": 1, "called sendMessage: ok": 1})
	receive(t, b, 2, says("/lang"))
	m.wants(t, map[string]int{"handled true": 1, "sent reply": 1, "answered after 3s": 1, "called sendMessage: ok": 1})
	receive(t, b, 3, member("kicked"))
	m.wants(t, map[string]int{"handled true": 1})
}

func TestARefusedAnswerIsNoAnswer(t *testing.T) {
	t.Parallel()
	b, m := metered(t, &telegram{answer: func(c call) string {
		if c.method == "sendMessage" {
			return refusal(400, "Bad Request: can't parse entities")
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

func TestEventsAreCountedByKind(t *testing.T) {
	t.Parallel()
	p, m := newPost(t), &tally{}
	p.meter = m
	p.put(1, "one", "two")
	p.deliver(t.Context(), 1)
	m.wants(t, map[string]int{"sent reply": 2})
	p.send = func(outgoing) error { return errRefused }
	p.put(2, "three")
	p.deliver(t.Context(), 2)
	m.wants(t, map[string]int{"given up reply": 1})
	p.send = func(outgoing) error { return errors.New("connection reset") }
	p.put(3, "four")
	p.deliver(t.Context(), 3)
	m.wants(t, nil)
}

func TestReceivedUpdatesAreCounted(t *testing.T) {
	t.Parallel()
	b, m := metered(t, &telegram{})
	batch := []incoming{toInbox(1, []byte(said)), toInbox(2, []byte("{}")), toInbox(3, nil)}
	if err := b.receive(t.Context(), batch); err != nil {
		t.Fatal(err)
	}
	m.wants(t, map[string]int{"received": 1, "unusable": 2})
}

func TestOutcomesAreNamed(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]string{
		200: "ok", 400: "bad_request", 401: "unauthorized", 403: "forbidden", 404: "not_found", 409: "conflict",
		429: "too_many_requests", 500: "server_error", 502: "server_error", 418: "other",
	} {
		if got := outcomeOf(&http.Response{StatusCode: status}, nil); got != want {
			t.Errorf("%d: %s, want %s", status, got, want)
		}
	}
	got := []string{outcomeOf(nil, errors.New("timeout")), outcomeOf(nil, fmt.Errorf("%w: status 502", errNoAnswer))}
	if want := []string{"unreachable", "not_an_answer"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
