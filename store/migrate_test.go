package store

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"onaybot/onayclient"
)

// The frozen files are the same day of the same two chats, each as one
// version of the schema wrote it.
func frozen(t *testing.T, version int) *Store {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("testdata/v%d.sql", version))
	if err != nil {
		t.Fatalf("a version of the schema is not frozen: %v", err)
	}
	path := filepath.Join(t.TempDir(), "old.db")
	exec(t, path, string(text))
	return openAt(t, path)
}

// latest is the version of a file that has just been opened.
func latest(t *testing.T) int {
	t.Helper()
	var version int
	if err := open(t).r.QueryRowContext(t.Context(), "PRAGMA user_version").Scan(&version); err != nil {
		t.Fatal(err)
	}
	return version
}

// forEachVersion checks a file that was written by each version from the first
// that had what is checked.
func forEachVersion(t *testing.T, first int, check func(t *testing.T, s *Store)) {
	t.Helper()
	for version := first; version <= latest(t); version++ {
		t.Run(fmt.Sprint("version ", version), func(t *testing.T) {
			t.Parallel()
			check(t, frozen(t, version))
		})
	}
}

func TestOpenCountsTheMigrations(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "schema version", latest(t), len(files))
}

func TestUpgradeKeepsEveryRow(t *testing.T) {
	t.Parallel()
	forEachVersion(t, 1, func(t *testing.T, s *Store) {
		for table, want := range map[string]int{
			"chats": 2, "cards": 2, "links": 2, "transactions": 2, "inbox": 2, "outbox": 1, "dialogs": 1, "facts": 1,
		} {
			equal(t, "rows of "+table, count(t, s, table), want)
		}
	})
}

func TestUpgradeKeepsChatsAndCards(t *testing.T) {
	t.Parallel()
	forEachVersion(t, 1, func(t *testing.T, s *Store) {
		group, err := s.Chat(t.Context(), -1002)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "group", group, Chat{ID: -1002, Kind: Supergroup, Lang: "ru", BlockedAt: start.Add(time.Hour)})
		equal(t, "school card", plain(linkOf(t, s, 101, 11)), Link{
			ID: 11, ChatID: 101, Name: "Айша", Threshold: onayclient.Tenge(500), Low: true, Since: start,
			Card: Card{
				Card: onayclient.Card{PAN: number(t, 101), Type: "01.02.15", Name: "Школьная", Balance: 32050, At: start},
				ID:   1, NextAt: start.Add(15 * minute), RidesAt: start, RidesFrom: start.AddDate(0, 0, -7),
			},
		})
		equal(t, "blocked card", plain(linkOf(t, s, -1002, 12)), Link{
			ID: 12, ChatID: -1002, Since: start,
			Card: Card{Card: onayclient.Card{PAN: number(t, 202), Balance: -8000, Blocked: true, At: start}, ID: 2},
		})
	})
}

// plain is a link without what later versions of the schema added.
func plain(l Link) Link {
	l.Alerts, l.Proof, l.Card.ClosedAt, l.Card.Habit = Alerts{}, Proof{}, time.Time{}, ""
	return l
}

func TestUpgradeGivesAlertsTheirDefaults(t *testing.T) {
	t.Parallel()
	s := frozen(t, 1)
	equal(t, "school card", linkOf(t, s, 101, 11).Alerts, Alerts{Wishes: DefaultWishes})
	equal(t, "blocked card, in the red: no news", linkOf(t, s, -1002, 12).Alerts,
		Alerts{Wishes: DefaultWishes, Negative: true, Stopped: true})
}

func TestUpgradeKeepsAlerts(t *testing.T) {
	t.Parallel()
	forEachVersion(t, 2, func(t *testing.T, s *Store) {
		equal(t, "school card", linkOf(t, s, 101, 11).Alerts, Alerts{
			Wishes: WishShort | WishNegative | WishTopUp | WishRides | WishNoRide, NoRideBy: 510,
			QuietFrom: 1320, QuietTo: 420, RidesSince: start.AddDate(0, 0, -1), LowAt: start.Add(-time.Hour),
		})
		equal(t, "blocked card", linkOf(t, s, -1002, 12).Alerts, Alerts{
			ThresholdRides: 5, PausedUntil: start.AddDate(0, 0, 1), Negative: true, Stopped: true,
			TopUpAt: start.Add(-2 * time.Hour),
		})
		for _, table := range []string{"duties", "told", "days", "chats WHERE told_down = 1"} {
			equal(t, "rows of "+table, count(t, s, table), 1)
		}
	})
}

func TestUpgradeKeepsLetters(t *testing.T) {
	t.Parallel()
	forEachVersion(t, 5, func(t *testing.T, s *Store) {
		got, err := s.Letter(t.Context(), 101, 77)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "letter", got, Letter{ChatID: 101, MessageID: 77, From: -1002, ThreadID: 3, ReplyTo: 9, At: start.Truncate(time.Millisecond)})
	})
}

func TestUpgradeKeepsRides(t *testing.T) {
	t.Parallel()
	forEachVersion(t, 1, func(t *testing.T, s *Store) {
		at := start.Truncate(time.Second)
		equal(t, "rides", rides(t, s, 1, start.AddDate(-1, 0, 0), start), []onayclient.Transaction{
			{
				ID: "7f3a", At: at, Kind: onayclient.KindRide, Route: "92", Vehicle: "524EY02",
				Amount: -6000, Balance: 32050, HasBalance: true,
			},
			{ID: "7f39", At: at.AddDate(0, 0, -1), Kind: onayclient.KindTopUp, Amount: 100000},
		})
	})
}

func TestUpgradeKeepsTheHabit(t *testing.T) {
	t.Parallel()
	equal(t, "none yet", linkOf(t, frozen(t, 3), 101, 11).Card.Habit, "")
	equal(t, "school card", linkOf(t, frozen(t, 4), 101, 11).Card.Habit, "\x01\x02")
}

func TestUpgradeKeepsWhatWaits(t *testing.T) {
	t.Parallel()
	forEachVersion(t, 1, func(t *testing.T, s *Store) {
		equal(t, "known updates", save(t, s, update(9001, 101)), []int64(nil))
		equal(t, "waiting updates", pending(t, s, 101), []int64{9002})
		equal(t, "event", nextEvent(t, s, 101, start.Add(time.Second)), Event{
			ID: 21, ChatID: 101, LinkID: 11, Kind: EventLow, Data: []byte(`{"balance":32050}`),
			CreatedAt: start, DueAt: start.Add(time.Second), Tries: 3,
		})
		d, err := s.Dialog(t.Context(), 101, 5, start)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "dialog", d, Dialog{ChatID: 101, UserID: 5, Step: "name", Data: []byte(`{"link":11}`), Until: start.Add(time.Hour)})
		fact, err := s.Get(t.Context(), "cabinet.down_since")
		if err != nil || fact != "2026-11-22T03:30:00Z" {
			t.Errorf("fact %q, %v", fact, err)
		}
	})
}

// A schema come to by upgrading is the one a new file has. It also holds that
// the first migration says what its frozen file says.
func TestUpgradeGivesTheSchemaOfANewFile(t *testing.T) {
	t.Parallel()
	want := schema(t, open(t))
	forEachVersion(t, 1, func(t *testing.T, s *Store) {
		equal(t, "schema", schema(t, s), want)
	})
}

var commentOrSpace = regexp.MustCompile(`--[^\n]*|\s+`)

func schema(t *testing.T, s *Store) (definitions []string) {
	t.Helper()
	rows, err := s.r.QueryContext(t.Context(), "SELECT name || ': ' || coalesce(sql, '') FROM sqlite_schema ORDER BY name")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			t.Fatal(err)
		}
		text = commentOrSpace.ReplaceAllString(text, " ")
		definitions = append(definitions, strings.Join(strings.Fields(text), " "))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return definitions
}

func TestRefusedMigrationLeavesTheVersion(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "test.db")
	exec(t, path, "CREATE TABLE outbox (in_the_way)") // the first migration fails half way
	if s, err := Open(t.Context(), path); err == nil {
		_ = s.Close() // it should not be open
		t.Fatal("opened")
	}
	exec(t, path, "DROP TABLE outbox")
	addChat(t, openAt(t, path), 1)
}
