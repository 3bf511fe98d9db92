package onayclient_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"onaybot/onayclient"
)

// What stands for the card and for all times in a capture.
const captureCard = "9643000000000001014"

var captureAt = time.Date(2020, time.January, 31, 12, 0, 0, 0, time.FixedZone("", 5*60*60))

// TestCaptures runs the client over every capture there is and compares what it makes of it with what
// the capture expects; "ok" is any good answer. A capture from outside becomes a test by being put
// beside the others with the right "expect". Saved again, each is the same.
func TestCaptures(t *testing.T) {
	t.Parallel()
	for name, text := range captures(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x, got := replay(t, readCapture(t, text))
			if want := fact(text, "expect"); got != want && (want != "ok" || x.Err != nil) {
				t.Errorf("the client says %q, want %q", got, want)
			}
			if diff := cmp.Diff(withoutFacts(text), withoutFacts(x.Capture(mustPAN(t, captureCard)))); diff != "" {
				t.Errorf("saved again it is another one (-want +got):\n%s", diff)
			}
		})
	}
}

// captures are those in testdata, by name.
func captures(t testing.TB) map[string]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", "captures", "*.txt"))
	if err != nil || len(files) < 30 {
		t.Fatalf("%d captures; %v", len(files), err)
	}
	all := make(map[string]string)
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all[strings.TrimSuffix(filepath.Base(file), ".txt")] = string(text)
	}
	return all
}

func fact(text, name string) string {
	_, rest, _ := strings.Cut("\n"+text, "\n"+name+": ")
	value, _, _ := strings.Cut(rest, "\n")
	return value
}

// withoutFacts is the request and the answer of a capture.
func withoutFacts(text string) string {
	_, rest, _ := strings.Cut(text, "\n\n")
	return rest
}

// readCapture returns the exchange that a capture is of.
func readCapture(t testing.TB, text string) onayclient.Exchange {
	t.Helper()
	request, form := readSide(text, ">")
	answer, body := readSide(text, "<")
	method, path, _ := strings.Cut(request[0], " ")
	at, err := url.Parse(path)
	if err != nil || fact(text, "format") != "onaybot capture 1" {
		t.Fatalf("no capture: %v\n%s", err, text)
	}
	x := onayclient.Exchange{
		Step: onayclient.Step{Name: fact(text, "step")}, Header: make(http.Header), Answer: []byte(body),
		Sent: &http.Request{Method: method, URL: at, Header: make(http.Header)}, Form: []byte(form),
	}
	if form != "" && !strings.HasPrefix(form, "{") {
		fields := make(url.Values)
		for line := range strings.SplitSeq(form, "\n") {
			name, value, _ := strings.Cut(line, "=")
			fields.Add(name, value)
		}
		x.Form = []byte(fields.Encode())
	}
	if broken := fact(text, "broken"); broken != "" {
		x.Fault = errors.New(broken)
	}
	readHeaders(request[1:], x.Sent.Header)
	if len(answer) > 0 {
		readHeaders(answer[1:], x.Header)
		if x.Status, err = strconv.Atoi(answer[0]); err != nil {
			t.Fatalf("status: %v", err)
		}
	}
	return x
}

// readSide returns the head of a request or an answer, line by line, and its body.
func readSide(text, mark string) (head []string, body string) {
	var lines []string
	for line := range strings.Lines(text) {
		if rest, ok := strings.CutPrefix(line, mark); ok {
			lines = append(lines, strings.TrimPrefix(strings.TrimSuffix(rest, "\n"), " "))
		}
	}
	for i, line := range lines {
		if line == "" {
			return lines[:i], strings.Join(lines[i+1:], "\n")
		}
	}
	return lines, ""
}

func readHeaders(lines []string, to http.Header) {
	for _, line := range lines {
		name, value, _ := strings.Cut(line, ": ")
		to[name] = append(to[name], value)
	}
}

// standIns are the captures of a healthy cabinet that answer for the steps a capture is not of.
var standIns = []string{
	"web-start", "web-card", "web-sign-in", "web-add", "web-rides", "app-card", "app-sign-in", "app-cards", "app-rides",
}

// replay serves the answer of x and healthy ones besides, has the client ask as the doctor does, and
// returns the exchange that comes of it and what the client makes of it.
func replay(t testing.TB, x onayclient.Exchange) (onayclient.Exchange, string) {
	t.Helper()
	answers, all := make(map[string]onayclient.Exchange), captures(t)
	for _, name := range standIns {
		healthy := readCapture(t, all[name])
		answers[healthy.Sent.Method+" "+healthy.Sent.URL.Path] = healthy
	}
	answers[x.Sent.Method+" "+x.Sent.URL.Path] = x
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if a, ok := answers[r.Method+" "+r.URL.Path]; ok {
			answerAs(w, r, a)
			return
		}
		http.NotFound(w, r)
	}))
	t.Cleanup(srv.Close)
	var seen []onayclient.Exchange
	changes := []change{func(c *onayclient.Config) {
		c.Now, c.Login, c.Password = func() time.Time { return captureAt }, login, password
		c.Once = true
		if isTimeout(x) {
			c.Timeout = time.Second
		}
		c.Observe = func(x onayclient.Exchange) { seen = append(seen, x) }
	}}
	if strings.HasPrefix(x.Sent.URL.Path, "/v") {
		changes = append(changes, withApp(appToken, ""))
	}
	return judged(t, x.Step.Name, newClient(t, srv.URL, changes...), &seen)
}

// judged asks for all there is and returns the exchange of a step, with what came of it.
func judged(
	t testing.TB, step string, c *onayclient.Client, seen *[]onayclient.Exchange,
) (x onayclient.Exchange, verdict string) {
	t.Helper()
	pan := mustPAN(t, captureCard)
	card, errCard := c.Card(t.Context(), pan)
	from, to := captureAt.AddDate(0, 0, -30), captureAt.Add(12*time.Hour) // noon in any zone
	rows, errRows := c.Transactions(t.Context(), pan, from, to)
	for _, x = range *seen {
		if x.Step.Name != step {
			continue
		}
		for _, err := range []error{errCard, errRows} {
			var e *onayclient.Error
			if errors.As(err, &e) && e.Op == x.Step.Op {
				x.Err = err
			}
		}
		switch verdict = fact(x.Capture(pan), "expect"); {
		case verdict == "ok" && step == "card read":
			return x, fmt.Sprintf("ok, %d tiyn, type %q, blocked %t", card.Balance, card.Type, card.Blocked)
		case verdict == "ok" && step == "rides read":
			return x, fmt.Sprintf("ok, %d rows", len(rows))
		default:
			return x, verdict
		}
	}
	t.Fatalf("%s was not reached: %v, %v", step, errCard, errRows)
	return x, ""
}

func isTimeout(x onayclient.Exchange) bool { return x.Fault != nil && x.Fault.Error() == "timeout" }

// answerAs answers as a capture says, down to how the connection ended.
func answerAs(w http.ResponseWriter, r *http.Request, x onayclient.Exchange) {
	if isTimeout(x) {
		<-r.Context().Done()
		return
	}
	if x.Status == 0 {
		panic(http.ErrAbortHandler) // closes the connection
	}
	w.Header()["Content-Type"] = nil // none unless the capture has one
	for name, values := range x.Header {
		w.Header()[name] = values
	}
	if x.Fault != nil {
		w.Header().Set("Content-Length", strconv.Itoa(len(x.Answer)+1))
	}
	w.WriteHeader(x.Status)
	_, _ = w.Write(x.Answer)
	if x.Fault != nil {
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
}
