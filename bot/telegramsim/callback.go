package telegramsim

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"
)

// answerable is how long a press can be answered (assumed; the real server
// tells only that it ends).
const answerable = 15 * time.Minute

// maxAnswer is the longest text of a callback answer, in characters.
const maxAnswer = 200

// Press is a button that was pressed.
type Press struct {
	ID       string // the callback query's id
	s        *Server
	at       time.Time
	room     *room
	once     sync.Once
	answered chan struct{}
	answer   CallbackAnswer
}

// Wait returns the bot's first answer to the press, or ctx's error.
func (p *Press) Wait(ctx context.Context) (CallbackAnswer, error) {
	select {
	case <-p.answered:
		return p.answer, nil
	case <-ctx.Done():
		return CallbackAnswer{}, fmt.Errorf("wait for callback answer: %w", ctx.Err())
	}
}

// Answer waits for the bot's first answer to the press and fails the test if
// none comes.
func (p *Press) Answer(t TB) CallbackAnswer {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), p.s.patience)
	defer cancel()
	answer, err := p.Wait(ctx)
	if err != nil {
		t.Fatalf("no answer to the pressed button within %s%s", p.s.patience, p.s.hints())
	}
	return answer
}

// press makes a callback query of a message's button; the caller holds the lock.
func (s *Server) press(r *room, from User, m Message, data string) *Press {
	s.nextPress++
	p := &Press{
		ID:       strconv.FormatUint(uint64(s.botID)<<32+s.nextPress, 10),
		s:        s,
		at:       s.now(),
		room:     r,
		answered: make(chan struct{}),
	}
	s.presses[p.ID] = p
	s.pressOrder = append(s.pressOrder, p.ID)
	if len(s.pressOrder) > maxPresses {
		delete(s.presses, s.pressOrder[0])
		s.pressOrder = s.pressOrder[1:]
	}
	s.push("callback_query", map[string]any{
		"id": p.ID, "from": from.wire(), "message": s.pressed(r, m.ID),
		"chat_instance": strconv.FormatInt(r.id*7919+17, 10), "data": data,
	})
	return p
}

// pressed is the message of a callback query; one that is gone is told by its
// id, with date 0.
func (s *Server) pressed(r *room, id int) any {
	if m := r.find(id); m != nil {
		return s.wire(r, m)
	}
	return map[string]any{"chat": r.wire(), "message_id": id, "date": 0}
}

// answerCallbackQuery accepts a second answer to the same press, which nobody
// sees (observed).
func (s *Server) answerCallbackQuery(req *request) (any, error) {
	p := s.presses[req.text("callback_query_id")]
	if p == nil || s.now().Sub(p.at) > answerable {
		return nil, badRequest("query is too old and response timeout expired or query ID is invalid")
	}
	answer := CallbackAnswer{Text: req.text("text"), Alert: req.flag("show_alert"), URL: req.text("url")}
	if len([]rune(answer.Text)) > maxAnswer {
		return nil, badRequest("MESSAGE_TOO_LONG")
	}
	if answer.URL != "" && !s.opensBot(answer.URL) {
		return nil, badRequest("URL_INVALID")
	}
	p.once.Do(func() {
		p.answer = answer
		close(p.answered)
		s.publish(p.room, Event{Kind: KindAnswer, QueryID: p.ID, Answer: answer}, true)
	})
	return true, nil
}

// opensBot tells a link that an answer may open: one to this bot with a start
// parameter.
func (s *Server) opensBot(link string) bool {
	rest, ok := strings.CutPrefix(strings.TrimPrefix(link, "https://"), "t.me/"+s.username+"?start=")
	return ok && rest != ""
}
