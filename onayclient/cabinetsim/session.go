package cabinetsim

import (
	"container/list"
	"encoding/base64"
	"encoding/hex"
	"math/rand/v2"
	"net/http"
	"sync"
)

// maxSessions bounds the memory; the session unused for longest goes first.
const maxSessions = 10_000

const sessionCookie = "PHPSESSID"

// session is one visitor's state on the server.
type session struct {
	id       string
	token    string // good for every request of the session until it is dropped
	signedIn bool
}

// sessionBook holds the sessions, the most recently used first.
type sessionBook struct {
	mu    sync.Mutex
	rng   *rand.ChaCha8
	byID  map[string]*list.Element
	order *list.List

	stale, signedOut Refusal
}

func newSessionBook(seed uint64) *sessionBook {
	var key [32]byte
	for i := range 8 {
		key[i] = byte(seed >> (8 * i))
	}
	return &sessionBook{
		rng: rand.NewChaCha8(key), byID: make(map[string]*list.Element), order: list.New(),
		stale: RefuseForbidden, signedOut: RefuseUnauthorized,
	}
}

// Refusal is a way to turn a request away for its token or session; the forms
// are assumed.
type Refusal string

// The forms of refusal.
const (
	RefuseForbidden    Refusal = "403"
	RefuseExpired      Refusal = "419"
	RefuseUnauthorized Refusal = "401"
	RefuseStartPage    Refusal = "start-page" // HTTP 200, the HTML start page
)

// SetStaleAnswer picks the answer to an unknown session or a stale or missing
// token; RefuseForbidden at first.
func (s *Server) SetStaleAnswer(r Refusal) {
	s.sessions.mu.Lock()
	defer s.sessions.mu.Unlock()
	s.sessions.stale = r
}

// SetSignedOutAnswer picks the answer to a request that needs a signed-in
// session; RefuseUnauthorized at first.
func (s *Server) SetSignedOutAnswer(r Refusal) {
	s.sessions.mu.Lock()
	defer s.sessions.mu.Unlock()
	s.sessions.signedOut = r
}

// ExpireSessions forgets every session and its token, those of the app too.
func (s *Server) ExpireSessions() {
	s.phones.forget()
	s.sessions.mu.Lock()
	defer s.sessions.mu.Unlock()
	clear(s.sessions.byID)
	s.sessions.order.Init()
}

// ForgetSignIns signs every session out and keeps its token; those of the app
// end.
func (s *Server) ForgetSignIns() {
	s.phones.forget()
	s.sessions.mu.Lock()
	defer s.sessions.mu.Unlock()
	for _, e := range s.sessions.byID {
		e.Value.(*session).signedIn = false
	}
}

// Sessions is the number of sessions held.
func (s *Server) Sessions() int {
	s.sessions.mu.Lock()
	defer s.sessions.mu.Unlock()
	return len(s.sessions.byID)
}

// visit finds the session of the request or opens a new one, and gives it a
// token if it has none.
func (b *sessionBook) visit(r *http.Request) session {
	b.mu.Lock()
	defer b.mu.Unlock()
	sess := b.find(r)
	if sess == nil {
		sess = b.open()
	}
	if sess.token == "" {
		sess.token = base64.StdEncoding.EncodeToString(b.bytes(32))
	}
	return *sess
}

// look finds the session of the request.
func (b *sessionBook) look(r *http.Request) (session, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	sess := b.find(r)
	if sess == nil {
		return session{}, false
	}
	return *sess, true
}

// alter changes the session of the request, if it has one.
func (b *sessionBook) alter(r *http.Request, do func(*session)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if sess := b.find(r); sess != nil {
		do(sess)
	}
}

func (b *sessionBook) drop(r *http.Request) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if sess := b.find(r); sess != nil {
		b.order.Remove(b.byID[sess.id])
		delete(b.byID, sess.id)
	}
}

func (b *sessionBook) find(r *http.Request) *session {
	c, err := r.Cookie(sessionCookie)
	if err != nil {
		return nil
	}
	e := b.byID[c.Value]
	if e == nil {
		return nil
	}
	b.order.MoveToFront(e)
	return e.Value.(*session)
}

func (b *sessionBook) open() *session {
	if len(b.byID) >= maxSessions {
		oldest := b.order.Remove(b.order.Back()).(*session)
		delete(b.byID, oldest.id)
	}
	sess := &session{id: hex.EncodeToString(b.bytes(16))}
	b.byID[sess.id] = b.order.PushFront(sess)
	return sess
}

func (b *sessionBook) bytes(n int) []byte {
	p := make([]byte, n)
	_, _ = b.rng.Read(p) // never fails
	return p
}

func (b *sessionBook) refusals() (stale, signedOut Refusal) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.stale, b.signedOut
}

func cookieOf(sess session) *http.Cookie {
	return &http.Cookie{Name: sessionCookie, Value: sess.id, Path: "/", HttpOnly: true}
}
