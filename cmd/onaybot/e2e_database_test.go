package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A database that has been moved away or exchanged under the bot is no secret.
func TestADatabaseThatIsReplacedUnderTheBotIsSaid(t *testing.T) {
	t.Parallel()
	const says = "removed or replaced"
	e := newE2E(t, anyPort)
	at := e.metricsAt()
	health := func(when string, want int) {
		t.Helper()
		if status, body := askAt(t, at, "/healthz"); status != want || (want != 200) != strings.Contains(body, says) {
			t.Errorf("%s: %d %q", when, status, body)
		}
	}
	e.person(1, "ru").ask("/help", "Что я умею") // it has begun
	health("before", 200)
	rename(t, e.cfg.Database, e.cfg.Database+".away")
	health("removed", 503)
	e.settled()
	e.until(says)
	putFile(t, e.cfg.Database, contents(t, e.cfg.Database+".away"))
	health("replaced", 503)
	rename(t, e.cfg.Database+".away", e.cfg.Database)
	health("put back", 200)
}

func rename(t *testing.T, from, to string) {
	t.Helper()
	if err := os.Rename(from, to); err != nil {
		t.Fatal(err)
	}
}

func putFile(t *testing.T, path string, text []byte) {
	t.Helper()
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
}

// No other name of the database, and no loss of the file that carries the lock, lets a second bot
// in; and the one that runs is not disturbed by the attempt.
func TestNoOtherNameLetsASecondBotIn(t *testing.T) {
	t.Parallel()
	for name, link := range map[string]func(db, other string) error{
		"a symlink":             os.Symlink,
		"a hard link":           os.Link,
		"a symlinked folder":    symlinkFolder,
		"without its .lock":     unlocked(os.Symlink),
		"a hard link, no .lock": unlocked(os.Link),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newSims(t)
			p := e.person(1, "ru")
			first := started(t, e.writeConfig(e.cfg.Database))
			p.ask(panMum, "·0017")
			other := filepath.Join(filepath.Dir(e.cfg.Database), "other", "bot.db")
			if name != "a symlinked folder" {
				if err := os.Mkdir(filepath.Dir(other), 0o700); err != nil {
					t.Fatal(err)
				}
			}
			if err := link(e.cfg.Database, other); err != nil {
				t.Fatal(err)
			}
			soon, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			out, _ := onaybot(soon, "run", "--config", e.writeConfig(other)).CombinedOutput()
			if !strings.Contains(string(out), "another onaybot runs on "+other) {
				t.Fatalf("the second bot says:\n%s", out)
			}
			p.ask("Мама", "Мама")
			if err := first.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			_ = first.Wait() // killed
			started(t, e.writeConfig(e.cfg.Database))
			p.ask("/balance", "Мама")
		})
	}
}

func symlinkFolder(db, other string) error { return os.Symlink(filepath.Dir(db), filepath.Dir(other)) }

// unlocked removes the file that carries the lock, too.
func unlocked(link func(db, other string) error) func(db, other string) error {
	return func(db, other string) error { return errors.Join(os.Remove(db+".lock"), link(db, other)) }
}
