package cabinetsim

import (
	"io"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"time"
)

// Server is the simulated cabinet, an http.Handler that is safe for concurrent
// use. It knows no prefix: mount it anywhere through http.StripPrefix.
type Server struct {
	set      settings
	cards    cardIndex
	sessions *sessionBook
	phones   *phoneBook
	faults   faultBoard
	mode     atomic.Pointer[Mode]
	waiting  *waitingRoom
	rec      *recorder
	closed   chan struct{}
	closing  sync.Once
	freeDay  atomic.Bool
}

// New builds a cabinet and its city as it stands at the clock's now.
func New(opts ...Option) *Server {
	set := defaults()
	for _, opt := range opts {
		opt(&set)
	}
	s := &Server{
		set:      set,
		cards:    cardIndex{byPAN: make(map[string]*holder)},
		sessions: newSessionBook(set.seed),
		phones:   newPhoneBook(set.seed),
		waiting:  newWaitingRoom(),
		rec:      newRecorder(),
		closed:   make(chan struct{}),
	}
	s.SetMode(ModeFine)
	s.settle()
	return s
}

// Close lets every held or dripping answer end and closes the channels of
// Watch. Requests are served on, so that the listener can be shut down after.
func (s *Server) Close() {
	s.closing.Do(func() { close(s.closed) })
	s.waiting.free(true)
	s.rec.close()
}

// exchange is one request on its way to an answer.
type exchange struct {
	req   *http.Request
	kind  Kind
	form  url.Values // of the body alone
	body  []byte     // of a request with JSON
	named string     // the card that the path names
	plan  plan
	door  <-chan struct{} // opens when held requests are released
	at    time.Time
	began time.Time
}

// pan is the card that the request is about; "" if it names none.
func (x *exchange) pan() string {
	if x.named != "" {
		return x.named
	}
	return x.form.Get("pan")
}

// ServeHTTP counts the request, lets the faults that are due act and answers.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x := s.receive(w, r)
	if !s.hold(x) {
		s.note(x, answer{outcome: "gone"})
		return
	}
	a := s.reply(x)
	s.note(x, a)
	s.deliver(w, x, a)
}

const maxBody = 64 << 10

// receive reads the whole body, without which net/http does not notice that
// the client has gone.
func (s *Server) receive(w http.ResponseWriter, r *http.Request) *exchange {
	x := &exchange{req: r, kind: kindOf(r.URL.Path), at: s.clock(), began: time.Now(), door: s.waiting.door()}
	x.named = cardOf(x.kind, r.URL.Path)
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	if x.kind == KindAppSignIn {
		x.body, _ = io.ReadAll(r.Body) // what is cut short is no JSON and refused there
	}
	_ = r.ParseForm() // what could not be read is missing from the form and refused there
	_, _ = io.Copy(io.Discard, r.Body)
	x.form = r.PostForm
	s.rec.count(x.kind)
	if x.kind == KindCheck || x.kind == KindAppCard {
		s.countCheck(x.pan())
	}
	x.plan = s.faults.take(x.kind, x.pan())
	return x
}

func (s *Server) countCheck(pan string) {
	if h := s.cards.find(pan); h != nil {
		h.checks.Add(1)
		return
	}
	if validPAN(pan) {
		s.rec.countStranger(pan)
	}
}

// reply makes the answer: that of a fault, or the cabinet's own.
func (s *Server) reply(x *exchange) answer {
	if f, ok := x.plan.at(stageWhole); ok {
		return s.faultAnswer(x, f)
	}
	if f, ok := x.plan.at(stageSession); ok {
		if a, refused := s.breakSession(x, f); refused {
			return a
		}
	}
	if x.kind.isApp() {
		return s.serveApp(x)
	}
	return s.serveWeb(x)
}

func (s *Server) note(x *exchange, a answer) {
	status := a.status
	if f, ok := x.plan.at(stageTravel); ok {
		a.outcome = string(f.Kind)
		if f.Kind == FaultReset {
			status = 0
		}
	}
	s.rec.log(Request{
		At: x.at, Arrived: x.began, Kind: x.kind, Status: status, Outcome: a.outcome, PAN: mask(x.pan()),
		Duration: time.Since(x.began), UserAgent: agentOf(x.req),
	})
}
