package telegramsim

import (
	"cmp"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Failure is a fault to answer calls with.
type Failure struct {
	Method      string        // "" = any, getUpdates included
	Chat        int64         // only calls that name this chat; 0 = all
	Code        int           // error_code and HTTP status; 500 if neither it nor Body is given
	Description string        // with its prefix, "Forbidden: …"; the code's own text if empty
	RetryAfter  int           // seconds, for 429
	MigrateTo   int64         // a supergroup's id, for 400
	Body        string        // sent raw instead of JSON, under Code (502 if none)
	Delay       time.Duration // in real time, before anything else
	Hang        bool          // never answer; ends with the caller or with Close
	Reset       bool          // break the connection
	After       bool          // the call takes effect first; only its answer is lost
	Times       int           // how many calls; 0 = one, negative = until ClearFailures
}

// Fail makes calls fail. Failures are tried in the order they were given; a
// delay alone is a slow answer of 200.
func (s *Server) Fail(f Failure) {
	if f.Times == 0 {
		f.Times = 1
	}
	f.Method = strings.ToLower(f.Method)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failures = append(s.failures, &f)
}

// ClearFailures takes back the failures that are still due.
func (s *Server) ClearFailures() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failures = nil
}

// takeFailure returns the failure that is due for a call, nil if none; the
// caller holds the lock.
func (s *Server) takeFailure(req *request) *Failure {
	for i, f := range s.failures {
		if f.Method != "" && f.Method != strings.ToLower(req.method) || f.Chat != 0 && f.Chat != req.chat() {
			continue
		}
		if f.Times > 0 {
			if f.Times--; f.Times == 0 {
				s.failures = slices.Delete(s.failures, i, i+1)
			}
		}
		return f
	}
	return nil
}

// fails spoils the answer to a call; false means that the call goes on, because
// the failure is none but slow.
func (s *Server) fails(w http.ResponseWriter, r *http.Request, req *request, f *Failure) bool {
	if !s.delay(r, f.Delay) {
		return true
	}
	switch {
	case f.Hang:
		s.record(req, 0, "left hanging")
		s.hang(r)
	case f.Reset:
		s.record(req, 0, "connection reset")
		reset(w)
	case f.Body != "":
		s.record(req, cmp.Or(f.Code, http.StatusBadGateway), "raw body")
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(cmp.Or(f.Code, http.StatusBadGateway))
		_, _ = w.Write([]byte(f.Body)) // the caller may have gone; nobody is left to tell
	case f.Delay > 0 && f.Code == 0:
		return false
	default:
		refused := f.refusal()
		s.record(req, refused.code, refused.description)
		s.writeAnswer(w, refused.envelope())
	}
	return true
}

// delay waits; false means that the caller or the server is gone.
func (s *Server) delay(r *http.Request, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-r.Context().Done():
	case <-s.closed:
	}
	return false
}

// hang waits for the caller or the server to go, and then breaks the connection.
func (s *Server) hang(r *http.Request) {
	select {
	case <-r.Context().Done():
	case <-s.closed:
	}
	panic(http.ErrAbortHandler)
}

func (f *Failure) refusal() *apiError {
	if f.Code == http.StatusTooManyRequests && f.Description == "" {
		return tooMany(time.Duration(f.RetryAfter) * time.Second)
	}
	code := cmp.Or(f.Code, http.StatusInternalServerError)
	return &apiError{
		code:        code,
		description: cmp.Or(f.Description, http.StatusText(code)),
		retryAfter:  f.RetryAfter,
		migrateTo:   f.MigrateTo,
	}
}

// reset breaks the connection with a TCP reset where it can, else by closing.
func reset(w http.ResponseWriter) {
	hijacker, ok := w.(http.Hijacker)
	if !ok {
		panic(http.ErrAbortHandler)
	}
	conn, _, err := hijacker.Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // without it the close is a plain one, which will do
	}
	_ = conn.Close() // a broken connection is what is wanted
}
