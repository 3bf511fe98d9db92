package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"onaybot/bot/telegramsim"
	"onaybot/onayclient"
	"onaybot/store"
)

// asOnaybot makes the test binary be onaybot, so that tests can start and
// kill it as a process.
const asOnaybot = "ONAYBOT_TEST_AS_ONAYBOT"

func TestMain(m *testing.M) {
	if os.Getenv(asOnaybot) != "" {
		signal.Ignore(syscall.SIGXFSZ) // of a file that may not grow: writing it fails, as on a full disk
		if how := os.Getenv(inAHurry); how != "" {
			os.Exit(hurried(how, os.Args[len(os.Args)-1]))
		}
		main()
		return
	}
	os.Exit(m.Run())
}

// onaybot is a command line to be run as a process of its own.
func onaybot(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, os.Args[0], args...)
	cmd.Env = []string{asOnaybot + "=1", "GOCOVERDIR=" + os.TempDir()}
	return cmd
}

func TestBadConfigurationsExit2AndPointAtTheLine(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	const good = "telegram:\n  token: 42:TEST-TOKEN-OF-SOME-LENGTH-abcdefghij\n"
	for name, tc := range map[string]struct {
		yaml string
		want []string
	}{
		"unknown key": {good + "cabinet:\n  rat: 1\n", []string{":4:", "cabinet.rat is not a key"}},
		"wrong type":  {good + "cabinet:\n  rate: fast\n", []string{":4:", "cabinet.rate"}},
		"cron":        {good + "alerts:\n  schedule: \"* * *\"\n", []string{":4:", "alerts.schedule"}},
		"no token":    {"log:\n  level: info\n", []string{"telegram.token", "ONAYBOT_TELEGRAM_TOKEN"}},
		"database":    {good + "database: " + dir + "/none/bot.db\n", []string{":3:", "database", "folder"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "onaybot.yaml")
			if err := os.WriteFile(file, []byte(tc.yaml), 0o600); err != nil {
				t.Fatal(err)
			}
			var stderr bytes.Buffer
			code := execute([]string{"run", "--config", file}, process{
				ctx: t.Context(), stdout: io.Discard, stderr: &stderr, getenv: func(string) string { return "" }, now: time.Now,
			})
			if code != exitConfig {
				t.Errorf("exit code %d, want %d", code, exitConfig)
			}
			for _, part := range append(tc.want, file) {
				if !strings.Contains(stderr.String(), part) && part != file {
					t.Errorf("message lacks %q:\n%s", part, stderr.String())
				}
			}
			if strings.Contains(stderr.String(), "TEST-TOKEN-OF") {
				t.Errorf("the token is in the message:\n%s", stderr.String())
			}
		})
	}
}

func TestHelpAndVersion(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"--help"}, {"run", "--help"}, {"demo", "--help"}, {"version", "--help"}, {"version"}} {
		var stdout bytes.Buffer
		code := execute(args, process{ctx: t.Context(), stdout: &stdout, stderr: io.Discard, getenv: os.Getenv, now: time.Now})
		if code != 0 || stdout.Len() == 0 {
			t.Errorf("%v: exit code %d, output %q", args, code, stdout.String())
		}
	}
}

func TestDemoScript(t *testing.T) {
	t.Parallel()
	var stdout, stderr bytes.Buffer
	code := execute([]string{"demo", "--script"}, process{
		ctx: t.Context(), stdout: &stdout, stderr: &stderr, getenv: os.Getenv, now: time.Now})
	if code != 0 {
		t.Fatalf("exit code %d\n%s\n%s", code, stdout.String(), stderr.String())
	}
	for _, part := range []string{"добавлена", "поездок", "🔔 Мама"} {
		if !strings.Contains(stdout.String(), part) {
			t.Errorf("the conversation lacks %q:\n%s", part, stdout.String())
		}
	}
}

// writeConfig writes a configuration for a process between the simulators of
// e, with the real clock.
func (e *e2e) writeConfig(database string) string {
	e.t.Helper()
	file := filepath.Join(e.t.TempDir(), "onaybot.yaml")
	text := fmt.Sprintf(`telegram: {token: "42:TEST-TOKEN", api_url: "%s", rate: 0}
database: %s
cabinet: {base_url: "%s", rate: 1000, fresh: 1s}
alerts: {schedule: "@every 1s"}
`, e.cfg.Telegram.APIURL, database, e.cfg.Cabinet.BaseURL)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		e.t.Fatal(err)
	}
	return file
}

// started runs onaybot and returns once it polls.
func started(t testing.TB, file string) *exec.Cmd {
	t.Helper()
	cmd := onaybot(t.Context(), "run", "--config", file)
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	lines := bufio.NewScanner(stderr)
	for lines.Scan() {
		if strings.Contains(lines.Text(), "talking to telegram") {
			go func() { _, _ = io.Copy(os.Stdout, stderr) }()
			return cmd
		}
		t.Log(lines.Text())
	}
	t.Fatal("onaybot ended")
	return nil
}

func TestSignalsEndTheProcessWithCode0(t *testing.T) {
	t.Parallel()
	e := newSims(t)
	for _, sig := range []os.Signal{syscall.SIGINT, syscall.SIGTERM} {
		cmd := started(t, e.writeConfig(filepath.Join(t.TempDir(), "bot.db")))
		if err := cmd.Process.Signal(sig); err != nil {
			t.Fatal(err)
		}
		if err := cmd.Wait(); err != nil {
			t.Errorf("%v: %v", sig, err)
		}
	}
}

func TestARevokedTokenExits3(t *testing.T) {
	t.Parallel()
	e := newSims(t)
	e.telegram.Fail(telegramsim.Failure{Code: 401, Description: "Unauthorized", Times: -1})
	cmd := onaybot(t.Context(), "run", "--config", e.writeConfig(filepath.Join(t.TempDir(), "bot.db")))
	out, _ := cmd.CombinedOutput()
	if code := cmd.ProcessState.ExitCode(); code != exitToken || !strings.Contains(string(out), "token") {
		t.Errorf("exit code %d, want %d:\n%s", code, exitToken, out)
	}
}

// countUntil takes messages until each part has been seen, and counts those
// with the first.
func (k *talk) countUntil(parts ...string) (first int) {
	k.t.Helper()
	missing := map[string]bool{}
	for _, part := range parts {
		missing[part] = true
	}
	for len(missing) > 0 {
		m := k.Next(k.t)
		for _, part := range parts {
			if strings.Contains(m.Text, part) {
				delete(missing, part)
				if part == parts[0] {
					first++
				}
			}
		}
	}
	return first
}

// inFile writes something about a card into a database.
func inFile(t testing.TB, path, pan string, do func(ctx context.Context, tx *store.Tx, number onayclient.PAN) error) {
	t.Helper()
	db, err := store.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	number, err := onayclient.ParsePAN(pan)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Tx(t.Context(), func(tx *store.Tx) error { return do(t.Context(), tx, number) }); err != nil {
		t.Fatal(err)
	}
}

// followAll writes a database in which each chat follows the card, which was
// last read above the threshold and is due.
func followAll(t testing.TB, path string, chats []*talk, pan string) {
	t.Helper()
	past := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	inFile(t, path, pan, func(ctx context.Context, tx *store.Tx, number onayclient.PAN) error {
		id, err := tx.SaveReading(ctx, onayclient.Card{
			PAN: number, Type: "01.02.15", Balance: onayclient.Tenge(540), At: past}, store.Plan{NextAt: past})
		for _, p := range chats {
			if err == nil {
				err = tx.AddChat(ctx, store.Chat{ID: p.ID(), Kind: store.Private, Lang: "ru"}, past)
			}
			var link int64
			if err == nil {
				link, err = tx.AddLink(ctx, store.NewLink{
					ChatID: p.ID(), CardID: id, Threshold: onayclient.Tenge(500), Limit: 1}, past)
			}
			if err == nil {
				err = tx.RenameLink(ctx, p.ID(), link, "Айша")
			}
		}
		return err
	})
}
