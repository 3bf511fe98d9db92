package cabinetsim

import (
	"context"
	"net/http"
	"sync"
	"time"
)

// Kind is what a request asks of the cabinet.
type Kind string

// The kinds of requests.
const (
	KindStart   Kind = "start"    // GET /
	KindCheck   Kind = "check"    // POST /check
	KindSignIn  Kind = "sign-in"  // POST /signin
	KindAddCard Kind = "add-card" // POST /cards/add
	KindDetail  Kind = "detail"   // POST /detail
	KindOther   Kind = "other"    // anything else

	KindAppCard    Kind = "app-card"    // GET /v1/external/card/{pan}
	KindAppSignIn  Kind = "app-sign-in" // PUT /v1/external/user/sign-in
	KindAppCards   Kind = "app-cards"   // GET /v2/external/customer/cards
	KindAppTickets Kind = "app-tickets" // GET /v2/external/customer/tickets
)

// Counts are the requests that arrived, good and bad, by kind.
type Counts struct {
	Start, Check, SignIn, AddCard, Detail, Other int
	AppCard, AppSignIn, AppCards, AppTickets     int
	Total                                        int
}

// Request is one answered request. It holds no card number, token or password.
type Request struct {
	At        time.Time // arrival, by the injected clock
	Arrived   time.Time // arrival, in real time
	Kind      Kind
	Status    int           // HTTP status; 0 = the client got none
	Outcome   string        // "ok", "no-such-card", "stale", … or the fault that answered
	PAN       string        // masked, as "·4962"; empty when none was named
	Duration  time.Duration // real time until the answer began
	UserAgent string        // at most 200 bytes
}

const (
	logSize      = 1000
	watchBuffer  = 256
	strangersMax = 10_000 // numbers outside the city whose checks are counted
	agentMax     = 200
)

type recorder struct {
	mu        sync.Mutex
	counts    map[Kind]int
	strangers map[string]int
	ring      []Request
	next      int
	watchers  map[chan Request]struct{}
	closed    bool
}

func newRecorder() *recorder {
	return &recorder{
		counts: make(map[Kind]int), strangers: make(map[string]int), watchers: make(map[chan Request]struct{}),
	}
}

// Requests are the counts since the start or the last ResetRequests. A request
// counts when it arrives, before it is answered.
func (s *Server) Requests() Counts {
	s.rec.mu.Lock()
	defer s.rec.mu.Unlock()
	c := s.rec.counts
	all := Counts{
		Start: c[KindStart], Check: c[KindCheck], SignIn: c[KindSignIn],
		AddCard: c[KindAddCard], Detail: c[KindDetail], Other: c[KindOther],
		AppCard: c[KindAppCard], AppSignIn: c[KindAppSignIn], AppCards: c[KindAppCards], AppTickets: c[KindAppTickets],
	}
	for _, n := range c {
		all.Total += n
	}
	return all
}

// ChecksOf counts the balance checks of one number, also of one that is not
// in the city.
func (s *Server) ChecksOf(pan string) int {
	if h := s.cards.find(pan); h != nil {
		return int(h.checks.Load())
	}
	s.rec.mu.Lock()
	defer s.rec.mu.Unlock()
	return s.rec.strangers[pan]
}

// ResetRequests sets all counts to zero and empties the log.
func (s *Server) ResetRequests() {
	for _, h := range s.cards.all() {
		h.checks.Store(0)
	}
	s.rec.mu.Lock()
	defer s.rec.mu.Unlock()
	s.rec.ring, s.rec.next = nil, 0
	clear(s.rec.counts)
	clear(s.rec.strangers)
}

// Log is the last thousand requests, oldest first. A request is in it before
// its client gets the first byte of the answer.
func (s *Server) Log() []Request {
	s.rec.mu.Lock()
	defer s.rec.mu.Unlock()
	log := make([]Request, 0, len(s.rec.ring))
	log = append(log, s.rec.ring[s.rec.next:]...)
	return append(log, s.rec.ring[:s.rec.next]...)
}

// Watch sends each request as it is logged, until ctx is done or the server is
// closed; then the channel closes. A reader that falls behind by more than 256
// requests misses some.
func (s *Server) Watch(ctx context.Context) <-chan Request {
	ch := make(chan Request, watchBuffer)
	s.rec.mu.Lock()
	defer s.rec.mu.Unlock()
	if s.rec.closed {
		close(ch)
		return ch
	}
	s.rec.watchers[ch] = struct{}{}
	context.AfterFunc(ctx, func() { s.rec.leave(ch) })
	return ch
}

func (r *recorder) leave(ch chan Request) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, ok := r.watchers[ch]; ok {
		delete(r.watchers, ch)
		close(ch)
	}
}

func (r *recorder) close() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closed = true
	for ch := range r.watchers {
		delete(r.watchers, ch)
		close(ch)
	}
}

func (r *recorder) count(k Kind) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.counts[k]++
}

// countStranger counts a check of a number that is not in the city.
func (r *recorder) countStranger(pan string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, known := r.strangers[pan]; known || len(r.strangers) < strangersMax {
		r.strangers[pan]++
	}
}

func (r *recorder) log(q Request) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.ring) < logSize {
		r.ring = append(r.ring, q)
	} else {
		r.ring[r.next] = q
		r.next = (r.next + 1) % logSize
	}
	for ch := range r.watchers {
		select {
		case ch <- q:
		default: // the reader is behind
		}
	}
}

func agentOf(r *http.Request) string {
	ua := r.UserAgent()
	return ua[:min(len(ua), agentMax)]
}
