package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"onaybot/bot/telegramsim"
)

// With log.format json every line is JSON: ours, cron's, the HTTP server's and
// those about a failing cabinet and Telegram.
func TestEveryLineOfAJSONLogIsJSON(t *testing.T) {
	t.Parallel()
	e := newSims(t)
	l, address := freePort(t)
	file := withMetrics(t, e.writeConfig(filepath.Join(t.TempDir(), "bot.db")), address, "log: {format: json, level: debug}\n")
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	e.telegram.Fail(telegramsim.Failure{Code: 502, Times: 1})
	cmd := onaybot(t.Context(), "run", "--config", file)
	stderr := &syncBuffer{}
	cmd.Stderr = stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	e.log = stderr
	e.until("talking to telegram")
	sendGarbage(t, address)
	e.person(1, "ru").ask(panMum, "·0017")
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
	wantJSON(t, stderr.String())
}

func TestTheEndIsALineOfAJSONLogToo(t *testing.T) {
	t.Parallel()
	e := newSims(t)
	e.telegram.Fail(telegramsim.Failure{Code: 401, Description: "Unauthorized", Times: -1})
	file := withMetrics(t, e.writeConfig(filepath.Join(t.TempDir(), "bot.db")), "", "log: {format: json}\n")
	var stderr bytes.Buffer
	code := execute([]string{"run", "--config", file}, process{
		ctx: t.Context(), stdout: io.Discard, stderr: &stderr, getenv: func(string) string { return "" }, now: time.Now,
	})
	if code != exitToken {
		t.Errorf("exit code %d, want %d", code, exitToken)
	}
	wantJSON(t, stderr.String())
	if !strings.Contains(stderr.String(), "does not accept the token") {
		t.Errorf("it does not say why:\n%s", stderr.String())
	}
}

// wantJSON fails unless each line is one of a JSON log.
func wantJSON(t *testing.T, text string) {
	t.Helper()
	for line := range strings.Lines(text) {
		var fields map[string]any
		if err := json.Unmarshal([]byte(line), &fields); err != nil || fields["msg"] == nil || fields["level"] == nil {
			t.Errorf("no line of a JSON log: %s", line)
		}
	}
}

// sendGarbage opens a connection that speaks no HTTP.
func sendGarbage(t *testing.T, address string) {
	t.Helper()
	var d net.Dialer
	c, err := d.DialContext(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := io.WriteString(c, "\x16\x03\x01 hello\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(c); err != nil {
		t.Fatal(err)
	}
}
