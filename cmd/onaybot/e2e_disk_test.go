package main

import (
	"database/sql"
	"testing"
	"time"
)

// Another process holds the database for longer than the bot waits for it. What people say
// meanwhile is answered once it lets go, each thing once and in order.
func TestADatabaseLockedForLong(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.follower(1, "ru", panMum, "Мама")
	db, err := sql.Open("sqlite3", "file:"+e.cfg.Database+"?_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	holder, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	p.Say("/lang")
	p.Say(panKid)
	p.Say("/balance")
	e.until("database is locked")
	if err := holder.Rollback(); err != nil {
		t.Fatal(err)
	}
	p.hear("Выберите язык")
	p.hear("·0027")
	p.hear("Мама", "·0027")
	e.tick(time.Minute)
	p.Quiet(t)
	e.restart()
	p.ask("/balance", "Мама", "·0027")
}
