package telegramsim

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Bounds on what a server keeps, so that a load test or a soak ends as small as
// it began.
const (
	maxProblems = 1000
	maxCalls    = 10_000
	maxHistory  = 1000 // messages, and untaken events, of one chat
	maxPresses  = 10_000
)

// Server is a Bot API server with one bot. It is safe for concurrent use.
type Server struct {
	token    string
	username string
	botID    int64
	now      func() time.Time
	privacy  bool
	limits   *limiter // nil = none
	table    *apiTable
	patience time.Duration // how long Next and its like wait
	closed   chan struct{}

	mu          sync.Mutex
	rooms       map[int64]*room
	users       map[int64]User
	files       map[string]*storedFile
	nextFile    int
	presses     map[string]*Press
	pressOrder  []string
	nextPress   uint64
	queue       updateQueue
	commands    map[commandKey][]BotCommand
	profiles    map[string]Profile
	failures    []*Failure
	counts      map[string]int
	log         []Call
	problems    []string
	subscribers map[*subscriber]struct{}
}

// New makes a server; it listens nowhere until it is handed to an HTTP server.
func New(opts ...Option) *Server {
	s := &Server{
		token:       "42:TEST-TOKEN",
		username:    "onay_test_bot",
		now:         time.Now,
		privacy:     true,
		table:       loadTable(),
		patience:    10 * time.Second,
		closed:      make(chan struct{}),
		rooms:       map[int64]*room{},
		users:       map[int64]User{},
		files:       map[string]*storedFile{},
		presses:     map[string]*Press{},
		queue:       newUpdateQueue(),
		commands:    map[commandKey][]BotCommand{},
		profiles:    map[string]Profile{},
		counts:      map[string]int{},
		subscribers: map[*subscriber]struct{}{},
	}
	for _, opt := range opts {
		opt(s)
	}
	digits, _, _ := strings.Cut(s.token, ":")
	s.botID, _ = strconv.ParseInt(digits, 10, 64) // a token without digits makes bot 0
	return s
}

// Close ends the long polls and whatever hangs, and lets waiting tests go. Calls
// after it are refused with 500. It may be called twice.
func (s *Server) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.isClosed() {
		close(s.closed)
	}
}

func (s *Server) isClosed() bool {
	select {
	case <-s.closed:
		return true
	default:
		return false
	}
}

// Problems lists what the bot did that the official documentation does not
// allow: unknown methods and parameters, wrong types, missing required values,
// and calls for what is not simulated. Values are never quoted.
func (s *Server) Problems() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.problems)
}

// note records a problem; the caller holds the lock.
func (s *Server) note(method, problem string) {
	if len(s.problems) < maxProblems {
		s.problems = append(s.problems, method+": "+problem)
	}
}

var (
	methodPath   = regexp.MustCompile(`^/bot([^/]+)/([^/]+)/?$`)
	wellFormed   = regexp.MustCompile(`^[0-9]+:[A-Za-z0-9_-]+$`)
	safeToRepeat = regexp.MustCompile(`^[A-Za-z]{1,64}$`)
)

// ServeHTTP answers /bot<token>/<method> and /file/bot<token>/<path>. A token of
// another form is answered with 404, a wrong one with 401 (observed).
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, "/file/bot") {
		s.serveFile(w, r)
		return
	}
	path := methodPath.FindStringSubmatch(r.URL.Path)
	if path == nil {
		s.writeAnswer(w, notFound().envelope())
		return
	}
	if refused := s.admit(path[1]); refused != nil {
		s.writeAnswer(w, refused.envelope())
		return
	}
	s.serveMethod(w, r, path[2])
}

func (s *Server) admit(token string) *apiError {
	switch {
	case token == s.token:
		return nil
	case wellFormed.MatchString(token):
		return &apiError{code: http.StatusUnauthorized, description: "Unauthorized"}
	}
	return notFound()
}

func (s *Server) serveMethod(w http.ResponseWriter, r *http.Request, name string) {
	object, known := s.table.methods[strings.ToLower(name)]
	if !known {
		s.refuseUnknown(w, name)
		return
	}
	req, err := readRequest(w, r, object.name)
	if errors.Is(err, errGone) {
		return
	}
	failure := s.begin(object, req, err)
	if failure != nil && !failure.After && s.fails(w, r, req, failure) {
		return
	}
	var result any
	if err == nil {
		result, err = s.call(r.Context(), req)
	}
	if failure != nil && failure.After && s.fails(w, r, req, failure) {
		return
	}
	answer := envelope{OK: true, Result: result}
	if err != nil {
		answer = refusal(err).envelope()
	}
	s.record(req, cmp.Or(answer.Code, http.StatusOK), answer.Description)
	s.writeAnswer(w, answer)
}

func (s *Server) refuseUnknown(w http.ResponseWriter, name string) {
	if !safeToRepeat.MatchString(name) {
		name = "a method"
	}
	s.mu.Lock()
	s.counts[name]++
	s.note(name, "unknown method, or one that is not simulated")
	s.mu.Unlock()
	refused := notFound()
	s.record(&request{method: name}, refused.code, refused.description)
	s.writeAnswer(w, refused.envelope())
}

// begin counts the call, notes its problems and takes the failure that is due.
func (s *Server) begin(method *apiObject, req *request, readErr error) *Failure {
	problems := s.table.check(method, req)
	if readErr != nil {
		problems = []string{fmt.Sprintf("unreadable body: %s", refusal(readErr).description)}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.counts[method.name]++
	for _, p := range problems {
		s.note(method.name, p)
	}
	return s.takeFailure(req)
}

// call runs the method. All but getUpdates run under the lock.
func (s *Server) call(ctx context.Context, req *request) (any, error) {
	if s.isClosed() {
		return nil, errRestart()
	}
	if req.method == "getUpdates" {
		return s.getUpdates(ctx, req)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.refuseUnsimulated(req); err != nil {
		return nil, err
	}
	return methods[req.method](s, req)
}

// unsimulated are parameters that change whom a call reaches or what it costs.
var unsimulated = []string{
	"business_connection_id", "direct_messages_topic_id", "suggested_post_parameters",
	"message_effect_id", "allow_paid_broadcast", "inline_message_id", "rich_message",
}

func (s *Server) refuseUnsimulated(req *request) error {
	for _, name := range unsimulated {
		if v := req.text(name); v != "" && v != "false" {
			s.note(req.method, "parameter "+name+" is not simulated")
			return badRequest("%s is not simulated", name)
		}
	}
	return nil
}

func errRestart() *apiError {
	return &apiError{code: http.StatusInternalServerError, description: "Internal Server Error: restart"}
}
