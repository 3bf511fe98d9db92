package main

import (
	"bytes"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// command runs a command line in this process, on the clock of e.
func (e *e2e) command(args ...string) (code int, out string) {
	e.t.Helper()
	var text bytes.Buffer
	code = execute(args, process{ctx: e.t.Context(), stdout: &text, stderr: &text, getenv: func(string) string { return "" }, now: e.clock.now})
	return code, text.String()
}

// must is command that has to end well and say all parts.
func (e *e2e) must(args []string, parts ...string) {
	e.t.Helper()
	code, out := e.command(args...)
	if code != 0 {
		e.t.Fatalf("%v: exit code %d: %s", args, code, out)
	}
	has(e.t, out, parts...)
}

// fails is command that has to end with a code and say all parts.
func (e *e2e) fails(want int, args []string, parts ...string) {
	e.t.Helper()
	code, out := e.command(args...)
	if code != want {
		e.t.Errorf("%v: exit code %d, want %d", args, code, want)
	}
	has(e.t, out, parts...)
}

func has(t testing.TB, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("lacks %q:\n%s", part, text)
		}
	}
}

// A backup made while the bot runs is put back: what was lost is there again, and who was
// forgotten since is not.
func TestBackupAndRestore(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	file, out := e.writeConfig(e.cfg.Database), filepath.Join(t.TempDir(), "backup.db")
	mum, kid, later := e.follower(1, "ru", panMum, "Мама"), e.follower(987654321, "ru", panKid, "Айша"), e.person(3, "ru")
	e.must([]string{"backup", "--config", file, out}, out, "2 chats, 2 cards, 2 links", "checked")
	e.fails(exitConfig, []string{"backup", "--config", file, out}, out+": exists already")

	e.clock.move(time.Hour)
	kid.press(kid.ask("/forget"), "Да, удалить всё", "всё об этом чате удалено")
	mum.press(mum.press(mum.press(mum.ask("/cards"), "Мама"), "Удалить"), "Да, удалить")
	later.ask(panPass, "·0033")
	e.fails(exitFault, []string{"restore", "--config", file, out}, "another onaybot runs on "+e.cfg.Database, "stop it first")
	if err := e.stop(); err != nil {
		t.Fatal(err)
	}
	e.must([]string{"restore", "--config", file, out},
		"is restored from "+out, "2 chats", "1 chats.", "is kept as "+e.cfg.Database+".before-restore-20261123T040000Z")
	if strings.Contains(string(contents(t, e.cfg.Database)), "Айша") {
		t.Error("the restored file holds the name in a chat that is forgotten")
	}
	e.start()
	mum.ask("/balance", "Мама")
	kid.ask("/balance", "Карт пока нет")
	later.ask("/balance", "Карт пока нет")
}

func TestWhatCannotBeRestoredSaysWhatToDo(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	e.follower(1, "ru", panKid, "Айша")
	dir, file := t.TempDir(), e.writeConfig(e.cfg.Database)
	good := filepath.Join(dir, "good.db")
	e.must([]string{"backup", "--config", file, good})
	if err := e.stop(); err != nil {
		t.Fatal(err)
	}
	before := everyByte(t, e.cfg.Database)
	for name, tt := range map[string]struct {
		text []byte
		want string
	}{
		"text.db": {[]byte("a text"), "is no database of onaybot: give the path"},
		"cut.db":  {contents(t, good)[:20_000], "is damaged"},
	} {
		in := filepath.Join(dir, name)
		if err := os.WriteFile(in, tt.text, 0o600); err != nil {
			t.Fatal(err)
		}
		e.fails(exitConfig, []string{"restore", "--config", file, in}, in+": "+tt.want, "The database is as it was.")
	}
	e.fails(exitConfig, []string{"restore", "--config", file, filepath.Join(dir, "none.db")}, "give the path of a backup")
	e.fails(exitConfig, []string{"backup", "--config", file, filepath.Join(dir, "none", "b.db")}, "is not there")
	if everyByte(t, e.cfg.Database) != before {
		t.Error("the database has changed")
	}
}

// A database of a newer version is refused, and so is a backup of one.
func TestANewerDatabaseIsRefused(t *testing.T) {
	t.Parallel()
	e := newSims(t)
	fillRides(t, e.cfg.Database, 2, panKid, 1)
	db, err := sql.Open("sqlite3", "file:"+e.cfg.Database)
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.ExecContext(t.Context(), "PRAGMA user_version = 1000")
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	before, file := everyByte(t, e.cfg.Database), e.writeConfig(e.cfg.Database)
	e.fails(exitConfig, []string{"run", "--config", file}, "newer version", "run the newer version, or restore a backup")
	e.fails(exitConfig, []string{"restore", "--config", file, e.cfg.Database}, "is of a newer version of onaybot", "The database is as it was.")
	if everyByte(t, e.cfg.Database) != before {
		t.Error("the database has changed")
	}
}

// A damaged database is named at the start, left as it is, and replaced by restore.
func TestADamagedDatabaseIsNamedAndReplaced(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p, out, file := e.follower(1, "ru", panKid, "Айша"), filepath.Join(t.TempDir(), "backup.db"), e.writeConfig(e.cfg.Database)
	e.must([]string{"backup", "--config", file, out})
	if err := e.stop(); err != nil {
		t.Fatal(err)
	}
	text := contents(t, e.cfg.Database)
	copy(text[len(text)/2:], bytes.Repeat([]byte{0xA5}, 8192))
	if err := os.WriteFile(e.cfg.Database, text, 0o600); err != nil {
		t.Fatal(err)
	}
	e.fails(exitConfig, []string{"run", "--config", file}, e.cfg.Database, "damaged", "left as it is", "onaybot restore --config FILE BACKUP")
	if !bytes.Equal(contents(t, e.cfg.Database), text) {
		t.Error("the damaged file has changed")
	}
	e.must([]string{"restore", "--config", file, out}, "is kept as", "could not be read", "chats that were forgotten since are back")
	e.start()
	p.ask("/balance", "Айша")
}

func TestASecondBotOnTheSameDatabaseIsRefused(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	e.until("started")
	e.fails(exitFault, []string{"run", "--config", e.writeConfig(e.cfg.Database)}, "another onaybot runs on "+e.cfg.Database, "stop it first")
}
