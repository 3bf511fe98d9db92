package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"
)

func TestDemoServesThePageAndPrintsItsAddressLast(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	out, in := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		ended <- execute([]string{"demo", "--listen", "127.0.0.1:0"},
			process{ctx: ctx, stdout: in, stderr: io.Discard, getenv: os.Getenv, now: time.Now})
		_ = in.Close() // ends the reading below
	}()
	var last string
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if text := strings.TrimSpace(lines.Text()); strings.HasPrefix(text, "http://127.0.0.1:") {
			last = text
			break
		}
	}
	if body := fetch(t, last); !strings.Contains(body, "<title>ONAY bot") {
		t.Errorf("%s: %q", last, body)
	}
	for !strings.Contains(fetch(t, last+"/phone/commands?chat=2001&as=2001"), "баланс") {
		runtime.Gosched() // until the bot has started and set its commands
	}
	cancel()
	rest, _ := io.ReadAll(out)
	if code := <-ended; code != 0 || strings.TrimSpace(string(rest)) != "" {
		t.Errorf("exit code %d; after the address came %q", code, rest)
	}
}

func fetch(t *testing.T, url string) string {
	t.Helper()
	_, body := fetchStatus(t, url)
	return body
}

func fetchStatus(t testing.TB, url string) (status int, text string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

func TestDemoListensOnThisMachineOnly(t *testing.T) {
	t.Parallel()
	for _, addr := range []string{"0.0.0.0:8080", ":8080", "example.kz:80", "8080"} {
		var stderr strings.Builder
		code := execute([]string{"demo", "--listen", addr},
			process{ctx: t.Context(), stdout: io.Discard, stderr: &stderr, getenv: os.Getenv, now: time.Now})
		if code != exitConfig || !strings.Contains(stderr.String(), "--listen") {
			t.Errorf("%s: exit code %d, %q", addr, code, stderr.String())
		}
	}
}
