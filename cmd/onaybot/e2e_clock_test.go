package main

import (
	"context"
	"errors"
	"testing"
	"time"

	"onaybot/bot/telegramsim"
	"onaybot/onayclient"
	"onaybot/onayclient/cabinetsim"
	"onaybot/store"
)

// believed is tick of a bot that has believed its clock for the last hour: after the move and before
// that hour it has heard a date, in the answer that brings what somebody says.
func (e *e2e) believed(after time.Duration) {
	e.t.Helper()
	e.clock.move(after - time.Hour)
	e.person(77_777, "ru").ask("/help", "/balance")
	e.tick(time.Hour)
}

// purged are the tables from which something goes when it is old.
var purged = []string{"chats", "cards", "links", "transactions", "days", "inbox", "notified", "invites", "feedback",
	"dialogs", "quotas", "tombstones"}

// kept counts the rows of each of those tables.
func (e *e2e) kept() map[string]int {
	e.t.Helper()
	rows := map[string]int{}
	for _, table := range purged {
		rows[table] = countIn(e.t, e.cfg.Database, "SELECT count(*) FROM "+table)
	}
	return rows
}

// furnish writes a database in which each of those tables has a row, of the morning.
func (e *e2e) furnish() {
	e.t.Helper()
	inFile(e.t, e.cfg.Database, panMum, func(ctx context.Context, tx *store.Tx, number onayclient.PAN) error {
		read := onayclient.Card{PAN: number, Type: "01.01", Balance: onayclient.Tenge(1240), At: morning}
		card, err := tx.SaveReading(ctx, read, store.Plan{NextAt: morning.AddDate(20, 0, 0)})
		if err != nil {
			return err
		}
		for _, id := range []int64{5, 6} {
			err = errors.Join(err, tx.AddChat(ctx, store.Chat{ID: id, Kind: store.Private, Lang: "ru"}, morning))
		}
		link, errLink := tx.AddLink(ctx, store.NewLink{ChatID: 5, CardID: card, Limit: 1}, morning)
		_, errRides := tx.SaveTransactions(ctx, card, []onayclient.Transaction{
			{ID: "a.1", At: morning, Kind: onayclient.KindRide, Route: "92", Amount: onayclient.Tenge(-120)}}, morning, morning)
		_, errQuota := tx.Spend(ctx, store.Quota{Kind: "k", Key: "q", Max: 1, For: 30 * 24 * time.Hour}, morning)
		return errors.Join(err, errLink, errRides, errQuota,
			tx.RenameLink(ctx, 5, link, "Мама"),
			tx.SetBlocked(ctx, 6, morning, morning),
			tx.AddDay(ctx, card, store.Day{Day: int(morning.Unix() / 86400), Spent: onayclient.Tenge(120)}),
			tx.AddNotified(ctx, store.Notified{LinkID: link, TransactionID: 1, MessageID: 7, At: morning}),
			tx.AddInvite(ctx, []byte("invite"), store.Invite{Links: []int64{link}, Until: morning.Add(24 * time.Hour)}),
			tx.AddFeedback(ctx, store.Feedback{ChatID: 5, MessageID: 3, From: 6, At: morning}),
			tx.SetDialog(ctx, store.Dialog{ChatID: 6, UserID: 6, Step: "s", Until: morning.Add(time.Hour)}, nil),
			tx.Forget(ctx, 404, morning))
	})
}

// wantKept wants as many rows as before, or more, in each table.
func (e *e2e) wantKept(before map[string]int) {
	e.t.Helper()
	now := e.kept()
	for table, n := range before {
		if now[table] < n {
			e.t.Errorf("%s: %d rows, there were %d", table, now[table], n)
		}
	}
}

// A clock that is wrong for four seconds, by 91 days or by ten years, deletes nothing: not while
// it is wrong, and not within the hour after.
func TestAClockThatIsAheadForAMomentDeletesNothing(t *testing.T) {
	t.Parallel()
	for name, ahead := range map[string]time.Duration{"91 days": 91 * 24 * time.Hour, "ten years": 3653 * 24 * time.Hour} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newSims(t)
			e.cfg.Rides.KeepDays = 31
			e.furnish()
			e.run()
			p := e.person(5, "ru")
			p.ask("/balance", "Мама")
			e.tick(2 * time.Hour) // the clock is believed
			before := e.kept()
			e.skew.Store(int64(ahead))
			for range 4 {
				e.tick(time.Second)
			}
			p.ask("/help", "/balance") // and a date is heard
			e.settled()
			e.wantKept(before)
			e.skew.Store(0)
			e.tick(59 * time.Minute)
			e.wantKept(before)
			e.until("nothing is purged")
			p.ask("/balance", "Мама")
		})
	}
}

// Where no date ever came, such as while both are out of reach, nothing is deleted however old it is.
func TestWithoutADateNothingIsDeleted(t *testing.T) {
	t.Parallel()
	e := newSims(t)
	e.telegram.Fail(telegramsim.Failure{Reset: true, Times: -1})
	e.cabinet.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultReset})
	e.furnish()
	e.run()
	e.until("started")
	before := e.kept()
	e.tick(400 * 24 * time.Hour)
	e.tick(400 * 24 * time.Hour)
	e.tick(2 * time.Hour)
	e.wantKept(before)
}

// Once the clock has been plausible for an hour, what is old goes.
func TestWhatIsOldGoesWhenTheClockIsBelieved(t *testing.T) {
	t.Parallel()
	e := newSims(t)
	e.furnish()
	e.run()
	e.until("talking to telegram")
	e.believed(802 * 24 * time.Hour)
	want := map[string]int{"chats": 2, "cards": 1, "links": 1, "inbox": 1, "tombstones": 1} // 6 was forgotten, 77777 came
	for table, n := range e.kept() {
		if n != want[table] {
			t.Errorf("%s: %d rows, want %d", table, n, want[table])
		}
	}
}
