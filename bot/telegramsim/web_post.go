package telegramsim

import (
	"context"
	"encoding/json"
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"
)

const (
	maxPost   = 64 << 10
	pressWait = 30 * time.Second // for the bot's answer to a button, as an app waits
)

// deed is what a person does in a chat.
type deed struct {
	Chat    int64  `json:"chat"`
	As      int64  `json:"as"`      // the user who does it
	Text    string `json:"text"`    // of a message
	ReplyTo int    `json:"replyTo"` // of a message: the one it answers, 0 if none
	Message int    `json:"message"` // of a press: the one with the button
	Data    string `json:"data"`    // of a press
}

// say posts a person's message.
func (w *web) say(rw http.ResponseWriter, r *http.Request) {
	d, c := w.read(rw, r)
	switch {
	case c == nil:
		return
	case strings.TrimSpace(d.Text) == "":
		http.Error(rw, "the message is empty", http.StatusBadRequest)
		return
	case units(d.Text) > maxText:
		http.Error(rw, "a message is at most 4096 characters", http.StatusBadRequest)
		return
	}
	writeJSON(rw, map[string]int{"id": c.Reply(d.As, d.ReplyTo, d.Text)})
}

// press presses an inline button and waits for what the bot answers to it. A bot
// that does not answer leaves an empty answer, as in an app.
func (w *web) press(rw http.ResponseWriter, r *http.Request) {
	d, c := w.read(rw, r)
	if c == nil {
		return
	}
	m, found := c.Message(d.Message)
	if !found || d.Data == "" {
		http.Error(rw, "no such button", http.StatusBadRequest)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), pressWait)
	defer cancel()
	answer, err := c.PressData(d.As, m, d.Data).Wait(ctx)
	writeJSON(rw, map[string]any{"text": answer.Text, "alert": answer.Alert, "answered": err == nil})
}

// read takes a deed in JSON, which no form of another site can send, by somebody
// who is in the chat. It answers what is none and returns a nil chat.
func (w *web) read(rw http.ResponseWriter, r *http.Request) (deed, *Chat) {
	var d deed
	if media, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); media != "application/json" {
		http.Error(rw, "send application/json", http.StatusUnsupportedMediaType)
		return d, nil
	}
	if err := json.NewDecoder(http.MaxBytesReader(rw, r.Body, maxPost)).Decode(&d); err != nil {
		http.Error(rw, "not the JSON that was expected", http.StatusBadRequest)
		return d, nil
	}
	c := w.chat(d.Chat)
	if c == nil || !c.has(d.As) {
		http.Error(rw, "no such person in a chat of this phone", http.StatusNotFound)
		return d, nil
	}
	return d, c
}

// has tells a person of the chat.
func (c *Chat) has(userID int64) bool {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	return userID != c.s.botID && slices.Contains(c.s.followed(c.room).members, userID)
}

func writeJSON(rw http.ResponseWriter, v any) {
	rw.Header().Set("Content-Type", "application/json")
	rw.Header().Set("Cache-Control", "no-store")
	_ = json.NewEncoder(rw).Encode(v) // the reader may have gone; nobody is left to tell
}
