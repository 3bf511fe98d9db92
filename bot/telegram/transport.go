package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"
)

const (
	pollTimeout = 50 * time.Second
	callTimeout = 20 * time.Second
	pingAfter   = 15 * time.Second // of silence; the answer to the ping may take as long
	maxAnswer   = 32 << 20         // bytes; 100 updates of the largest size stay far below
	methodPoll  = "getUpdates"
)

var errNoAnswer = errors.New("answer is not the Bot API's")

// transport is what the Telegram library sends its requests through. The
// updates of an answer to getUpdates are handed over before the library sees
// the answer, and so before the next request has Telegram forget them. The
// library itself gets their ids alone, so that nothing in an update can stop
// the polling. Errors contain neither the token nor an answer's text.
type transport struct {
	client  *http.Client
	receive func(ctx context.Context, batch []Update) error
	called  func(method, outcome string)
	heard   func(http.Header) // may be nil
}

func newHTTPClient() *http.Client {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConnsPerHost = 64
	// Without pings, HTTP/2 keeps using a connection whose other end has vanished until the system gives it up.
	t.HTTP2 = &http.HTTP2Config{SendPingTimeout: pingAfter, PingTimeout: pingAfter}
	return &http.Client{Transport: t}
}

// Do implements the library's HttpClient.
func (t *transport) Do(req *http.Request) (*http.Response, error) {
	method := path.Base(req.URL.Path)
	timeout := callTimeout
	if method == methodPoll {
		timeout = pollTimeout + callTimeout
	}
	ctx, cancel := context.WithTimeout(req.Context(), timeout)
	defer cancel()
	resp, body, err := t.exchange(req.WithContext(ctx))
	outcome := outcomeOf(resp, err)
	if method == methodPoll && err == nil {
		if body, err = t.handOver(ctx, body); err != nil {
			outcome = "not_saved"
		}
	}
	if req.Context().Err() == nil { // a poll cut off by the end of the process is no failure
		t.called(method, outcome)
	}
	if err != nil {
		return nil, fmt.Errorf("telegram %s: %w", method, err)
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	return resp, nil
}

// exchange sends a request and reads the whole answer, which must be the Bot
// API's.
func (t *transport) exchange(req *http.Request) (*http.Response, []byte, error) {
	req, err := gathered(req)
	if err != nil {
		return nil, nil, fmt.Errorf("read request: %w", err)
	}
	resp, err := t.client.Do(req)
	if err != nil {
		var ue *url.Error // contains the address, and with it the token
		if errors.As(err, &ue) {
			err = ue.Err
		}
		return nil, nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return nil, nil, fmt.Errorf("read answer: %w", err)
	}
	if !isAnswer(body) {
		return nil, nil, fmt.Errorf("%w: status %d", errNoAnswer, resp.StatusCode)
	}
	if t.heard != nil {
		t.heard(resp.Header)
	}
	return resp, body, nil
}

// gathered is the request with its body in memory. The library writes its
// form field by field into a pipe; gathered first, the form leaves in one
// packet instead of one for each field.
func gathered(req *http.Request) (*http.Request, error) {
	defer req.Body.Close()
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	whole, err := http.NewRequestWithContext(req.Context(), req.Method, req.URL.String(), bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	whole.Header = req.Header
	return whole, nil
}

// isAnswer tells whether the library can read the frame of an answer. Where
// it cannot, it would put the whole answer into its error.
func isAnswer(body []byte) bool {
	var frame struct {
		OK          *bool  `json:"ok"`
		Description string `json:"description"`
		ErrorCode   int    `json:"error_code"`
		Parameters  struct {
			RetryAfter      int `json:"retry_after"`
			MigrateToChatID int `json:"migrate_to_chat_id"`
		} `json:"parameters"`
	}
	return json.Unmarshal(body, &frame) == nil && frame.OK != nil
}

// handOver has the updates of an answer received and returns the answer
// reduced to their ids. An answer that is no list of updates passes as it is.
func (t *transport) handOver(ctx context.Context, body []byte) ([]byte, error) {
	var answer struct {
		OK     bool              `json:"ok"`
		Result []json.RawMessage `json:"result"`
	}
	if err := json.Unmarshal(body, &answer); err != nil || !answer.OK {
		return body, nil
	}
	type id struct {
		ID int64 `json:"update_id"`
	}
	batch := make([]Update, 0, len(answer.Result))
	ids := make([]id, 0, len(answer.Result))
	for _, raw := range answer.Result {
		var u id
		if err := json.Unmarshal(raw, &u); err != nil || u.ID == 0 {
			continue
		}
		ids = append(ids, u)
		batch = append(batch, received(u.ID, raw))
	}
	if len(batch) > 0 {
		if err := t.receive(ctx, batch); err != nil {
			return nil, fmt.Errorf("save updates: %w", err)
		}
	}
	return json.Marshal(struct {
		OK     bool `json:"ok"`
		Result []id `json:"result"`
	}{true, ids})
}

const outcomeOK = "ok"

// outcomeOf names what came of a call. The Bot API answers with the status
// that its answer names.
func outcomeOf(resp *http.Response, err error) string {
	switch {
	case errors.Is(err, errNoAnswer):
		return "not_an_answer"
	case err != nil:
		return "unreachable"
	case resp.StatusCode >= 500:
		return "server_error"
	}
	switch code := resp.StatusCode; code {
	case http.StatusOK, http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound,
		http.StatusConflict, http.StatusTooManyRequests:
		return strings.ReplaceAll(strings.ToLower(http.StatusText(code)), " ", "_")
	}
	return "other"
}
