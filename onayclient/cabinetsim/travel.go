package cabinetsim

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"
)

const (
	slowDelay = 3 * time.Second
	dripDelay = time.Second
	hugeSize  = 200 << 20
)

// hold keeps the request waiting as its delays say; false means that the
// client has gone.
func (s *Server) hold(x *exchange) bool {
	ctx := x.req.Context()
	for _, f := range x.plan {
		switch f.Kind {
		case FaultSlow:
			t := time.NewTimer(f.delay(slowDelay))
			s.waiting.wait(ctx, x.door, t.C)
			t.Stop()
		case FaultHang:
			s.waiting.wait(ctx, x.door, nil)
		}
	}
	return ctx.Err() == nil
}

// waitingRoom is where held requests wait.
type waitingRoom struct {
	mu      sync.Mutex
	n       int
	closed  bool
	release chan struct{}
	changed chan struct{}
}

func newWaitingRoom() *waitingRoom {
	return &waitingRoom{release: make(chan struct{}), changed: make(chan struct{})}
}

// door is the channel that the next release closes. A request looks at it
// before it learns of its faults, so that none waits for a release that is
// already over.
func (w *waitingRoom) door() <-chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.release
}

// wait returns when it is due, when the client goes or when the door opens.
func (w *waitingRoom) wait(ctx context.Context, door <-chan struct{}, due <-chan time.Time) {
	w.count(1)
	defer w.count(-1)
	select {
	case <-due:
	case <-door:
	case <-ctx.Done():
	}
}

// count keeps the number of those who wait and tells those who watch it.
func (w *waitingRoom) count(n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.n += n
	close(w.changed)
	w.changed = make(chan struct{})
}

// free ends every wait; those of a closed room end before they begin.
func (w *waitingRoom) free(closing bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return
	}
	close(w.release)
	if w.closed = closing; !closing {
		w.release = make(chan struct{})
	}
}

// Release lets every hanging or slow request go on at once. The faults stay on
// for the next ones.
func (s *Server) Release() { s.waiting.free(false) }

// AwaitHeld returns once at least n requests hang or are slow at the same
// time, or with the error of ctx.
func (s *Server) AwaitHeld(ctx context.Context, n int) error {
	for {
		s.waiting.mu.Lock()
		held, changed := s.waiting.n, s.waiting.changed
		s.waiting.mu.Unlock()
		if held >= n {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return fmt.Errorf("await %d held requests, have %d: %w", n, held, ctx.Err())
		}
	}
}

// deliver sends the answer, whole or as the fault of its travel has it.
func (s *Server) deliver(w http.ResponseWriter, x *exchange, a answer) {
	w.Header().Set("Date", s.clock().UTC().Format(http.TimeFormat))
	f, _ := x.plan.at(stageTravel)
	switch f.Kind {
	case FaultReset:
		reset(w)
	case FaultCutOff:
		a.cutOff(w)
	case FaultTruncated:
		a.body = a.body[:len(a.body)/2]
		a.send(w)
	case FaultHuge:
		s.pour(x.req.Context(), w, a, f)
	case FaultDrip:
		s.drip(x.req.Context(), w, a, f)
	default:
		a.send(w)
	}
}

// reset ends the connection with a TCP reset where the transport allows it.
func reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // without it the close is merely polite
	}
	_ = conn.Close() // nobody is left to tell
}

// cutOff promises the whole body and breaks off half way.
func (a answer) cutOff(w http.ResponseWriter) {
	a.sendHeader(w, len(a.body))
	_, _ = w.Write(a.body[:len(a.body)/2])
	_ = http.NewResponseController(w).Flush() // the abort below ends it anyway
	panic(http.ErrAbortHandler)
}

// pour streams a body that begins like the answer and never gets to its end,
// until it has its size or the client hangs up.
func (s *Server) pour(ctx context.Context, w http.ResponseWriter, a answer, f Fault) {
	size := f.Size
	if size <= 0 {
		size = hugeSize
	}
	a.sendHeader(w, -1)
	half := a.body[:len(a.body)/2]
	sent, err := w.Write(half[:min(int64(len(half)), size)])
	chunk := bytes.Repeat([]byte{'0'}, 64<<10)
	for left := size - int64(sent); left > 0 && err == nil && ctx.Err() == nil; {
		var n int
		n, err = w.Write(chunk[:min(left, int64(len(chunk)))])
		left -= int64(n)
	}
}

// drip sends the body byte by byte until it ends or the client hangs up.
func (s *Server) drip(ctx context.Context, w http.ResponseWriter, a answer, f Fault) {
	a.sendHeader(w, len(a.body))
	next := time.NewTimer(0)
	defer next.Stop()
	for i := range a.body {
		if _, err := w.Write(a.body[i : i+1]); err != nil {
			return
		}
		_ = http.NewResponseController(w).Flush() // a failure shows in the next write
		next.Reset(f.delay(dripDelay))
		select {
		case <-next.C:
		case <-s.closed:
		case <-ctx.Done():
			return
		}
	}
}
