package telegramsim

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

const (
	webHeartbeat = 15 * time.Second
	webPatience  = 10 * time.Second // with a reader that does not read
)

// events streams the phone: first all of it, then what happens. A reader that has
// fallen behind gets all of it again; one that has stopped reading is dropped,
// and connects again by itself.
func (w *web) events(rw http.ResponseWriter, r *http.Request) {
	happened := w.s.Subscribe(r.Context()) // before the first look, so that nothing is between
	rw.Header().Set("Content-Type", "text/event-stream")
	rw.Header().Set("Cache-Control", "no-store")
	out := &eventWriter{rw: rw, control: http.NewResponseController(rw)}
	beat := time.NewTicker(webHeartbeat)
	defer beat.Stop()
	err := out.send("phone", w.phone())
	for err == nil {
		select {
		case e, open := <-happened:
			if !open {
				return
			}
			err = w.tell(out, e)
		case <-beat.C:
			err = out.write(": still here\n\n")
		case <-w.s.closed:
			return
		}
	}
}

// tell passes one event on. A message is told as it stands by now, so telling it
// twice does no harm.
func (w *web) tell(out *eventWriter, e Event) error {
	if e.Missed > 0 {
		return out.send("phone", w.phone())
	}
	c := w.chat(e.ChatID)
	if c == nil {
		return nil
	}
	at := map[string]any{"chat": e.ChatID}
	switch e.Kind {
	case KindMessage, KindEdit:
		m, found := c.webMessage(e.Message.ID)
		if !found {
			return nil // deleted since; that will be told
		}
		at["message"] = m
	case KindDelete:
		at["id"] = e.Message.ID
	case KindReaction:
		at["id"], at["emoji"] = e.Message.ID, e.Reaction
	case KindAction:
		at["action"] = e.Action
	default:
		return nil
	}
	return out.send(string(e.Kind), at)
}

func (c *Chat) webMessage(id int) (webMessage, bool) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	r := c.s.followed(c.room)
	m := r.find(id)
	if m == nil {
		return webMessage{}, false
	}
	return c.s.webMessage(r, m), true
}

// eventWriter writes server-sent events.
type eventWriter struct {
	rw      http.ResponseWriter
	control *http.ResponseController
}

func (o *eventWriter) send(event string, data any) error {
	body, err := json.Marshal(data)
	if err != nil {
		return fmt.Errorf("encode event: %w", err)
	}
	return o.write("event: " + event + "\ndata: " + string(body) + "\n\n")
}

func (o *eventWriter) write(text string) error {
	_ = o.control.SetWriteDeadline(time.Now().Add(webPatience)) // a test's recorder knows no deadlines
	if _, err := o.rw.Write([]byte(text)); err != nil {
		return err
	}
	return o.control.Flush()
}
