package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"onaybot/cmd/onaybot/config"
)

// Copies are made each night, the oldest of the bot's own go, and one of them can be restored.
func TestNightlyBackups(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "copies")
	e := newE2E(t, func(c *config.Config) { c.Backup = backupAt(t, "0 3 * * *", dir, 2) })
	p := e.follower(1, "ru", panMum, "Мама")
	for night, want := range [][]string{
		{"onaybot-20261124T030000Z.db"},
		{"onaybot-20261124T030000Z.db", "onaybot-20261125T030000Z.db", "onaybot-mine.db"},
		{"onaybot-20261125T030000Z.db", "onaybot-20261126T030000Z.db", "onaybot-mine.db"},
	} {
		e.tick(24 * time.Hour) // the first tick since 03:00 is at 08:00, which is 03:00 UTC
		if got := filesIn(t, dir); !slices.Equal(got, want) {
			t.Fatalf("copies %v, want %v", got, want)
		}
		if night == 0 {
			if err := os.WriteFile(filepath.Join(dir, "onaybot-mine.db"), nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	p.press(p.press(p.press(p.ask("/cards"), "Мама"), "Удалить"), "Да, удалить")
	if err := e.stop(); err != nil {
		t.Fatal(err)
	}
	e.must([]string{"restore", "--config", e.writeConfig(e.cfg.Database), filepath.Join(dir, "onaybot-20261126T030000Z.db")}, "1 cards")
	e.start()
	p.ask("/balance", "Мама")
}

// A backup that fails is told to the admins once, until one has been made.
func TestAFailedBackupIsToldOnce(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "copies")
	e := newE2E(t, func(c *config.Config) {
		c.Backup, c.Admins = backupAt(t, "0 3 * * *", dir, 2), []int64{50}
	})
	admin := e.person(50, "ru")
	admin.ask("/help")
	for range 2 {
		if err := os.WriteFile(dir, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		e.tick(24 * time.Hour)
		admin.hear("⚠️ Резервная копия базы не получилась", "завтра после 03:00")
		e.tick(24 * time.Hour)
		if err := os.Remove(dir); err != nil {
			t.Fatal(err)
		}
		e.tick(24 * time.Hour)
		admin.Quiet(t)
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
	}
}

func backupAt(t *testing.T, spec, dir string, keep int) config.Backup {
	t.Helper()
	at, err := config.ParseSchedule(spec)
	if err != nil {
		t.Fatal(err)
	}
	return config.Backup{Schedule: at, Dir: dir, Keep: keep}
}

func filesIn(t *testing.T, dir string) (files []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		files = append(files, e.Name())
	}
	return files
}
