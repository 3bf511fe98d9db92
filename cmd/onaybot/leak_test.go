package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"onaybot/bot/telegramsim"
	"onaybot/onayclient/cabinetsim"
)

// The secrets of the tour. The simulators know the token, the login of the
// application and the rest by these.
const (
	leakToken    = "42:TEST-TOKEN"
	leakLogin    = "operator-login@example.kz"
	leakPassword = "pass word of the account"
	leakAppToken = "application-token-of-an-agreement"
)

// leaks collects what nobody may read, and what the process writes.
type leaks struct {
	*e2e
	dir     string // what the process may write into
	stdout  syncBuffer
	stderr  syncBuffer
	metrics string // address

	metricsText string // once the tour is over

	mu     sync.Mutex
	hidden map[string]string // what may be nowhere, and what it is
}

func (l *leaks) hide(what, text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(text) >= 6 { // less is found by chance
		l.hidden[text] = what
	}
}

var wireSecret = regexp.MustCompile(`id="csrftoken"[^>]*value="([^"]+)"|"(?:shortToken|token|d)":"([^"]+)"`)

// overhear takes down what the cabinet keeps its sessions by.
func (l *leaks) overhear(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, r)
		for _, c := range rec.Result().Cookies() {
			if c.Name == "PHPSESSID" {
				l.hide("session", c.Value)
			}
		}
		for _, m := range wireSecret.FindAllStringSubmatch(rec.Body.String(), -1) {
			l.hide("token of the wire", m[1]+m[2])
		}
		for k, v := range rec.Header() {
			w.Header()[k] = v
		}
		w.WriteHeader(rec.Code)
		_, _ = w.Write(rec.Body.Bytes())
	})
}

func newLeaks(t *testing.T, dialect, format string) *leaks {
	l := &leaks{e2e: newSims(t), dir: t.TempDir(), hidden: map[string]string{}}
	l.cabinet = cabinetsim.New(cabinetsim.WithNow(l.clock.now), cabinetsim.WithRiders(0),
		cabinetsim.WithLogin(leakLogin, leakPassword), cabinetsim.WithAppToken(leakAppToken))
	t.Cleanup(l.cabinet.Close)
	l.addCard(panMum, "01.01", 124_000)
	l.addCard(panKid, "01.02.15", 54_000)
	for what, text := range map[string]string{
		"bot token": leakToken, "its secret half": strings.TrimPrefix(leakToken, "42:"), "login": leakLogin,
		"password": leakPassword, "application token": leakAppToken, "number": panMum, "child's number": panKid,
	} {
		l.hide(what, text)
	}
	l.config(dialect, format, l.serve(l.overhear(l.cabinet)))
	return l
}

func (l *leaks) file(name, text string) string {
	l.t.Helper()
	path := filepath.Join(l.dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		l.t.Fatal(err)
	}
	return path
}

// config writes the configuration, its secrets spread over the ways in.
func (l *leaks) config(dialect, format, cabinet string) {
	l.t.Helper()
	free, err := new(net.ListenConfig).Listen(l.t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		l.t.Fatal(err)
	}
	l.metrics = free.Addr().String()
	_ = free.Close() // only its number is wanted
	l.file("onaybot.yaml", fmt.Sprintf(`telegram: {token_file: %q, api_url: %q, rate: 0}
database: %s
cabinet: {dialect: %s, base_url: %q, app_token_file: %q, password: %q, rate: 1000, fresh: 0s}
alerts: {schedule: "@every 1s"}
admins: [%d]
metrics: {listen: %q}
log: {level: debug, format: %s}
`, l.file("token.secret", leakToken), l.cfg.Telegram.APIURL, filepath.Join(l.dir, "bot.db"),
		dialect, cabinet, l.file("app.secret", leakAppToken), leakPassword, adminID, l.metrics, format))
}

func (l *leaks) onaybot(ctx context.Context, args ...string) int {
	args = append(args, "--config", filepath.Join(l.dir, "onaybot.yaml"))
	return execute(args, process{ctx: ctx, stdout: &l.stdout, stderr: &l.stderr, now: l.clock.now, getenv: func(name string) string {
		return map[string]string{"ONAYBOT_CABINET_LOGIN": leakLogin}[name]
	}})
}

// says has somebody say something that is then looked for, and waits for an answer.
func (l *leaks) says(p *talk, text string) telegramsim.Message {
	l.t.Helper()
	if !strings.HasPrefix(text, "/") {
		l.hide("what somebody wrote", text)
	}
	return p.ask(text)
}

// tour walks two people and an admin through what the bot can do, and then
// through what can go wrong.
func (l *leaks) tour(faults []cabinetsim.FaultKind) {
	mum, admin := l.person(1, "ru"), l.person(adminID, "en")
	l.says(admin, "/status")
	l.says(mum, "9643 1085 0330 0000 017")
	l.says(mum, "Секретное имя")
	l.says(mum, "9643908503300000028")
	l.says(mum, panKid)
	l.says(mum, "/trips")
	l.says(mum, "92 08:15, 121 18:40")
	l.says(mum, "/feedback")
	l.says(mum, "Пожалуйста, почините мой автобус")
	admin.hear("почините")
	l.says(mum, "Что-то непонятное")
	for _, f := range faults {
		l.cabinet.SetFault(cabinetsim.Fault{Kind: f, RetryAfter: "30", Size: 2 << 20, Delay: time.Millisecond, On: ""})
		l.clock.move(25 * time.Hour)
		l.says(mum, "/balance")
		l.says(mum, "/stats")
		l.cabinet.ClearFaults()
	}
	l.telegramFails(mum)
}

func (l *leaks) telegramFails(mum *talk) {
	for _, f := range []telegramsim.Failure{
		{Code: 500}, {Code: 400, Description: "Bad Request: chat not found"}, {Reset: true},
		{Body: "<html>/bot" + leakToken + "/sendMessage " + panMum}, {Code: 429, RetryAfter: 1},
	} {
		f.Method, f.Chat = "sendMessage", 1
		l.telegram.Fail(f)
		mum.Say("/help")
		l.says(l.person(7, "ru"), "/help")
		l.clock.move(10 * time.Minute)
	}
	l.metricsText = l.scrape()
	l.telegram.Fail(telegramsim.Failure{Method: "getUpdates", Code: 401, Times: -1})
	mum.Say("/help") // ends the poll under way
}

func (l *leaks) scrape() string {
	l.t.Helper()
	r, err := http.Get("http://" + l.metrics + "/metrics") //nolint:noctx // over with the test
	if err != nil {
		l.t.Fatal(err)
	}
	defer r.Body.Close()
	text, err := io.ReadAll(r.Body)
	if err != nil || !bytes.Contains(text, []byte("onaybot_")) {
		l.t.Fatalf("no metrics: %v\n%s", err, text)
	}
	return string(text)
}

// written is all that the process wrote, by where: neither the database, which
// holds the numbers, nor what the test itself put there.
func (l *leaks) written() map[string]string {
	l.t.Helper()
	all := map[string]string{"stdout": l.stdout.String(), "stderr": l.stderr.String()}
	err := filepath.WalkDir(l.dir, func(path string, d fs.DirEntry, err error) error {
		name := d.Name()
		if err != nil || d.IsDir() || strings.HasPrefix(name, "bot.db") || strings.HasSuffix(name, ".secret") || name == "onaybot.yaml" {
			return err
		}
		text, err := os.ReadFile(path)
		all[path] = string(text)
		return err
	})
	if err != nil {
		l.t.Fatal(err)
	}
	return all
}

// Nothing the process writes, whatever goes wrong, holds a secret, a card's
// number or what somebody wrote.
func TestNothingLeaks(t *testing.T) {
	t.Parallel()
	common := []cabinetsim.FaultKind{
		cabinetsim.FaultError, cabinetsim.FaultDown, cabinetsim.FaultBusy, cabinetsim.FaultForbidden, cabinetsim.FaultCaptcha,
		cabinetsim.FaultTruncated, cabinetsim.FaultCutOff, cabinetsim.FaultReset, cabinetsim.FaultHuge, cabinetsim.FaultRedirect,
		cabinetsim.FaultBalanceString, cabinetsim.FaultOtherCard, cabinetsim.FaultRedesigned, cabinetsim.FaultForgetSession,
		cabinetsim.FaultForgetSignIn, cabinetsim.FaultStaleForbidden, cabinetsim.FaultErrorDetail, cabinetsim.FaultNoSignIn,
	}
	for dialect, format := range map[string]string{"web": "text", "app": "json"} {
		t.Run(dialect, func(t *testing.T) {
			t.Parallel()
			l := newLeaks(t, dialect, format)
			code := make(chan int, 1)
			go func() { code <- l.onaybot(t.Context(), "run") }()
			l.tour(common)
			if got := <-code; got != exitToken {
				t.Errorf("exit code %d, want %d", got, exitToken)
			}
			l.telegram.ClearFailures()
			l.onaybot(t.Context(), "doctor", "--card", panMum, "--save", filepath.Join(l.dir, "out"))
			all := l.written()
			all["metrics"] = l.metricsText
			l.search(all)
		})
	}
}

func (l *leaks) search(all map[string]string) {
	l.t.Helper()
	if len(all) < 3 || len(l.hidden) < 7 || len(all["stderr"]) == 0 {
		l.t.Errorf("%d texts are searched for %d secrets", len(all), len(l.hidden))
	}
	for where, text := range all {
		for secret, what := range l.hidden {
			if strings.Contains(text, secret) || strings.Contains(strings.ReplaceAll(text, " ", ""), strings.ReplaceAll(secret, " ", "")) {
				l.t.Errorf("%s tells the %s %q", where, what, secret)
			}
		}
	}
	if l.t.Failed() {
		l.t.Log(l.stderr.String())
	}
}

// A wrong certificate's error says where, not what was asked.
func TestNothingLeaksOfABrokenTLS(t *testing.T) {
	t.Parallel()
	l := newLeaks(t, "web", "text")
	stranger := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(stranger.Close)
	l.config("web", "json", stranger.URL)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan int, 1)
	go func() { done <- l.onaybot(ctx, "run") }()
	l.says(l.person(1, "ru"), panMum)
	metrics := l.scrape()
	cancel()
	if code := <-done; code != 0 {
		t.Errorf("exit code %d", code)
	}
	l.onaybot(t.Context(), "doctor", "--card", panMum, "--save", filepath.Join(l.dir, "out"))
	all := l.written()
	all["metrics"] = metrics
	if !strings.Contains(all["stdout"], "certificate") {
		t.Errorf("the doctor complains about no certificate:\n%s", all["stdout"])
	}
	l.search(all)
}
