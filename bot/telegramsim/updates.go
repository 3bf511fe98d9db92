package telegramsim

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"time"
)

// The limits of getUpdates; values beyond them are clipped (observed).
const (
	maxBatch    = 100
	maxPollWait = 50 // seconds
)

// optional are the kinds of updates a bot gets only when it asks for them.
var optional = []string{"chat_member", "message_reaction", "message_reaction_count"}

// updateQueue holds the updates not confirmed yet; the server's lock guards it.
type updateQueue struct {
	next    int
	items   []update
	allowed map[string]bool // nil = all but the optional ones
	arrived chan struct{}   // closed and replaced when an update comes
	poll    chan struct{}   // closed when another getUpdates takes over; nil = nobody polls
}

type update struct {
	id  int
	raw json.RawMessage
}

func newUpdateQueue() updateQueue {
	return updateQueue{next: 700_000_001, arrived: make(chan struct{})}
}

func (q *updateQueue) wants(kind string) bool {
	if q.allowed == nil {
		return !slices.Contains(optional, kind)
	}
	return q.allowed[kind]
}

// add queues {"update_id":N,…}; the fields are a JSON object.
func (q *updateQueue) add(fields map[string]json.RawMessage) (int, error) {
	id := q.next
	fields["update_id"] = json.RawMessage(fmt.Sprint(id))
	raw, err := json.Marshal(fields)
	if err != nil {
		return 0, fmt.Errorf("encode update: %w", err)
	}
	q.next++
	q.items = append(q.items, update{id: id, raw: raw})
	close(q.arrived)
	q.arrived = make(chan struct{})
	return id, nil
}

// confirm forgets what an offset confirms: all before it, or all but the last
// -offset updates.
func (q *updateQueue) confirm(offset int) {
	n := 0
	if offset < 0 {
		n = max(0, len(q.items)+offset)
	} else {
		for n < len(q.items) && q.items[n].id < offset {
			n++
		}
	}
	q.items = slices.Delete(q.items, 0, n)
}

func (q *updateQueue) batch(limit int) []json.RawMessage {
	batch := make([]json.RawMessage, 0, min(limit, len(q.items)))
	for _, u := range q.items[:min(limit, len(q.items))] {
		batch = append(batch, u.raw)
	}
	return batch
}

// push queues an update if the bot asked for its kind.
func (s *Server) push(kind string, payload any) {
	if !s.queue.wants(kind) {
		return
	}
	raw, err := json.Marshal(payload)
	if err != nil {
		s.note("getUpdates", "an update could not be encoded: "+err.Error())
		return
	}
	if _, err := s.queue.add(map[string]json.RawMessage{kind: raw}); err != nil {
		s.note("getUpdates", "an update could not be queued: "+err.Error())
	}
}

// PushUpdate queues an update as it is, whatever kinds the bot asked for, fills
// in its update_id and returns that. What is not a JSON object is a Problem, and
// 0 is returned.
func (s *Server) PushUpdate(object string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	var fields map[string]json.RawMessage
	if err := json.Unmarshal([]byte(object), &fields); err != nil || fields == nil {
		s.note("PushUpdate", "not a JSON object")
		return 0
	}
	id, err := s.queue.add(fields)
	if err != nil {
		s.note("PushUpdate", "not a JSON object")
	}
	return id
}

// Pending counts the updates that the bot has not confirmed yet.
func (s *Server) Pending() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.queue.items)
}

// getUpdates answers at once if there are updates, or waits for the first one.
// A call that comes while another waits ends that one with 409 (observed).
func (s *Server) getUpdates(ctx context.Context, req *request) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.setAllowed(req); err != nil {
		return nil, err
	}
	limit := clip(req, "limit", 1, maxBatch, maxBatch)
	wait := time.Duration(clip(req, "timeout", 0, 0, maxPollWait)) * time.Second
	taken := s.takePoll()
	defer s.leavePoll(taken)
	s.queue.confirm(req.integer("offset"))
	deadline := time.NewTimer(wait)
	defer deadline.Stop()
	for len(s.queue.items) == 0 && wait > 0 {
		over, err := s.awaitUpdate(ctx, taken, deadline.C)
		if err != nil {
			return nil, err
		}
		if over {
			break
		}
	}
	return s.queue.batch(limit), nil
}

// awaitUpdate lets go of the lock until an update comes (over is false), or the
// poll is over.
func (s *Server) awaitUpdate(ctx context.Context, taken chan struct{}, deadline <-chan time.Time) (over bool, err error) {
	arrived := s.queue.arrived
	s.mu.Unlock()
	defer s.mu.Lock()
	select {
	case <-taken:
		return true, errConflict()
	case <-s.closed:
		return true, errRestart()
	case <-ctx.Done():
		return true, nil
	case <-deadline:
		return true, nil
	case <-arrived:
		return false, nil
	}
}

func (s *Server) takePoll() chan struct{} {
	if s.queue.poll != nil {
		close(s.queue.poll)
	}
	s.queue.poll = make(chan struct{})
	return s.queue.poll
}

func (s *Server) leavePoll(taken chan struct{}) {
	if s.queue.poll == taken {
		s.queue.poll = nil
	}
}

// setAllowed keeps the kinds of updates asked for; without the parameter the
// earlier choice stays (official text). A kind that does not exist is noted.
func (s *Server) setAllowed(req *request) error {
	if req.text("allowed_updates") == "" {
		return nil
	}
	var kinds []string
	if err := req.decode("allowed_updates", &kinds); err != nil {
		return badRequest("can't parse allowed_updates") // assumed
	}
	s.queue.allowed = nil
	if len(kinds) > 0 {
		s.queue.allowed = map[string]bool{}
	}
	for _, kind := range kinds {
		if !s.table.updates[kind] {
			s.note(req.method, fmt.Sprintf("unknown update kind %q", kind))
		}
		s.queue.allowed[kind] = true
	}
	return nil
}

// clip reads a number and moves it between the lowest and the highest.
func clip(req *request, name string, lowest, missing, highest int) int {
	if !req.has(name) {
		return missing
	}
	return min(max(req.integer(name), lowest), highest)
}

func errConflict() *apiError {
	return &apiError{
		code:        http.StatusConflict,
		description: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
	}
}
