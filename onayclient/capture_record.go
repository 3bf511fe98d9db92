package onayclient

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/failsafe-go/failsafe-go/retrypolicy"
)

// maxKept is how much of a body is kept in an exchange, in bytes.
const maxKept = 128 << 10

// exchange is a request and what came of it, raw.
type exchange struct {
	at   time.Time
	took time.Duration

	method string
	url    *url.URL
	head   http.Header
	sent   []byte

	status   int // 0 if no answer came
	answer   http.Header
	body     []byte // maxKept bytes of it at the most
	size     int64  // how many bytes were read
	declared int64  // how many were announced, -1 if that is not known
	fault    error  // why it ended early; one of the causes of this package
}

// summary says what came without quoting it: status, media type, size, and the names of
// fields if it is JSON.
func (x *exchange) summary() string {
	media, _, err := mime.ParseMediaType(x.answer.Get("Content-Type"))
	if err != nil {
		media = "no media type"
	}
	text := fmt.Sprintf("HTTP %d, %s, %d bytes", x.status, media, x.size)
	var fields map[string]json.RawMessage
	if json.Unmarshal(x.body, &fields) != nil {
		return text
	}
	names := slices.Sorted(maps.Keys(fields))
	for i, n := range names {
		if !isPlainKey(n) {
			names[i] = "?"
		}
	}
	return text + " with fields " + strings.Join(names, ", ")
}

// recorder keeps the exchange of a walk's step.
type recorder struct {
	next http.RoundTripper
	now  func() time.Time

	mu      sync.Mutex
	current *exchange
}

// alone returns a sender like s that sends every call once and shows each exchange to r.
func (s *sender) alone(r *recorder) *sender {
	own, client := *s, *s.http
	r.next = client.Transport
	client.Transport = r
	own.http = &client
	own.retry = retrypolicy.NewBuilder[any]().WithMaxRetries(0).ReturnLastFailure().Build()
	return &own
}

// take returns the exchange since the last take, nil if there was none.
func (r *recorder) take() *exchange {
	r.mu.Lock()
	defer r.mu.Unlock()
	x := r.current
	r.current = nil
	return x
}

func (r *recorder) answered() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.current != nil && r.current.status != 0
}

func (r *recorder) summary() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.current == nil {
		return ""
	}
	return r.current.summary()
}

// RoundTrip sends req and keeps what goes out and what comes back.
func (r *recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	x := &exchange{at: r.now(), method: req.Method, url: req.URL, head: canonical(req.Header)}
	var err error
	if x.sent, err = io.ReadAll(req.Body); err != nil {
		return nil, fmt.Errorf("keep the request: %w", err)
	}
	_ = req.Body.Close() // it is a reader over memory
	req = req.Clone(req.Context())
	req.Body = io.NopCloser(bytes.NewReader(x.sent))
	r.mu.Lock()
	r.current = x
	r.mu.Unlock()
	began := time.Now()
	resp, err := r.next.RoundTrip(req)
	r.mu.Lock()
	defer r.mu.Unlock()
	x.took = time.Since(began)
	if err != nil {
		x.fault = causeOf(err)
		return nil, err
	}
	x.status, x.answer, x.declared = resp.StatusCode, resp.Header.Clone(), resp.ContentLength
	resp.Body = &keeper{ReadCloser: resp.Body, recorder: r, to: x, began: began}
	return resp, nil
}

// canonical is a copy of h with its names in the usual spelling.
func canonical(h http.Header) http.Header {
	out := make(http.Header, len(h))
	for name, values := range h {
		for _, v := range values {
			out.Add(name, v)
		}
	}
	return out
}

// keeper keeps what is read of a body.
type keeper struct {
	io.ReadCloser
	recorder *recorder
	to       *exchange
	began    time.Time
}

// Read reads on and keeps a copy.
func (k *keeper) Read(p []byte) (int, error) {
	n, err := k.ReadCloser.Read(p)
	k.recorder.mu.Lock()
	defer k.recorder.mu.Unlock()
	k.to.body = append(k.to.body, p[:min(n, maxKept-len(k.to.body))]...)
	k.to.size += int64(n)
	k.to.took = time.Since(k.began)
	if err != nil && !errors.Is(err, io.EOF) {
		k.to.fault = causeOf(err)
	}
	return n, err
}
