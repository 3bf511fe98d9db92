package telegramsim

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// params are the parameters of a call; values that are not strings are sent as
// JSON.
type params map[string]any

type answer struct {
	OK          bool
	Result      json.RawMessage
	Code        int `json:"error_code"`
	Description string
	Parameters  struct {
		RetryAfter int   `json:"retry_after"`
		MigrateTo  int64 `json:"migrate_to_chat_id"`
	}
	status int
}

// bench is a server over HTTP and a bot that speaks to it.
type bench struct {
	*Server
	t   *testing.T
	url string
}

// strict is a bench whose problems fail the test; lenient's do not.
func strict(t *testing.T, opts ...Option) *bench {
	t.Helper()
	return serve(t, NewTest(t, opts...))
}

func lenient(t *testing.T, opts ...Option) *bench {
	t.Helper()
	return serve(t, New(opts...))
}

func serve(t *testing.T, s *Server) *bench {
	t.Helper()
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	t.Cleanup(s.Close) // first, so that no long poll holds the server up
	return &bench{Server: s, t: t, url: server.URL}
}

func (b *bench) method(name string) string { return b.url + "/bot" + b.token + "/" + name }

// call posts a url-encoded form.
func (b *bench) call(method string, p params) answer {
	b.t.Helper()
	form := url.Values{}
	for name, v := range p {
		form.Set(name, text(b.t, v))
	}
	return b.post(method, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
}

func text(t *testing.T, v any) string {
	t.Helper()
	if s, ok := v.(string); ok {
		return s
	}
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// multipart posts a form with files: values of type []byte are sent as files.
func (b *bench) multipart(method string, p params) answer {
	b.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for name, v := range p {
		var err error
		if data, file := v.([]byte); file {
			var w io.Writer
			if w, err = form.CreateFormFile(name, name+".bin"); err == nil {
				_, err = w.Write(data)
			}
		} else {
			err = form.WriteField(name, text(b.t, v))
		}
		if err != nil {
			b.t.Fatal(err)
		}
	}
	if err := form.Close(); err != nil {
		b.t.Fatal(err)
	}
	return b.post(method, form.FormDataContentType(), &body)
}

func (b *bench) json(method string, p params) answer {
	b.t.Helper()
	return b.post(method, "application/json", strings.NewReader(text(b.t, p)))
}

func (b *bench) post(method, kind string, body io.Reader) answer {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, b.method(method), body)
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Content-Type", kind)
	return b.do(req)
}

func (b *bench) do(req *http.Request) answer {
	b.t.Helper()
	status, body, err := fetch(req)
	if err != nil {
		b.t.Errorf("%s: %v", req.URL.Path, err)
		return answer{}
	}
	a := answer{status: status}
	if err := json.Unmarshal(body, &a); err != nil {
		b.t.Errorf("%s answered no JSON: %v", req.URL.Path, err)
	}
	return a
}

// get fetches a path and returns the status and the body.
func (b *bench) get(path string) (status int, body []byte) {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, b.url+path, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	status, body, err = fetch(req)
	if err != nil {
		b.t.Fatal(err)
	}
	return status, body
}

func fetch(req *http.Request) (status int, body []byte, err error) {
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, nil, fmt.Errorf("fetch: %w", err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err = io.ReadAll(resp.Body)
	if err != nil {
		return 0, nil, fmt.Errorf("read answer: %w", err)
	}
	return resp.StatusCode, body, nil
}

// must is call for what has to succeed; it returns the result.
func (b *bench) must(method string, p params) json.RawMessage {
	b.t.Helper()
	a := b.call(method, p)
	if !a.OK {
		b.t.Fatalf("%s was refused: %d %s", method, a.Code, a.Description)
	}
	return a.Result
}

// refused calls what has to be refused with 400 and this description.
func (b *bench) refused(method string, p params, want string) {
	b.t.Helper()
	wantRefusal(b.t, b.call(method, p), 400, "Bad Request: "+want)
}

func wantRefusal(t *testing.T, got answer, code int, description string) {
	t.Helper()
	if got.OK || got.Code != code || got.status != code || got.Description != description {
		t.Errorf("answer %d/%d %q, want %d %q", got.status, got.Code, got.Description, code, description)
	}
}

// send has the bot write a text and returns the message as its chat sees it.
func (b *bench) send(c *Chat, text string, more ...params) Message {
	b.t.Helper()
	p := params{"chat_id": c.ID(), "text": text, "parse_mode": "HTML"}
	for _, extra := range more {
		for name, v := range extra {
			p[name] = v
		}
	}
	b.must("sendMessage", p)
	return c.Next(b.t)
}

// updates polls once without waiting and without confirming.
func (b *bench) updates() []map[string]json.RawMessage {
	b.t.Helper()
	return decode[[]map[string]json.RawMessage](b.t, b.must("getUpdates", nil))
}

func decode[T any](t *testing.T, raw json.RawMessage) T {
	t.Helper()
	var v T
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatalf("decode %s: %v", raw, err)
	}
	return v
}

// aida is a person who has started the bot; the update is confirmed.
func (b *bench) aida() *Chat {
	b.t.Helper()
	c := b.Person(User{ID: 1001, FirstName: "Аида", Language: "kk"})
	c.Say("/start")
	b.must("getUpdates", params{"offset": 1 << 31})
	return c
}

// until lets others run until a condition holds that no channel tells of.
func (b *bench) until(holds func() bool) {
	b.t.Helper()
	for begun := time.Now(); !holds(); runtime.Gosched() {
		if time.Since(begun) > 10*time.Second {
			b.t.Fatal("waited in vain")
		}
	}
}

func inline(buttons ...params) params {
	return params{"inline_keyboard": [][]params{buttons}}
}

func picture(t *testing.T, width, height int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, width, height))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// clock is an injected clock.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func newClock() *clock {
	return &clock{at: time.Date(2026, 11, 22, 8, 12, 0, 0, time.UTC)}
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// fakeTB records what a test would have failed with.
type fakeTB struct {
	failures []string
	cleanups []func()
}

func (f *fakeTB) Helper()           {}
func (f *fakeTB) Cleanup(fn func()) { f.cleanups = append(f.cleanups, fn) }
func (f *fakeTB) Fatalf(format string, args ...any) {
	f.failures = append(f.failures, fmt.Sprintf(format, args...))
}

func (f *fakeTB) Errorf(format string, args ...any) {
	f.failures = append(f.failures, fmt.Sprintf(format, args...))
}

func (f *fakeTB) wantFailure(t *testing.T, part string) {
	t.Helper()
	if len(f.failures) == 0 || !strings.Contains(strings.Join(f.failures, "\n"), part) {
		t.Errorf("failures %q, want one with %q", f.failures, part)
	}
	f.failures = nil
}
