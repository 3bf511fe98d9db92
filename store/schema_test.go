package store

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"onaybot/onayclient"
)

// frozen opens a copy of the database that a released version of the schema wrote.
func frozen(t *testing.T, file string) *Store {
	t.Helper()
	path := filepath.Join(t.TempDir(), "old.db")
	exec(t, path, string(content(t, file)))
	return openAt(t, path)
}

// latest is the version of a file that has just been opened.
func latest(t *testing.T) int {
	t.Helper()
	version, err := one[int](t.Context(), open(t).Queries, "PRAGMA user_version")
	if err != nil {
		t.Fatal(err)
	}
	return version
}

// A database of each released version is upgraded to the schema that a new file has, and loses no row.
// It also holds that no file of the schema has changed since it was frozen.
func TestEveryVersionIsUpgraded(t *testing.T) {
	t.Parallel()
	want := definitions(t, open(t))
	files, err := filepath.Glob("testdata/*.sql")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d databases, %v", len(files), err)
	}
	for _, file := range files {
		s := frozen(t, file)
		equal(t, "schema", definitions(t, s), want)
		for table, want := range map[string]int{
			"chats": 2, "cards": 2, "links": 2, "transactions": 2, "days": 1, "inbox": 2, "outbox": 1, "notified": 1,
			"feedback": 1, "checks": 3, "dialogs": 1, "invites": 1, "quotas": 1, "tombstones": 1, "facts": 1,
		} {
			equal(t, "rows of "+table, count(t, s, table), want)
		}
	}
}

var commentOrSpace = regexp.MustCompile(`--[^\n]*|\s+`)

func definitions(t *testing.T, s *Store) []string {
	t.Helper()
	list, err := all[string](t.Context(), s.Queries,
		"SELECT name || ': ' || coalesce(sql, '') FROM sqlite_schema ORDER BY name")
	if err != nil {
		t.Fatal(err)
	}
	for i, text := range list {
		list[i] = strings.Join(strings.Fields(commentOrSpace.ReplaceAllString(text, " ")), " ")
	}
	return list
}

func TestAnUpgradeKeepsWhatIsKnown(t *testing.T) {
	t.Parallel()
	s := frozen(t, "testdata/100.sql")
	equal(t, "the school card", linkOf(t, s, 101, 11), Link{
		ID: 11, ChatID: 101, Name: "Айша", Threshold: onayclient.Tenge(500), Low: true, Since: start,
		Card: Card{
			Card: onayclient.Card{PAN: number(t, 101), Type: "01.02.15", Balance: 32050, At: start},
			ID:   1, NextAt: start.Add(15 * minute), MayWait: 7 * minute, RidesAt: start, RidesFrom: start.AddDate(0, 0, -7),
			PolicyNotes: "\x01\x02",
		},
		Alerts: Alerts{
			Subscriptions: SubscribeShort | SubscribeNegative | SubscribeTopUp | SubscribeRides | SubscribeNoRide, NoRideBy: 510,
			QuietFrom: 1320, QuietTo: 420, RidesSince: start.AddDate(0, 0, -1), LowAt: start.Add(-time.Hour),
		},
		Proof: Proof{ProvedAt: start, ApprovedBy: 12},
	})
	equal(t, "the group's card", linkOf(t, s, -1002, 12), Link{
		ID: 12, ChatID: -1002, Since: start, City: "Алматы", DeclaredFare: onayclient.FareHalf,
		Card: Card{
			Card: onayclient.Card{PAN: number(t, 202), Balance: -8000, Blocked: true, At: start},
			ID:   2, ClosedAt: start.Add(time.Hour),
		},
		Alerts: Alerts{
			ThresholdRides: 5, NoRideBy2: 1020, SnoozedUntil: start.AddDate(0, 0, 1),
			Negative: true, Stopped: true, TopUpAt: start.Add(-2 * time.Hour),
		},
		Proof: Proof{ApprovalUntil: start.AddDate(0, 0, 3), NamedAt: start},
	})
	group, err := s.Chat(t.Context(), -1002)
	equal(t, "the group", []any{group, err},
		[]any{Chat{ID: -1002, Kind: Supergroup, Lang: "ru", BlockedAt: start.Add(time.Hour), Suspended: true}, nil})
	equal(t, "what waits", nextEvent(t, s, 101, start.Add(time.Second)), Event{
		ID: 21, ChatID: 101, LinkID: 11, From: -1002, Kind: EventLow, Data: []byte(`{"balance":32050}`),
		CreatedAt: start, DueAt: start.Add(time.Second), Tries: 3, Held: true,
	})
}

// The wrong answers that a chat has used up are used up after an upgrade too.
func TestAnUpgradeKeepsWrongAnswers(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "old.db")
	until := start.Add(day)
	exec(t, path, string(content(t, "testdata/100.sql"))+fmt.Sprintf(
		"INSERT INTO quotas VALUES ('wrong', 'mum card', 2, %[1]d), ('wrong', 'dad card', 1, %[1]d);", until.UnixMilli()))
	s := openAt(t, path)
	got, err := s.WrongAnswers(t.Context(), "card", start.Add(-day))
	slices.SortFunc(got, func(a, b WrongAnswer) int { return strings.Compare(a.Chat, b.Chat) })
	equal(t, "wrong answers", []any{got, err}, []any{[]WrongAnswer{{"dad", start}, {"mum", start}, {"mum", start}}, nil})
	equal(t, "quotas", count(t, s, "quotas"), 1)
}

// A file of a newer schema, of a version before 1.0 or of another program is named and left as it is.
func TestNewerSchemaIsRefusedAndLeftAlone(t *testing.T) {
	t.Parallel()
	const ours = "CREATE TABLE chats (a); CREATE TABLE cards (a); CREATE TABLE links (a); CREATE TABLE transactions (a);"
	for _, c := range []struct {
		query string
		want  error
	}{
		{ours + "PRAGMA user_version = 8", ErrOlderSchema},
		{ours + "PRAGMA user_version = 1", ErrOlderSchema},
		{fmt.Sprintf("%sPRAGMA application_id = %d; PRAGMA user_version = 1000", ours, applicationID), ErrNewerSchema},
		{"CREATE TABLE chats (a)", ErrForeign},
		{ours + "PRAGMA user_version = 100", ErrForeign},
		{"PRAGMA application_id = 7; PRAGMA user_version = 100", ErrForeign},
	} {
		path := filepath.Join(t.TempDir(), "other.db")
		exec(t, path, "PRAGMA journal_mode = WAL;"+c.query)
		before, files := content(t, path), names(t, path)
		_, err := Open(t.Context(), path)
		wantErr(t, err, c.want)
		_, err = Backup(t.Context(), path, path+"2")
		wantErr(t, err, c.want)
		if !bytes.Equal(before, content(t, path)) {
			t.Errorf("%s: the file has changed", c.query)
		}
		equal(t, "files", names(t, path), files)
	}
}

func TestPeekChangesNothing(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "bot.db")
	peek := func(want Peek) {
		t.Helper()
		files := names(t, path)
		before, _ := os.ReadFile(path) // which may not be there
		got, err := PeekAt(t.Context(), path)
		equal(t, "peek", []any{got, err}, []any{want, nil})
		equal(t, "files", names(t, path), files)
		after, _ := os.ReadFile(path)
		equal(t, "the file is as it was", bytes.Equal(before, after), true)
	}
	known := latest(t)
	peek(Peek{Known: known})
	s, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	wantErr(t, s.Set(t.Context(), "k", "v"), nil)
	want := Peek{Exists: true, InUse: true, Schema: known, Known: known, Facts: map[string]string{"k": "v"}}
	peek(want)
	wantErr(t, s.Close(), nil)
	want.InUse = false
	peek(want)
	exec(t, path, "PRAGMA user_version = 1000")
	want.Schema = 1000
	peek(want)
	_, err = PeekAt(t.Context(), filepath.Dir(path))
	if err == nil {
		t.Error("a folder passes for a database")
	}
}

// A process that dies before the first schema is complete leaves a file that can be opened.
func TestAnEmptyDatabaseIsANewOne(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "test.db")
	exec(t, path, "PRAGMA journal_mode = WAL; CREATE TABLE a (b); DROP TABLE a")
	addChat(t, openAt(t, path), 1)
}

// A name that an older version took for one, though it holds a card's number, goes with the upgrade.
func TestAnUpgradeForgetsNumbersThatBecameNames(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "old.db")
	exec(t, path, string(content(t, "testdata/100.sql")))
	exec(t, path, "UPDATE links SET name = '9643 1085 0330 0000 017.' WHERE id = 11")
	equal(t, "the name", linkOf(t, openAt(t, path), 101, 11).Name, "")
}
