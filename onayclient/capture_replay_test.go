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

	"onaybot/onayclient"
)

// TestCaptures runs the client over every capture there is and compares what it makes of it
// with what the capture expects. A capture from outside becomes a test by being put beside
// the others, with the right "expect".
func TestCaptures(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(captureFile("*"))
	if err != nil || len(files) < len(recipes) {
		t.Fatalf("%d captures, want %d at least; %v", len(files), len(recipes), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			t.Parallel()
			c := readCapture(t, file)
			if got, want := replay(t, c), c.facts["expect"]; got != want {
				t.Errorf("the client says %q, want %q", got, want)
			}
		})
	}
}

// capture is a file in the format of onayclient.Capture.
type capture struct {
	facts        map[string]string
	method, path string
	status       int
	header       http.Header
	body         string
}

func readCapture(t testing.TB, file string) capture {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	c := capture{facts: make(map[string]string), header: make(http.Header)}
	var request, answer []string
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSuffix(line, "\n")
		switch {
		case strings.HasPrefix(line, ">"):
			request = append(request, strings.TrimPrefix(line[1:], " "))
		case strings.HasPrefix(line, "<"):
			answer = append(answer, strings.TrimPrefix(line[1:], " "))
		case line != "":
			name, value, _ := strings.Cut(line, ": ")
			c.facts[name] = value
		}
	}
	if c.facts["format"] != "onaybot capture 1" || len(request) == 0 {
		t.Fatalf("%s is no capture", file)
	}
	c.method, c.path, _ = strings.Cut(request[0], " ")
	c.readAnswer(t, answer)
	return c
}

func (c *capture) readAnswer(t testing.TB, lines []string) {
	t.Helper()
	if len(lines) == 0 {
		return
	}
	var err error
	if c.status, err = strconv.Atoi(lines[0]); err != nil {
		t.Fatalf("status: %v", err)
	}
	for i, line := range lines[1:] {
		if line == "" {
			c.body = strings.Join(lines[i+2:], "\n")
			return
		}
		name, value, _ := strings.Cut(line, ": ")
		c.header.Add(name, value)
	}
}

// key is what is asked for, apart from where the cabinet is.
func (c *capture) key(t testing.TB) string {
	t.Helper()
	base, err := url.Parse(c.facts["base"])
	if err != nil {
		t.Fatalf("base: %v", err)
	}
	path, _, _ := strings.Cut(strings.TrimPrefix(c.path, strings.TrimSuffix(base.Path, "/")), "?")
	return c.method + " " + path
}

// replay serves c, and healthy captures for whatever else is asked, and returns what the
// client makes of it.
func replay(t testing.TB, c capture) string {
	t.Helper()
	answers := make(map[string]capture)
	for _, name := range healthy[c.facts["dialect"]] {
		stand := readCapture(t, captureFile(name))
		answers[stand.key(t)] = stand
	}
	answers[c.key(t)] = c
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a, ok := answers[r.Method+" "+r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		a.serve(w, r)
	}))
	t.Cleanup(srv.Close)
	opts := []onayclient.Option{
		onayclient.WithNow(func() time.Time { return onayclient.CaptureAt }), onayclient.WithLogin(login, password),
		onayclient.WithTimeout(time.Second),
	}
	if c.facts["dialect"] == "app" {
		opts = append(opts, onayclient.WithApp(appToken, "", 1))
	}
	return outcome(t, c, newClient(t, srv.URL, opts...))
}

// serve answers as the capture says, down to how the connection ended.
func (c capture) serve(w http.ResponseWriter, r *http.Request) {
	if c.facts["broken"] == "timeout" {
		<-r.Context().Done()
		return
	}
	if c.status == 0 {
		panic(http.ErrAbortHandler) // closes the connection
	}
	for name, values := range c.header {
		for _, v := range values {
			w.Header().Add(name, strings.NewReplacer("http://cabinet.test", "http://"+r.Host, "https://cabinet.test", "http://"+r.Host).Replace(v))
		}
	}
	body := c.body
	if size := whole(c.facts["kept"]); size > len(body) {
		body += strings.Repeat(" ", min(size, 2<<20)-len(body))
	}
	if c.facts["broken"] != "" {
		w.Header().Set("Content-Length", strconv.Itoa(len(body)+1))
	}
	w.WriteHeader(c.status)
	_, _ = w.Write([]byte(body))
	if c.facts["broken"] != "" {
		panic(http.ErrAbortHandler)
	}
}

// whole reads the size of a body of which a part was kept.
func whole(kept string) (size int) {
	_, _ = fmt.Sscanf(kept, "%d of %d bytes", new(int), &size)
	return size
}

// outcome calls the client for the step of c and tells what came of it as a walk does.
func outcome(t testing.TB, c capture, client *onayclient.Client) string {
	t.Helper()
	pan := mustPAN(t, "9643000000000001014")
	if strings.Contains(c.facts["step"], "card read") || strings.Contains(c.facts["step"], "cabinet reachable") {
		card, err := client.Card(t.Context(), pan)
		switch {
		case err != nil:
			return onayclient.Verdict(err)
		case c.facts["step"] == "card read":
			return "card " + onayclient.DescribeCard(card)
		}
		return "token"
	}
	rows, err := client.Transactions(t.Context(), pan, onayclient.CaptureAt.AddDate(0, 0, -30), onayclient.CaptureAt)
	var e *onayclient.Error
	if errors.As(err, &e) {
		return onayclient.Verdict(err)
	}
	return map[string]string{
		"sign-in": "signed in", "card added": "added", "card in account": "in the account",
		"rides read": fmt.Sprintf("rows %d", len(rows)),
	}[c.facts["step"]]
}
