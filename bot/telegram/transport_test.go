package telegram

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	tg "github.com/go-telegram/bot"
	"github.com/google/go-cmp/cmp"
	"onaybot/bot/internal/testkit"
)

// roundTrip answers requests without a network.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// answering is a transport whose every request gets this answer.
func answering(status int, body io.Reader) *transport {
	return &transport{
		client: &http.Client{Transport: roundTrip(func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: status, Body: io.NopCloser(body)}, nil
		})},
		receive: func(context.Context, []Update) error { return nil },
		called:  func(string, string) {},
	}
}

// do sends a request of a method and returns the whole answer.
func do(t testing.TB, tr *transport, method string) (string, error) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://127.0.0.1/bot"+testkit.Token+"/"+method, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := tr.Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body), nil
}

const oneUpdate = `{"update_id":11,"message":{"message_id":1,"date":1,"chat":{"id":5,"type":"private"},"text":"` + testkit.Words + `"}}`

// undecodable are updates with a value that the library does not know.
var undecodable = map[string]string{
	"paid_media live_photo": `{"update_id":12,"message":{"message_id":1,"date":1,"chat":{"id":5,"type":"private"},
		"paid_media":{"star_count":1,"paid_media":[{"type":"live_photo"}]}}}`,
	"forward_origin": `{"update_id":12,"message":{"message_id":1,"date":1,"chat":{"id":5,"type":"private"},
		"text":"` + testkit.Words + `","forward_origin":{"type":"time_machine","date":1}}}`,
	"chat member status": `{"update_id":12,"my_chat_member":{"date":1,"chat":{"id":5,"type":"private"},"from":{"id":5},
		"old_chat_member":{"status":"member","user":{"id":9}},"new_chat_member":{"status":"hologram","user":{"id":9}}}}`,
	"a text that is a number": `{"update_id":12,"message":{"message_id":1,"date":1,"chat":{"id":5,"type":"private"},"text":1}}`,
	"a chat of no number":     `{"update_id":12,"message":{"message_id":1,"date":1,"chat":{"id":"` + testkit.Words + `"}}}`,
	"no chat at all":          `{"update_id":12,"poll":{"id":"1"}}`,
	"a kind not known yet":    `{"update_id":12,"time_travel":{}}`,
}

func TestUndecodableUpdateDoesNotStopItsBatch(t *testing.T) {
	t.Parallel()
	for name, odd := range undecodable {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			last := strings.Replace(oneUpdate, `"update_id":11`, `"update_id":13`, 1)
			tr := answering(200, strings.NewReader(`{"ok":true,"result":[`+oneUpdate+`,`+odd+`,`+last+`]}`))
			var got []Update
			tr.receive = func(_ context.Context, batch []Update) error {
				for _, u := range batch {
					got = append(got, Update{ID: u.ID, ChatID: u.ChatID, Body: u.Body})
				}
				return nil
			}
			body, err := do(t, tr, "getUpdates")
			if err != nil {
				t.Fatal(err)
			}
			want := []Update{{ID: 11, ChatID: 5, Body: []byte(oneUpdate)}, {ID: 12}, {ID: 13, ChatID: 5, Body: []byte(last)}}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("received: %s", diff)
			}
			// The library is to see nothing that it may stumble over.
			if want := `{"ok":true,"result":[{"update_id":11},{"update_id":12},{"update_id":13}]}`; body != want {
				t.Errorf("the library gets %s", body)
			}
		})
	}
}

func TestUpdatesThatCannotBeSavedAreNotConfirmed(t *testing.T) {
	t.Parallel()
	full := errors.New("disk full")
	tr := answering(200, strings.NewReader(`{"ok":true,"result":[`+oneUpdate+`]}`))
	tr.receive = func(context.Context, []Update) error { return full }
	body, err := do(t, tr, "getUpdates")
	testkit.WantErr(t, err, full)
	testkit.WantSilent(t, "the answer or the error", fmt.Sprint(body, err))
}

func TestNothingIsSavedOfOtherAnswers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ method, body string }{
		{"getUpdates", `{"ok":true,"result":[]}`},
		{"getUpdates", `{"ok":false,"error_code":409,"description":"Conflict"}`},
		{"sendMessage", `{"ok":true,"result":{"message_id":1}}`},
	} {
		tr := answering(200, strings.NewReader(c.body))
		tr.receive = func(context.Context, []Update) error { return errors.New("saved") }
		if body, err := do(t, tr, c.method); err != nil || body != c.body {
			t.Errorf("%s: %s, %v; want %s", c.method, body, err, c.body)
		}
	}
}

func TestAnswerThatIsNoJSONIsAnErrorWithoutIt(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"a page":        "<html>" + testkit.Words + "</html>",
		"cut short":     `{"ok":true,"result":[` + oneUpdate[:len(oneUpdate)-3],
		"empty":         "",
		"two documents": `{"ok":true,"result":[]}` + oneUpdate,
	} {
		for _, method := range []string{"getUpdates", "sendMessage"} {
			answer, err := do(t, answering(502, strings.NewReader(body)), method)
			if err == nil {
				t.Errorf("%s: %s gives %s", name, method, answer)
				continue
			}
			testkit.WantSilent(t, name, err.Error())
			if !strings.Contains(err.Error(), method) {
				t.Errorf("%s: the error does not name the method: %v", name, err)
			}
		}
	}
}

// endless is an answer without an end.
type endless struct{ read int }

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	e.read += len(p)
	return len(p), nil
}

func TestAnswerIsBounded(t *testing.T) {
	t.Parallel()
	body := &endless{}
	if _, err := do(t, answering(200, body), "getMe"); err == nil {
		t.Error("an endless answer is an answer")
	}
	if body.read > maxAnswer+1<<20 {
		t.Errorf("%d bytes were read", body.read)
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestErrorsTellNoToken(t *testing.T) {
	t.Parallel()
	refused := &transport{client: newHTTPClient(), called: func(string, string) {}} // port 443 of this machine
	for name, tr := range map[string]*transport{"refused": refused, "broken": answering(200, broken{})} {
		_, err := do(t, tr, "getUpdates")
		if err == nil {
			t.Fatalf("%s: no error", name)
		}
		testkit.WantSilent(t, name, fmt.Sprintf("%v %+v %#v", err, err, err))
	}
	_, err := do(t, answering(200, broken{}), "getMe")
	testkit.WantErr(t, err, io.ErrUnexpectedEOF)
}

// What the library makes of an error is printed, so it is tested as it comes
// out of there.
func TestLibraryErrorsTellNoSecret(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"a page":       "<html>" + testkit.Words + "</html>",
		"refused":      `{"ok":false,"error_code":400,"description":"Bad Request"}`,
		"unauthorized": `{"ok":false,"error_code":401,"description":"Unauthorized"}`,
		"cut short":    oneUpdate[:20],
	} {
		api, err := tg.New(testkit.Token, tg.WithSkipGetMe(), tg.WithServerURL("https://127.0.0.1"),
			tg.WithHTTPClient(pollTimeout, answering(200, strings.NewReader(body))))
		if err != nil {
			t.Fatal(err)
		}
		_, err = api.GetMe(t.Context())
		if err == nil {
			t.Fatalf("%s: no error", name)
		}
		testkit.WantSilent(t, name, err.Error())
	}
}

func TestOutcomesAreNamed(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]string{
		200: "ok", 400: "bad_request", 401: "unauthorized", 403: "forbidden", 404: "not_found", 409: "conflict",
		429: "too_many_requests", 500: "server_error", 502: "server_error", 418: "other",
	} {
		if got := outcomeOf(&http.Response{StatusCode: status}, nil); got != want {
			t.Errorf("%d: %s, want %s", status, got, want)
		}
	}
	got := []string{outcomeOf(nil, errors.New("timeout")), outcomeOf(nil, fmt.Errorf("%w: status 502", errNoAnswer))}
	if want := []string{"unreachable", "not_an_answer"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
