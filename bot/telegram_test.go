package bot

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	tg "github.com/go-telegram/bot"
	"github.com/google/go-cmp/cmp"

	"onaybot/store"
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
		save:   func(context.Context, []incoming) error { return nil },
		called: func(string, string) {},
	}
}

// do sends a request of a method and returns the whole answer.
func do(t testing.TB, tr *transport, method string) (string, error) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://127.0.0.1/bot"+token+"/"+method, http.NoBody)
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

const said = `{"update_id":11,"message":{"message_id":1,"date":1,"chat":{"id":5,"type":"private"},"text":"` + words + `"}}`

// undecodable are updates with a value that the library does not know.
var undecodable = map[string]string{
	"paid_media live_photo": `{"update_id":12,"message":{"message_id":1,"date":1,"chat":{"id":5,"type":"private"},
		"paid_media":{"star_count":1,"paid_media":[{"type":"live_photo"}]}}}`,
	"forward_origin": `{"update_id":12,"message":{"message_id":1,"date":1,"chat":{"id":5,"type":"private"},
		"text":"` + words + `","forward_origin":{"type":"time_machine","date":1}}}`,
	"chat member status": `{"update_id":12,"my_chat_member":{"date":1,"chat":{"id":5,"type":"private"},"from":{"id":5},
		"old_chat_member":{"status":"member","user":{"id":9}},"new_chat_member":{"status":"hologram","user":{"id":9}}}}`,
	"a text that is a number": `{"update_id":12,"message":{"message_id":1,"date":1,"chat":{"id":5,"type":"private"},"text":1}}`,
	"a chat of no number":     `{"update_id":12,"message":{"message_id":1,"date":1,"chat":{"id":"` + words + `"}}}`,
	"no chat at all":          `{"update_id":12,"poll":{"id":"1"}}`,
	"a kind not known yet":    `{"update_id":12,"time_travel":{}}`,
}

func TestUndecodableUpdateDoesNotStopItsBatch(t *testing.T) {
	t.Parallel()
	for name, odd := range undecodable {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			last := strings.Replace(said, `"update_id":11`, `"update_id":13`, 1)
			tr := answering(200, strings.NewReader(`{"ok":true,"result":[`+said+`,`+odd+`,`+last+`]}`))
			var saved []store.Update
			tr.save = func(_ context.Context, batch []incoming) error {
				for _, u := range batch {
					saved = append(saved, u.Update)
				}
				return nil
			}
			body, err := do(t, tr, "getUpdates")
			if err != nil {
				t.Fatal(err)
			}
			want := []store.Update{{ID: 11, ChatID: 5, Body: []byte(said)}, {ID: 12}, {ID: 13, ChatID: 5, Body: []byte(last)}}
			if diff := cmp.Diff(want, saved); diff != "" {
				t.Errorf("saved: %s", diff)
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
	tr := answering(200, strings.NewReader(`{"ok":true,"result":[`+said+`]}`))
	tr.save = func(context.Context, []incoming) error { return full }
	body, err := do(t, tr, "getUpdates")
	wantErr(t, err, full)
	wantSilent(t, "the answer or the error", fmt.Sprint(body, err))
}

func TestNothingIsSavedOfOtherAnswers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ method, body string }{
		{"getUpdates", `{"ok":true,"result":[]}`},
		{"getUpdates", `{"ok":false,"error_code":409,"description":"Conflict"}`},
		{"sendMessage", `{"ok":true,"result":{"message_id":1}}`},
	} {
		tr := answering(200, strings.NewReader(c.body))
		tr.save = func(context.Context, []incoming) error { return errors.New("saved") }
		if body, err := do(t, tr, c.method); err != nil || body != c.body {
			t.Errorf("%s: %s, %v; want %s", c.method, body, err, c.body)
		}
	}
}

func TestAnswerThatIsNoJSONIsAnErrorWithoutIt(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"a page":        "<html>" + words + "</html>",
		"cut short":     `{"ok":true,"result":[` + said[:len(said)-3],
		"empty":         "",
		"two documents": `{"ok":true,"result":[]}` + said,
	} {
		for _, method := range []string{"getUpdates", "sendMessage"} {
			answer, err := do(t, answering(502, strings.NewReader(body)), method)
			if err == nil {
				t.Errorf("%s: %s gives %s", name, method, answer)
				continue
			}
			wantSilent(t, name, err.Error())
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
		wantSilent(t, name, fmt.Sprintf("%v %+v %#v", err, err, err))
	}
	_, err := do(t, answering(200, broken{}), "getMe")
	wantErr(t, err, io.ErrUnexpectedEOF)
}

// What the library makes of an error is printed, so it is tested as it comes
// out of there.
func TestLibraryErrorsTellNoSecret(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"a page":       "<html>" + words + "</html>",
		"refused":      `{"ok":false,"error_code":400,"description":"Bad Request"}`,
		"unauthorized": `{"ok":false,"error_code":401,"description":"Unauthorized"}`,
		"cut short":    said[:20],
	} {
		api, err := tg.New(token, tg.WithSkipGetMe(), tg.WithServerURL("https://127.0.0.1"),
			tg.WithHTTPClient(pollTimeout, answering(200, strings.NewReader(body))))
		if err != nil {
			t.Fatal(err)
		}
		_, err = api.GetMe(t.Context())
		if err == nil {
			t.Fatalf("%s: no error", name)
		}
		wantSilent(t, name, err.Error())
	}
}

func TestChatOfAnUpdate(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		raw        string
		chat, user int64
	}{
		"a message":        {`{"message":{"chat":{"id":5},"from":{"id":6}}}`, 5, 6},
		"a channel's":      {`{"message":{"chat":{"id":5}}}`, 5, 0},
		"a button":         {`{"callback_query":{"from":{"id":6},"message":{"date":1,"chat":{"id":5}}}}`, 5, 6},
		"an old button":    {`{"callback_query":{"from":{"id":6},"message":{"date":0,"chat":{"id":5}}}}`, 5, 6},
		"an inline button": {`{"callback_query":{"from":{"id":6},"inline_message_id":"x"}}`, 0, 0},
		"a member":         {`{"my_chat_member":{"chat":{"id":5},"from":{"id":6}}}`, 5, 6},
		"nothing":          {`{}`, 0, 0},
	} {
		u, err := decode([]byte(c.raw))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		chat, user := chatOf(u)
		if chat.ID != c.chat || (user == nil) != (c.user == 0) || user != nil && user.ID != c.user {
			t.Errorf("%s: chat %d, user %+v; want %d and %d", name, chat.ID, user, c.chat, c.user)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(said))
	for _, raw := range undecodable {
		f.Add([]byte(raw))
	}
	f.Add([]byte(`{"update_id":1,"callback_query":{"id":"1","from":{"id":6},"data":"x","message":{"date":0,"chat":{"id":5}}}}`))
	f.Add([]byte(`{"update_id":1,"callback_query":{"message":null},"message":null,"my_chat_member":null}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		u := toInbox(1, raw)
		if u.ID != 1 || (u.Body == nil) != (u.ChatID == 0) {
			t.Errorf("%+v", u)
		}
		if _, err := decode(raw); err != nil && strings.Contains(err.Error(), string(raw)) && len(raw) > 8 {
			t.Errorf("the error quotes the update: %v", err)
		}
	})
}
