package telegramsim

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// told is an event as the browser gets it.
type told struct {
	Event   string
	Chat    int64
	ID      int
	Emoji   string
	Action  string
	Message webMessage
	Chats   []webChat
}

// stream connects to the phone's events and returns what reads the next one.
func (p *phoneBench) stream(ctx context.Context) func() told {
	p.t.Helper()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.phone+"events", http.NoBody)
	if err != nil {
		p.t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { _ = resp.Body.Close() })
	lines := bufio.NewScanner(resp.Body)
	lines.Buffer(nil, 4<<20)
	return func() (e told) {
		p.t.Helper()
		for lines.Scan() {
			if name, ok := strings.CutPrefix(lines.Text(), "event: "); ok {
				e.Event = name
			}
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				if err := json.Unmarshal([]byte(data), &e); err != nil {
					p.t.Fatal(err)
				}
				return e
			}
		}
		e.Event = "end"
		return e
	}
}

func TestTheStreamTellsThePhoneAndThenWhatHappens(t *testing.T) {
	t.Parallel()
	b := strict(t)
	c, stranger := b.aida(), b.Person(User{ID: 5, FirstName: "Elsewhere"})
	p := newPhone(t, b, c)
	next := p.stream(t.Context())
	if e := next(); e.Event != "phone" || len(e.Chats) != 1 || e.Chats[0].Messages[0].Text != "/start" {
		t.Fatalf("first event %+v", e)
	}
	stranger.Say("of no interest")
	b.must("sendChatAction", params{"chat_id": c.ID(), "action": "typing"})
	m := b.send(c, "one")
	b.must("editMessageText", params{"chat_id": c.ID(), "message_id": m.ID, "text": "two"})
	b.must("setMessageReaction", params{"chat_id": c.ID(), "message_id": 1, "reaction": []params{{"type": "emoji", "emoji": "👍"}}})
	if e := next(); e.Event != "action" || e.Action != "typing" || e.Chat != c.ID() {
		t.Errorf("action %+v", e)
	}
	if e := next(); e.Event != "message" || e.Message.ID != m.ID || !e.Message.ByBot {
		t.Errorf("message %+v", e)
	}
	if e := next(); e.Event != "edit" || e.Message.Text != "two" || e.Message.Edited == nil {
		t.Errorf("edit %+v", e)
	}
	if e := next(); e.Event != "reaction" || e.ID != 1 || e.Emoji != "👍" {
		t.Errorf("reaction %+v", e)
	}
	b.must("deleteMessage", params{"chat_id": c.ID(), "message_id": m.ID})
	if e := next(); e.Event != "delete" || e.ID != m.ID {
		t.Errorf("deletion %+v", e)
	}
	b.Close()
	if e := next(); e.Event != "end" {
		t.Errorf("after the server's end: %+v", e)
	}
}

// slowWriter keeps what is written and holds up the first writer.
type slowWriter struct {
	header  http.Header
	started chan struct{}
	release chan struct{}
	events  chan string
}

func (w *slowWriter) Header() http.Header { return w.header }
func (w *slowWriter) WriteHeader(int)     {}
func (w *slowWriter) Flush()              {}

func (w *slowWriter) Write(p []byte) (int, error) {
	name, _, _ := strings.Cut(strings.TrimPrefix(string(p), "event: "), "\n")
	w.events <- name
	if w.started != nil {
		close(w.started)
		w.started = nil
		<-w.release
	}
	return len(p), nil
}

func TestAReaderWhoFellBehindGetsThePhoneAgain(t *testing.T) {
	t.Parallel()
	b := strict(t)
	c := b.aida()
	started := make(chan struct{})
	w := &slowWriter{http.Header{}, started, make(chan struct{}), make(chan string, 2*subscriberBuffer)}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "/events", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		(&web{s: b.Server, chats: []*Chat{c}}).events(w, req)
	}()
	<-started
	for range subscriberBuffer + 3 {
		c.Say("x")
	}
	close(w.release)
	phones := 0
	for range 1 + subscriberBuffer {
		if <-w.events == "phone" {
			phones++
		}
	}
	c.Say("last")
	if got := <-w.events; got != "phone" || phones != 1 {
		t.Errorf("event %q after %d of the whole phone", got, phones)
	}
	cancel()
	<-done
}
