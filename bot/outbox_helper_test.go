package bot

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"onaybot/bot/texts"
	"onaybot/store"
)

// post is an outbox whose messages go to the test.
type post struct {
	*outbox
	t    *testing.T
	path string
	at   time.Time

	mu   sync.Mutex
	sent []string
	send func(o outgoing) error // what becomes of a message; nil: it is sent
}

func newPost(t *testing.T) *post {
	t.Helper()
	p := &post{t: t, at: start, path: filepath.Join(t.TempDir(), "test.db")}
	p.outbox = &outbox{
		meter: noMeter{},
		store: openStoreAt(t, p.path), log: quiet, kicked: make(chan struct{}, 1), sent: map[int64]int{},
		now:    func() time.Time { return p.at },
		render: func(_ context.Context, e store.Event) (*outgoing, error) { return decodeReply(e) },
	}
	p.outbox.send = func(_ context.Context, o outgoing) (int, error) {
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.send != nil {
			if err := p.send(o); err != nil {
				return 0, err
			}
		}
		p.sent = append(p.sent, string(o.Text))
		return len(p.sent), nil
	}
	p.outbox.push = p.outbox.send
	return p
}

// put writes replies into the outbox, due now.
func (p *post) put(chat int64, messages ...string) {
	p.t.Helper()
	addChat(p.t, p.store, chat)
	write(p.t, p.store, func(ctx context.Context, tx *store.Tx) error {
		for _, text := range messages {
			if err := enqueueReply(ctx, tx, outgoing{ChatID: chat, Text: texts.HTML(text)}, p.at); err != nil {
				return err
			}
		}
		return nil
	})
}

func (p *post) wants(want ...string) {
	p.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	if !slices.Equal(p.sent, want) {
		p.t.Errorf("sent %q, want %q", p.sent, want)
	}
}

// left counts what a chat has still to be told, now or later.
func (p *post) left(chat int64) bool {
	p.t.Helper()
	_, err := p.store.NextEvents(p.t.Context(), chat, p.at.Add(1000*time.Hour), 1)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		p.t.Fatal(err)
	}
	return err == nil
}

func (p *post) drained() { drain(p.t, p.outbox) }

// drain tells what is due now.
func drain(t *testing.T, o *outbox) {
	t.Helper()
	var senders sync.WaitGroup
	if err := o.begin(t.Context(), &senders, make(chan struct{}, 4)); err != nil {
		t.Error(err)
	}
	senders.Wait()
}

// sql changes the file behind the store's back.
func (p *post) sql(query string) {
	p.t.Helper()
	db, err := sql.Open("sqlite3", "file:"+p.path)
	if err != nil {
		p.t.Fatal(err)
	}
	_, err = db.ExecContext(p.t.Context(), query)
	if err := errors.Join(err, db.Close()); err != nil {
		p.t.Fatal(err)
	}
}
