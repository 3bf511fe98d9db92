package telegramsim

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
)

func TestTokens(t *testing.T) {
	t.Parallel()
	b := strict(t)
	for path, want := range map[string]int{
		"/bot42:TEST-TOKEN/getMe":   http.StatusOK,
		"/bot42:TEST-TOKEN/GETME":   http.StatusOK,
		"/bot42:OTHER/getMe":        http.StatusUnauthorized,
		"/botnonsense/getMe":        http.StatusNotFound,
		"/bot42:TEST-TOKEN":         http.StatusNotFound,
		"/":                         http.StatusNotFound,
		"/file/bot42:OTHER/x":       http.StatusUnauthorized,
		"/file/bot42:TEST-TOKEN/x":  http.StatusNotFound,
		"/file/botnonsense/x":       http.StatusNotFound,
		"/file/bot42:TEST-TOKEN":    http.StatusNotFound,
		"/bot42:TEST-TOKEN/a/getMe": http.StatusNotFound,
	} {
		if status, _ := b.get(path); status != want {
			t.Errorf("%s: status %d, want %d", path, status, want)
		}
	}
}

func TestUnknownMethodsAreNotFoundAndNoted(t *testing.T) {
	t.Parallel()
	b := lenient(t)
	wantRefusal(t, b.call("sendMesage", nil), 404, "Not Found")
	wantRefusal(t, b.call("x%2Fy", nil), 404, "Not Found")
	want := []string{"sendMesage: unknown method, or one that is not simulated", "a method: unknown method, or one that is not simulated"}
	if got := b.Problems(); got[0] != want[0] {
		t.Errorf("problems %q, want %q", got, want)
	}
}

func TestWhatIsNotSimulatedIsRefusedAndNoted(t *testing.T) {
	t.Parallel()
	b := lenient(t)
	b.refused("sendMessage", params{"chat_id": b.aida().ID(), "text": "x", "business_connection_id": "1"}, "business_connection_id is not simulated")
	if got := b.Problems(); !slices.Equal(got, []string{"sendMessage: parameter business_connection_id is not simulated"}) {
		t.Errorf("problems %q", got)
	}
}

func TestProblemsAreBounded(t *testing.T) {
	t.Parallel()
	s := New()
	for range maxProblems + 1 {
		s.note("x", "y")
	}
	if n := len(s.Problems()); n != maxProblems {
		t.Errorf("%d problems", n)
	}
}

func TestCloseEndsPollsAndRefusesCalls(t *testing.T) {
	t.Parallel()
	b := strict(t)
	polling := b.whilePolling(func() { b.Close() })
	wantRefusal(t, polling, 500, "Internal Server Error: restart")
	wantRefusal(t, b.call("getMe", nil), 500, "Internal Server Error: restart")
	b.Close()
}

// whilePolling runs do once a long poll has begun and returns the poll's answer.
func (b *bench) whilePolling(do func()) answer {
	b.t.Helper()
	got := make(chan answer)
	go func() { got <- b.call("getUpdates", params{"timeout": 50}) }()
	b.polling()
	do()
	return <-got
}

// polling waits until somebody polls.
func (b *bench) polling() {
	b.t.Helper()
	b.until(func() bool {
		b.mu.Lock()
		defer b.mu.Unlock()
		return b.queue.poll != nil
	})
}

func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	b := strict(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	events := b.Subscribe(ctx)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			c := b.Person(User{ID: int64(5000 + i), FirstName: "P"})
			for range 20 {
				c.Say("/balance")
				b.must("sendMessage", params{"chat_id": c.ID(), "text": "540"})
				if m := c.Next(t); m.Text != "540" {
					t.Errorf("message %+v", m)
				}
				b.must("getUpdates", nil)
			}
		})
	}
	wg.Wait()
	if len(events) == 0 || b.Pending() != 160 {
		t.Errorf("%d events, %d updates", len(events), b.Pending())
	}
}

func TestNoProblemQuotesAValue(t *testing.T) {
	t.Parallel()
	const secret = "9643908503306049627"
	b := lenient(t)
	b.call("sendMessage", params{"chat_id": secret, "text": secret, "link_preview_options": secret, "reply_parameters": params{"message_id": secret}})
	for _, p := range b.Problems() {
		if strings.Contains(p, secret) {
			t.Errorf("problem %q quotes a value", p)
		}
	}
}
