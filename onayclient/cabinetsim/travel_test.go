package cabinetsim

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

func TestTravelFaults(t *testing.T) {
	t.Parallel()
	runFaults(t, travelFaults())
}

func travelFaults() map[FaultKind]func(*testing.T, *visitor) {
	return map[FaultKind]func(*testing.T, *visitor){
		FaultSlow:      slow,
		FaultHang:      hang,
		FaultReset:     resets,
		FaultCutOff:    cutsOff,
		FaultTruncated: truncates,
		FaultHuge:      pours,
		FaultDrip:      drips,
	}
}

func slow(t *testing.T, v *visitor) {
	v.sim.SetFault(Fault{Kind: FaultSlow, On: KindCheck, Delay: 30 * time.Millisecond})
	began := time.Now()
	v.check(unified).reply(t)
	if took := time.Since(began); took < 30*time.Millisecond {
		t.Errorf("took %s", took)
	}
	v.sim.SetFault(Fault{Kind: FaultSlow, On: KindCheck, Delay: time.Hour})
	v.leave(t)
	v.release(t)
}

// leave sends a check that is held, hangs up and waits for the cabinet to
// notice.
func (v *visitor) leave(t *testing.T) {
	t.Helper()
	seen := v.sim.Watch(t.Context())
	ctx, cancel := context.WithCancel(t.Context())
	req := v.form(ctx, "/check", "pan", unified)
	done := make(chan error, 1)
	go func() {
		_, err := v.try(req)
		done <- err
	}()
	ok(t, v.sim.AwaitHeld(t.Context(), 1))
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("the client got %v", err)
	}
	if q := <-seen; q.Outcome != "gone" || q.Status != 0 {
		t.Errorf("the cabinet saw %+v", q)
	}
}

// release sends three checks that are held, and lets them go.
func (v *visitor) release(t *testing.T) {
	t.Helper()
	var wg sync.WaitGroup
	for range 3 {
		req := v.form(t.Context(), "/check", "pan", unified)
		wg.Go(func() {
			if p, err := v.try(req); err != nil || p.status != http.StatusOK {
				t.Errorf("released: %v, %+v", err, p)
			}
		})
	}
	ok(t, v.sim.AwaitHeld(t.Context(), 3))
	v.sim.Release()
	wg.Wait()
}

func hang(t *testing.T, v *visitor) {
	v.leave(t)
	v.release(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := v.sim.AwaitHeld(ctx, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("await with nobody held: %v", err)
	}
}

func TestCloseEndsHanging(t *testing.T) {
	t.Parallel()
	v := newVisitor(t).start()
	v.sim.SetFault(Fault{Kind: FaultHang})
	v.sim.SetFault(Fault{Kind: FaultSlow, Delay: time.Hour})
	v.sim.Close()
	v.sim.Close()
	v.check(unified).reply(t)
}

func resets(t *testing.T, v *visitor) {
	_, err := v.try(v.form(t.Context(), "/check", "pan", unified))
	if !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("the client got %v", err)
	}
	if log := v.sim.Log(); log[len(log)-1].Status != 0 || log[len(log)-1].Outcome != "reset" {
		t.Errorf("log %+v", log[len(log)-1])
	}
}

func TestResetWithoutConnectionAborts(t *testing.T) {
	t.Parallel()
	defer func() {
		if err, _ := recover().(error); !errors.Is(err, http.ErrAbortHandler) {
			t.Errorf("panic %v", err)
		}
	}()
	s := New(WithRiders(0))
	s.SetFault(Fault{Kind: FaultReset})
	s.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil))
}

func cutsOff(t *testing.T, v *visitor) {
	_, err := v.try(v.form(t.Context(), "/check", "pan", unified))
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("the client got %v", err)
	}
}

func truncates(t *testing.T, v *visitor) {
	p := v.check(unified)
	if p.status != http.StatusOK || p.isHTML() || json.Valid([]byte(p.body)) || !strings.HasPrefix(p.body, `{"result":{"pan":"`) {
		t.Errorf("status %d, body %s", p.status, p.body)
	}
}

// pours reads one megabyte of a body that would take for ever, and hangs up.
func pours(t *testing.T, v *visitor) {
	v.sim.SetFault(Fault{Kind: FaultHuge, On: KindCheck, Size: 1000})
	if p := v.check(unified); len(p.body) != 1000 || json.Valid([]byte(p.body)) {
		t.Errorf("%d bytes", len(p.body))
	}
	v.sim.SetFault(Fault{Kind: FaultHuge, On: KindCheck, Size: 1 << 50})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	resp, err := v.http.Do(v.form(ctx, "/check", "pan", unified))
	ok(t, err)
	n, err := io.CopyN(io.Discard, resp.Body, 1<<20)
	if n != 1<<20 || err != nil {
		t.Errorf("read %d bytes, %v", n, err)
	}
	cancel()
	ok(t, resp.Body.Close())
}

func TestHugeIsTwoHundredMegabytes(t *testing.T) {
	t.Parallel()
	s := New(WithRiders(0))
	w := &counter{ResponseRecorder: httptest.NewRecorder()}
	s.pour(t.Context(), w, jsonAnswer(webReply{}, "ok"), Fault{Kind: FaultHuge})
	if w.n != 200<<20 {
		t.Errorf("%d bytes", w.n)
	}
}

// counter counts the bytes of a body instead of keeping them.
type counter struct {
	*httptest.ResponseRecorder
	n int64
}

func (c *counter) Write(p []byte) (int, error) {
	c.n += int64(len(p))
	return len(p), nil
}

func drips(t *testing.T, v *visitor) {
	v.sim.SetFault(Fault{Kind: FaultDrip, On: KindCheck, Delay: time.Microsecond})
	v.check(unified).reply(t)

	v.sim.SetFault(Fault{Kind: FaultDrip, On: KindCheck, Delay: time.Hour})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	resp, err := v.http.Do(v.form(ctx, "/check", "pan", unified))
	ok(t, err)
	first := make([]byte, 100)
	if n, err := resp.Body.Read(first); n != 1 || err != nil {
		t.Errorf("read %d bytes, %v", n, err)
	}
	cancel()
	ok(t, resp.Body.Close())
}
