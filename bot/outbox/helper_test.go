package outbox

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"onaybot/bot/internal/testkit"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/store"
)

// post is an outbox whose messages go to the test.
type post struct {
	*Outbox
	t    *testing.T
	path string
	at   time.Time

	mu   sync.Mutex
	sent []string
	send func(m telegram.Message) error // what becomes of a message; nil: it is sent
}

func newPost(t *testing.T) *post {
	t.Helper()
	p := &post{t: t, at: testkit.Start, path: filepath.Join(t.TempDir(), "test.db")}
	p.Outbox = New(Config{
		Store: testkit.StoreAt(t, p.path), Telegram: p, Now: func() time.Time { return p.at }, Log: testkit.Quiet,
	})
	return p
}

// Send notes the message, or does with it what the test says.
func (p *post) Send(_ context.Context, m telegram.Message) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.send != nil {
		if err := p.send(m); err != nil {
			return 0, err
		}
	}
	p.sent = append(p.sent, string(m.Text))
	return len(p.sent), nil
}

func (p *post) Push(ctx context.Context, m telegram.Message) (int, error) { return p.Send(ctx, m) }

// chat adds a chat.
func (p *post) chat(id int64) {
	p.t.Helper()
	testkit.AddChats(p.t, p.c.Store, id)
}

func (p *post) write(fn func(context.Context, *store.Tx) error) {
	p.t.Helper()
	testkit.Write(p.t, p.c.Store, fn)
}

// put writes replies into the outbox, due now.
func (p *post) put(chat int64, messages ...string) {
	p.t.Helper()
	p.chat(chat)
	p.write(func(ctx context.Context, tx *store.Tx) error {
		for _, text := range messages {
			m := telegram.Message{ChatID: chat, Text: texts.HTML(text)}
			if err := tx.EnqueueReply(ctx, chat, p.at, m); err != nil {
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
	_, err := p.c.Store.NextEvents(p.t.Context(), chat, p.at.Add(1000*time.Hour), 1)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		p.t.Fatal(err)
	}
	return err == nil
}

// drained tells what is due now.
func (p *post) drained() {
	p.t.Helper()
	if err := p.tellDue(p.t.Context(), make(chan struct{}, 4)); err != nil {
		p.t.Error(err)
	}
	p.Wait()
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
