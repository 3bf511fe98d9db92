package telegram

import (
	"bytes"
	"errors"
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

// newClient is a client with the chats 1 and -5 that speaks to api instead of
// Telegram.
func newClient(t testing.TB, api *fakeAPI, log *slog.Logger) *Client {
	t.Helper()
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "test.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	err = db.Tx(t.Context(), func(tx *store.Tx) error {
		return errors.Join(
			tx.AddChat(t.Context(), store.Chat{ID: 1, Kind: store.Private, Lang: "ru"}, start),
			tx.AddChat(t.Context(), store.Chat{ID: -5, Kind: store.Group, Lang: "ru"}, start))
	})
	if err != nil {
		t.Fatal(err)
	}
	c, err := New(Config{Token: token, APIURL: api.serve(t), Store: db, Now: now, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	return c
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
