package main

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"onaybot/bot/telegramsim"
	"onaybot/cmd/onaybot/config"
)

// anyPort has the bot serve its metrics on a port of its own.
func anyPort(cfg *config.Config) { cfg.Metrics.Listen = "127.0.0.1:0" }

var servedAt = regexp.MustCompile(`metrics are served"? address=(\S+)`)

// metricsAt is where the bot serves its metrics.
func (e *e2e) metricsAt() string {
	e.t.Helper()
	e.until("metrics are served")
	return servedAt.FindStringSubmatch(e.log.String())[1]
}

// askAt gets a page of the bot's own.
func askAt(t testing.TB, address, path string) (status int, body string) {
	t.Helper()
	return fetchStatus(t, "http://"+address+path)
}

func TestMetricsTellWhatTheBotDoes(t *testing.T) {
	t.Parallel()
	e := newE2E(t, anyPort, func(c *config.Config) { c.Cabinet.PerDay = 1000 })
	mum := e.follower(1, "ru", panKid, "Айша")
	ride(t, e.cabinet, panKid)
	e.tick(time.Hour)
	mum.hear("🔔 Айша")
	e.settled()
	mum.ask("/help", "/balance")
	status, body := askAt(t, e.metricsAt(), "/metrics")
	for !strings.Contains(body, "onaybot_outbox_messages 0\n") || !strings.Contains(body, "onaybot_pushes_total") {
		status, body = askAt(t, e.metricsAt(), "/metrics") // until the push that was heard is struck off and counted
	}
	for _, want := range []string{
		"onaybot_ready 1", "onaybot_chats 1", "onaybot_links 1", "onaybot_cards 1", "onaybot_cards_due 0",
		"onaybot_outbox_messages 0", `onaybot_pushes_total{kind="low"} 1`,
		`onaybot_sweeps_total{outcome="whole"} 2`, `onaybot_cabinet_circuit_state{state="closed"} 1`,
		`onaybot_cabinet_requests_total{outcome="ok",step="check"} 2`, "onaybot_cabinet_budget_left_requests 997",
		"onaybot_updates_total 3",
		`onaybot_telegram_requests_total{method="getMe",outcome="ok"} 1`,
	} {
		if status != http.StatusOK || !strings.Contains(body, want+"\n") {
			t.Errorf("status %d without %s", status, want)
		}
	}
	for _, name := range []string{`onaybot_updates_handled_total{outcome="done"}`, "onaybot_reply_latency_seconds_count"} {
		if !regexp.MustCompile(regexp.QuoteMeta(name) + " [23]\n").MatchString(body) {
			t.Errorf("no %s of 2 or 3", name)
		}
	}
	for _, secret := range []string{panKid, panKid[11:], "Айша", "TEST-TOKEN", "secret"} {
		if strings.Contains(body, secret) {
			t.Errorf("the metrics tell %q", secret)
		}
	}
	if t.Failed() {
		t.Log(body)
	}
}

func TestReadinessFollowsTelegram(t *testing.T) {
	t.Parallel()
	e := newSims(t)
	anyPort(e.cfg)
	e.telegram.Fail(telegramsim.Failure{Code: 502, Times: -1})
	e.run()
	at := e.metricsAt()
	if status, body := askAt(t, at, "/readyz"); status != http.StatusServiceUnavailable || !strings.Contains(body, "token") {
		t.Errorf("before the token is accepted: %d %q", status, body)
	}
	if status, _ := askAt(t, at, "/healthz"); status != http.StatusOK {
		t.Errorf("health without Telegram: %d", status)
	}
	e.telegram.ClearFailures()
	e.person(1, "ru").ask("/help", "/balance")
	if status, body := askAt(t, at, "/readyz"); status != http.StatusOK {
		t.Errorf("once it answers: %d %q", status, body)
	}
}

// freePort is a port that nobody listens on.
func freePort(t *testing.T) (l net.Listener, address string) {
	t.Helper()
	var lc net.ListenConfig
	l, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l, l.Addr().String()
}

// withMetrics adds where metrics are served, and more, to a configuration file.
func withMetrics(t *testing.T, file, address, more string) string {
	t.Helper()
	f, err := os.OpenFile(file, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fmt.Fprintf(f, "metrics: {listen: %q}\n%s", address, more); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return file
}

// asked runs onaybot health and returns its exit code and what it said.
func asked(t *testing.T, file string) (int, string) {
	t.Helper()
	var out bytes.Buffer
	code := execute([]string{"health", "--config", file}, process{
		ctx: t.Context(), stdout: &out, stderr: &out, getenv: func(string) string { return "" }, now: time.Now,
	})
	return code, out.String()
}

func TestHealthCommand(t *testing.T) {
	t.Parallel()
	e := newE2E(t, anyPort)
	file := e.writeConfig(filepath.Join(t.TempDir(), "bot.db"))
	if code, said := asked(t, file); code != 1 || !strings.Contains(said, "metrics.listen") {
		t.Errorf("without an address: %d %s", code, said)
	}
	if code, said := asked(t, file+".gone"); code != 1 || said == "" {
		t.Errorf("without a configuration: %d %s", code, said)
	}
	withMetrics(t, file, e.metricsAt(), "")
	if code, said := asked(t, file); code != 0 || !strings.Contains(said, "well") {
		t.Errorf("of a bot that runs: %d %s", code, said)
	}
	if err := e.stop(); err != nil {
		t.Fatal(err)
	}
	if code, said := asked(t, file); code != 1 || !strings.Contains(said, "no answer") {
		t.Errorf("of a bot that does not: %d %s", code, said)
	}
}

func TestAPortInUseExits2(t *testing.T) {
	t.Parallel()
	e := newSims(t)
	_, address := freePort(t)
	file := withMetrics(t, e.writeConfig(filepath.Join(t.TempDir(), "bot.db")), address, "")
	out, _ := onaybot(t.Context(), "run", "--config", file).CombinedOutput()
	if !strings.Contains(string(out), "metrics.listen cannot be listened on") || !strings.Contains(string(out), ":5:") {
		t.Errorf("it says: %s", out)
	}
	cmd := onaybot(t.Context(), "run", "--config", file)
	if err := cmd.Run(); err == nil || cmd.ProcessState.ExitCode() != exitConfig {
		t.Errorf("exit code %d, want %d", cmd.ProcessState.ExitCode(), exitConfig)
	}
}
