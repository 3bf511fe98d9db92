package testkit

import (
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"path"
	"sync"
	"testing"
)

// API is a Bot API that answers calls, each as told, and notes them.
type API struct {
	Answer func(c Call) string // JSON; nil or "": everything succeeds

	mu    sync.Mutex
	calls []Call
}

// Call is a call of the Bot API.
type Call struct {
	Method string
	Params map[string]string
}

// Serve starts it and returns its address.
func (a *API) Serve(t testing.TB) string {
	t.Helper()
	server := httptest.NewServer(a)
	t.Cleanup(server.Close)
	return server.URL
}

func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := Call{Method: path.Base(r.URL.Path), Params: form(r)}
	a.mu.Lock()
	a.calls = append(a.calls, c)
	a.mu.Unlock()
	text := `{"ok":true,"result":` + success(c.Method) + `}`
	if a.Answer != nil {
		if told := a.Answer(c); told != "" {
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

// Called lists the calls of a method.
func (a *API) Called(method string) (calls []Call) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, c := range a.calls {
		if c.Method == method {
			calls = append(calls, c)
		}
	}
	return calls
}

// Reset forgets the calls.
func (a *API) Reset() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.calls = nil
}

// Refusal is an answer that refuses.
func Refusal(code int, description string) string {
	return fmt.Sprintf(`{"ok":false,"error_code":%d,"description":%q}`, code, description)
}

// Once answers the first call of a method so, and lets the others succeed.
func Once(method, answer string) func(Call) string {
	left := true
	return func(c Call) string {
		if c.Method != method || !left {
			return ""
		}
		left = false
		return answer
	}
}
