package bot

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"onaybot/bot/chat"
	"onaybot/bot/outbox"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/bot/watch/policy"
	"onaybot/onayclient"
	"onaybot/store"
)

const (
	token = "12345:SECRET-token"
	words = "word of a passenger" // what must be in no log and no error
)

var (
	start  = time.Date(2026, 11, 22, 3, 12, 0, 0, time.UTC)
	almaty = time.FixedZone("Asia/Almaty", 5*60*60)
	quiet  = slog.New(slog.DiscardHandler)
)

func now() time.Time { return start }

func openStore(t testing.TB) *store.Store {
	t.Helper()
	return openStoreAt(t, filepath.Join(t.TempDir(), "test.db"))
}

func openStoreAt(t testing.TB, path string) *store.Store {
	t.Helper()
	db, err := store.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func write(t testing.TB, db *store.Store, fn func(context.Context, *store.Tx) error) {
	t.Helper()
	if err := db.Tx(t.Context(), func(tx *store.Tx) error { return fn(t.Context(), tx) }); err != nil {
		t.Fatal(err)
	}
}

func addChat(t testing.TB, db *store.Store, ids ...int64) {
	t.Helper()
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		for _, id := range ids {
			kind := store.Private
			if id < 0 {
				kind = store.Group
			}
			if err := tx.AddChat(ctx, store.Chat{ID: id, Kind: kind, Lang: "ru"}, start); err != nil {
				return err
			}
		}
		return nil
	})
}

// number invents a card number that passes the Luhn check.
func number(t testing.TB, n int) onayclient.PAN {
	t.Helper()
	for check := range 10 {
		pan, err := onayclient.ParsePAN(fmt.Sprintf("9643741026%08d%d", n, check))
		if err == nil {
			return pan
		}
	}
	t.Fatalf("no check digit fits %d", n)
	return onayclient.PAN{}
}

// journal is a log whose lines can be read by the test.
type journal struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.b.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.b.String()
}

func (j *journal) logger() *slog.Logger {
	return slog.New(slog.NewTextHandler(j, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// noCabinet is a cabinet that does not answer.
type noCabinet struct{}

func (noCabinet) Card(context.Context, onayclient.PAN) (onayclient.Card, error) {
	return onayclient.Card{}, onayclient.ErrUnavailable
}

func (noCabinet) Transactions(context.Context, onayclient.PAN, time.Time, time.Time) ([]onayclient.Transaction, error) {
	return nil, onayclient.ErrUnavailable
}

// newBot is a whole bot that speaks to tgm instead of Telegram, and to a
// cabinet that does not answer.
func newBot(t testing.TB, tgm *fakeAPI, l *slog.Logger) *Bot {
	t.Helper()
	return newBotAt(t, tgm, l, noCabinet{})
}

func newBotAt(t testing.TB, tgm *fakeAPI, l *slog.Logger, cabinet watch.Cabinet) *Bot {
	t.Helper()
	return newBotLike(t, tgm, l, cabinet, func(*Config) {})
}

// newBotOf is a bot whose configuration is not quite the usual.
func newBotOf(t testing.TB, tgm *fakeAPI, change func(*Config)) *Bot {
	t.Helper()
	return newBotLike(t, tgm, quiet, noCabinet{}, change)
}

func newBotLike(t testing.TB, tgm *fakeAPI, l *slog.Logger, cabinet watch.Cabinet, change func(*Config)) *Bot {
	t.Helper()
	db := openStore(t)
	catalogue, err := texts.Load(almaty)
	if err != nil {
		t.Fatal(err)
	}
	watcher, err := watch.New(t.Context(), watch.Config{
		Cabinet: cabinet, Store: db, Policy: policy.Fixed(time.Hour), Fresh: time.Minute, Now: now, Log: l, Wake: func() {},
		Days: watch.NewCalendar(almaty, nil),
	})
	if err != nil {
		t.Fatal(err)
	}
	client, err := telegram.New(telegram.Config{Token: token, APIURL: tgm.serve(t), Store: db, Now: now, Log: l})
	if err != nil {
		t.Fatal(err)
	}
	c := Config{
		Telegram: client, Outbox: outbox.New(outbox.Config{Store: db, Telegram: client, Now: now, Log: l}), Store: db, Watcher: watcher, Texts: catalogue, Now: now, Log: l,
		Fares:     watch.Fares{{City: "Almaty", From: start.AddDate(-1, 0, 0), Full: 12000, Half: 6000}},
		Threshold: onayclient.Tenge(500), Rides: true,
	}
	change(&c)
	return New(c)
}

// fakeAPI answers calls, each as told, and notes them.
type fakeAPI struct {
	answer func(c call) string // JSON; nil: everything succeeds

	mu    sync.Mutex
	calls []call
}

type call struct {
	method string
	params map[string]string
}

// serve starts it on an address of its own.
func (f *fakeAPI) serve(t testing.TB) string {
	t.Helper()
	server := httptest.NewServer(f)
	t.Cleanup(server.Close)
	return server.URL
}

func (f *fakeAPI) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := call{method: path.Base(r.URL.Path), params: form(r)}
	f.mu.Lock()
	f.calls = append(f.calls, c)
	f.mu.Unlock()
	text := `{"ok":true,"result":` + success(c.method) + `}`
	if f.answer != nil {
		if told := f.answer(c); told != "" {
			text = told
		}
	}
	_, _ = io.WriteString(w, text) // a client that is gone has its reasons
}

func success(method string) string {
	switch method {
	case "sendMessage", "editMessageText", "sendPhoto", "sendDocument", "editMessageMedia":
		return `{"message_id":77,"date":1,"chat":{"id":1,"type":"private"}}`
	case "getMe":
		return `{"id":99,"is_bot":true,"first_name":"Onay","username":"onay_bot"}`
	case "getUpdates":
		return `[]`
	}
	return `true`
}

func form(r *http.Request) map[string]string {
	params := map[string]string{}
	_, media, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		return params
	}
	parts := multipart.NewReader(r.Body, media["boundary"])
	for {
		part, err := parts.NextPart()
		if err != nil {
			return params
		}
		value, err := io.ReadAll(part)
		if err == nil {
			params[part.FormName()] = string(value)
		}
	}
}

// called lists the calls of a method.
func (f *fakeAPI) called(method string) (calls []call) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, c := range f.calls {
		if c.method == method {
			calls = append(calls, c)
		}
	}
	return calls
}

func wantErr(t *testing.T, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Errorf("error = %v, want %v", got, want)
	}
}

// wantSilent fails when a text tells what nobody may read.
func wantSilent(t *testing.T, what, text string) {
	t.Helper()
	for _, secret := range []string{token, "SECRET", words} {
		if strings.Contains(text, secret) {
			t.Errorf("%s tells %q: %s", what, secret, text)
		}
	}
}

func refusal(code int, description string) string {
	return fmt.Sprintf(`{"ok":false,"error_code":%d,"description":%q}`, code, description)
}

// once answers the first call of a method so, and lets the others succeed.
func once(method, answer string) func(call) string {
	left := true
	return func(c call) string {
		if c.method != method || !left {
			return ""
		}
		left = false
		return answer
	}
}

// request is a request of a chat, from the person of the same id.
func request(t testing.TB, b *Bot, c store.Chat) *chat.Request {
	t.Helper()
	return b.chats.Request(t.Context(), telegram.Update{ChatID: c.ID, From: &telegram.Person{ID: c.ID}}, c)
}
