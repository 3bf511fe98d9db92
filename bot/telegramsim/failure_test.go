package telegramsim

import (
	"context"
	"errors"
	"io"
	"net/http"
	"syscall"
	"testing"
	"time"
)

func TestFailuresOnDemand(t *testing.T) {
	t.Parallel()
	b := strict(t)
	c := b.aida()
	send := func() answer { return b.call("sendMessage", params{"chat_id": c.ID(), "text": "x"}) }
	b.Fail(Failure{Method: "sendMessage", Code: 429, RetryAfter: 7, Times: 2})
	b.Fail(Failure{Method: "sendmessage", Chat: 5, Code: 500, Times: -1})
	b.Fail(Failure{Chat: c.ID(), Code: 403, Description: "Forbidden: user is deactivated"})
	b.Fail(Failure{Method: "sendMessage"})
	b.must("getMe", nil)
	for range 2 {
		a := send()
		if wantRefusal(t, a, 429, "Too Many Requests: retry after 7"); a.Parameters.RetryAfter != 7 {
			t.Errorf("parameters %+v", a.Parameters)
		}
	}
	wantRefusal(t, send(), 403, "Forbidden: user is deactivated")
	wantRefusal(t, send(), 500, "Internal Server Error")
	if a := send(); !a.OK {
		t.Errorf("the failures are not over: %+v", a)
	}
	wantRefusal(t, b.call("sendMessage", params{"chat_id": 5, "text": "x"}), 500, "Internal Server Error")
	b.ClearFailures()
	b.refused("sendMessage", params{"chat_id": 5, "text": "x"}, "chat not found")
}

func TestAFailureAfterTheCall(t *testing.T) {
	t.Parallel()
	b := strict(t)
	c := b.aida()
	b.Fail(Failure{Method: "sendMessage", Code: 400, Description: "Bad Request: moved", MigrateTo: -9, After: true})
	a := b.call("sendMessage", params{"chat_id": c.ID(), "text": "x"})
	wantRefusal(t, a, 400, "Bad Request: moved")
	if m := c.Next(t); m.Text != "x" || a.Parameters.MigrateTo != -9 {
		t.Errorf("message %+v, answer %+v", m, a)
	}
}

// raw makes a call without judging its answer.
func (b *bench) raw(ctx context.Context, method string) (status int, body []byte, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, b.method(method), nil)
	if err != nil {
		return 0, nil, err
	}
	return fetch(req)
}

func TestBodiesThatAreNotJSON(t *testing.T) {
	t.Parallel()
	b := strict(t)
	b.Fail(Failure{Body: "<html>502</html>"})
	if status, body, err := b.raw(t.Context(), "getMe"); status != 502 || string(body) != "<html>502</html>" {
		t.Errorf("status %d, body %q, %v", status, body, err)
	}
}

func TestResetConnections(t *testing.T) {
	t.Parallel()
	b := strict(t)
	b.Fail(Failure{Reset: true})
	_, _, err := b.raw(t.Context(), "close")
	if !errors.Is(err, syscall.ECONNRESET) && !errors.Is(err, io.EOF) {
		t.Errorf("error %v", err)
	}
	if log := b.CallLog(); len(log) != 1 || log[0].Code != 0 {
		t.Errorf("log %+v", log)
	}
}

func TestHangingEndsWithTheCallerOrTheServer(t *testing.T) {
	t.Parallel()
	b := strict(t)
	b.Fail(Failure{Hang: true, Times: -1})
	ctx, cancel := context.WithCancel(t.Context())
	failed := make(chan error)
	hang := func(ctx context.Context) {
		_, _, err := b.raw(ctx, "getMe")
		failed <- err
	}
	go hang(ctx)
	b.until(func() bool { return len(b.CallLog()) == 1 })
	cancel()
	if err := <-failed; !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	go hang(t.Context())
	b.until(func() bool { return len(b.CallLog()) == 2 })
	b.Close()
	if err := <-failed; err == nil {
		t.Error("no error after Close")
	}
}

func TestASlowAnswerIsAnAnswer(t *testing.T) {
	t.Parallel()
	b := strict(t)
	b.Fail(Failure{Delay: 20 * time.Millisecond})
	begun := time.Now()
	b.must("getMe", nil)
	if took := time.Since(begun); took < 20*time.Millisecond {
		t.Errorf("answered after %s", took)
	}
	b.Fail(Failure{Delay: time.Hour})
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _, _ = b.raw(t.Context(), "getMe")
	}()
	b.until(func() bool { return b.Calls("getMe") == 2 })
	b.Close()
	<-done
}
