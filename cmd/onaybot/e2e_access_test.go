package main

import (
	"bytes"
	"fmt"
	"os"
	"testing"
	"time"

	"onaybot/bot/telegramsim"
	"onaybot/cmd/onaybot/config"
)

func privately(c *config.Config) { c.Access.Allow, c.Admins = []int64{1, -7}, []int64{2} }

// A stranger to a private bot gets a sentence, once an hour however often they
// knock, and leaves no trace in the files.
func TestStrangersAreTurnedAway(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t, privately)
	mum := e.prover(1, "Айша")
	word := mum.invite("Айша")
	e.person(2, "ru").ask("/start", "Здравствуйте")
	const id = 987654321012
	stranger := e.person(id, "en")
	stranger.ask("/start", "This bot is private")
	for range 100 {
		stranger.Say("/start")
	}
	for _, text := range []string{panMum, "words of a stranger", word, "/status"} {
		stranger.Say(text)
	}
	stranger.Block()
	stranger.Unblock()
	total := e.cabinet.Requests().Total
	e.person(3, "ru").ask(word, "закрытый бот") // comes after all of those
	stranger.Quiet(t)
	e.clock.move(time.Hour)
	stranger.ask(panMum, "This bot is private")

	group := &talk{t, e.telegram.Group(-8, "Чужие", telegramsim.User{ID: id + 1, FirstName: "P", Language: "ru"})}
	group.Say("/nonsense") // not for this bot
	group.ask("/balance", "закрытый бот")
	group.Quiet(t)
	e.person(4, "ru").ask(word, "закрытый бот")
	mum.Quiet(t) // the invite was not taken
	if n := e.cabinet.Requests().Total - total; n != 0 {
		t.Errorf("%d requests for strangers", n)
	}
	// Before the stop, which empties the log beside the database.
	nothingOf(t, e.cfg.Database, fmt.Sprint(id), "words of a stranger", "Чужие", panMum)
	if err := e.stop(); err != nil {
		t.Fatal(err)
	}
	for _, query := range []string{
		"SELECT count(*) FROM chats WHERE id NOT IN (1, 2)", "SELECT count(*) FROM inbox WHERE chat_id NOT IN (0, 1, 2) OR done_at IS NULL",
		"SELECT count(*) FROM invites WHERE used_at IS NOT NULL", "SELECT count(*) FROM outbox",
	} {
		if n := countIn(t, e.cfg.Database, query); n != 0 {
			t.Errorf("%d: %s", n, query)
		}
	}
}

// nothingOf looks for bytes in a database and what lies beside it.
func nothingOf(t *testing.T, database string, words ...string) {
	t.Helper()
	for _, path := range []string{database, database + "-wal", database + "-shm"} {
		text, err := os.ReadFile(path)
		if os.IsNotExist(err) && path != database {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range words {
			if bytes.Contains(text, []byte(word)) {
				t.Errorf("%s holds %q", path, word)
			}
		}
	}
}

// A listed group admits who writes in it, and goes on to when it becomes a
// supergroup, over a restart too.
func TestAListedGroupIsServedAsASupergroup(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t, privately)
	g := e.telegram.Group(-7, "Семья", telegramsim.User{ID: 3, FirstName: "P", Language: "ru"})
	(&talk{t, g}).ask("/start", "Здравствуйте")
	super := &talk{t, g.MigrateTo(-1009)}
	super.ask("/help", "номер")
	e.restart()
	super.ask("/help", "номер")
	e.person(3, "ru").ask("/start", "закрытый бот")
}
