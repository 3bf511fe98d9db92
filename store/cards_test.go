package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"onaybot/onayclient"
)

func saveReading(t *testing.T, s *Store, c onayclient.Card, next time.Time) {
	t.Helper()
	write(t, s, func(ctx context.Context, tx *Tx) error {
		_, err := tx.SaveReading(ctx, c, Plan{NextAt: next})
		return err
	})
}

func TestReadingIsKeptWhole(t *testing.T) {
	t.Parallel()
	s := open(t)
	_, err := s.CardByPAN(t.Context(), number(t, 1))
	wantErr(t, err, ErrNotFound)
	for i, c := range []onayclient.Card{
		{Balance: -8000, At: start},
		{Type: "01.02.15", Balance: 54050, Blocked: true, At: start.Add(minute)},
	} {
		c.PAN = number(t, 1)
		saveReading(t, s, c, start.Add(time.Hour))
		got := cardOf(t, s, 1)
		equal(t, fmt.Sprint("reading ", i), got, Card{Card: c, ID: got.ID, NextAt: start.Add(time.Hour)})
	}
	equal(t, "cards", count(t, s, "cards"), 1)
}

// Another reading of a card is kept in the same way, but for what is no part of it.
func TestReadingOfAKnownCard(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1, 2)
	id := addCard(t, s, 1)
	first := follow(t, s, 1, id)
	second := follow(t, s, 2, id)
	want := cardOf(t, s, 1)
	want.Card, want.NextAt, want.PolicyNotes = reading(t, 1, 300, start.Add(minute)), start.Add(time.Hour), "\x00\xff"
	want.Type, want.Blocked, want.MayWait = "01.02.15", true, 7*minute
	plan := Plan{want.NextAt, want.MayWait, want.PolicyNotes}
	write(t, s, func(ctx context.Context, tx *Tx) error {
		_, err := tx.SaveReading(ctx, want.Card, plan)
		return errors.Join(err, tx.SetDeclaredFare(ctx, 1, first, onayclient.FareHalf, false))
	})
	equal(t, "card", cardOf(t, s, 1), want)
	c, links, err := s.Followed(t.Context(), want.PAN)
	equal(t, "card with its followers", []any{c, err}, []any{want, nil})
	if len(links) != 2 || links[0].ID != first || links[1].ID != second {
		t.Errorf("followers %+v", links)
	}
	setBlocked(t, s, 1, start, start)
	setBlocked(t, s, 2, start, start)
	want.NextAt = time.Time{}
	write(t, s, func(ctx context.Context, tx *Tx) error {
		_, err := tx.SaveReading(ctx, want.Card, plan)
		return err
	})
	c, links, err = s.Followed(t.Context(), want.PAN)
	equal(t, "card nobody can be told of", []any{c, len(links), err}, []any{want, 0, nil})
}

func TestTransactionSeesItsOwnReading(t *testing.T) {
	t.Parallel()
	s := open(t)
	write(t, s, func(ctx context.Context, tx *Tx) error {
		_, err := tx.CardByPAN(ctx, number(t, 1))
		wantErr(t, err, ErrNotFound)
		id, err := tx.SaveReading(ctx, reading(t, 1, 540, start), Plan{NextAt: start})
		if err != nil {
			return err
		}
		c, err := tx.CardByPAN(ctx, number(t, 1))
		equal(t, "id", c.ID, id)
		return err
	})
}

func TestReadingDoesNotWakeACardNobodyIsToldOf(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1)
	follow(t, s, 1, addCard(t, s, 1))
	setBlocked(t, s, 1, start, start)
	saveReading(t, s, reading(t, 1, 300, start.Add(minute)), start.Add(time.Hour))
	c := cardOf(t, s, 1)
	if !c.NextAt.IsZero() || c.Balance != onayclient.Tenge(300) {
		t.Errorf("card %+v; want the new figures and no next reading", c)
	}
	write(t, s, func(ctx context.Context, tx *Tx) error { return tx.Postpone(ctx, c.ID, start.Add(time.Hour), 0) })
	equal(t, "next reading after Postpone", cardOf(t, s, 1).NextAt, time.Time{})
}

func TestPostpone(t *testing.T) {
	t.Parallel()
	s := open(t)
	id := addCard(t, s, 1)
	before := cardOf(t, s, 1)
	write(t, s, func(ctx context.Context, tx *Tx) error { return tx.Postpone(ctx, id, start.Add(24*time.Hour), 0) })
	before.NextAt = start.Add(24 * time.Hour)
	equal(t, "card", cardOf(t, s, 1), before)
}

// Many that are due come in the same order as few.
func TestManyDueCardsMostUrgentFirst(t *testing.T) {
	t.Parallel()
	s := open(t)
	exec(t, s.path, fmt.Sprintf(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
		INSERT INTO cards (pan, type, balance, blocked, read_at, next_at, may_wait)
		SELECT i, '', 0, 0, 0, i %% 100 * 60000 + 1, i %% 7 * 3600000 FROM n`, 2*fewDue))
	for _, now := range []int64{1, 50 * 60_000, 100 * 60_000} {
		var urgency [2][]int64
		for i, query := range []string{fewQuery, manyQuery} {
			var err error
			urgency[i], err = all(t.Context(), s.Queries, value[int64], "SELECT next_at + may_wait FROM ("+query+")", now, 300)
			if err != nil || len(urgency[i]) == 0 {
				t.Fatal(len(urgency[i]), err)
			}
		}
		equal(t, fmt.Sprint("urgency of those due by ", now), urgency[0], urgency[1])
	}
}

func TestDueCardsMostUrgentFirst(t *testing.T) {
	t.Parallel()
	s := open(t)
	for n, due := range []struct{ after, slack time.Duration }{
		{3 * minute, 0}, {minute, 0}, {2 * minute, 0}, {5 * minute, 0}, {0, 2*minute + minute/2}, {0, 9 * minute},
	} {
		saveReading(t, s, reading(t, n, 540, start), start)
		c := cardOf(t, s, n)
		write(t, s, func(ctx context.Context, tx *Tx) error {
			_, err := tx.SaveReading(ctx, c.Card, Plan{NextAt: start.Add(due.after), MayWait: due.slack})
			return err
		})
	}
	due := func(now time.Time, limit int) (numbers []onayclient.PAN) {
		cards, err := s.DueCards(t.Context(), now, limit)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range cards {
			numbers = append(numbers, c.PAN)
		}
		return numbers
	}
	a, b, c, soon, spare := number(t, 1), number(t, 2), number(t, 0), number(t, 4), number(t, 5)
	equal(t, "due at three minutes", due(start.Add(3*minute), 10), []onayclient.PAN{a, b, soon, c, spare})
	equal(t, "the first two", due(start.Add(3*minute), 2), []onayclient.PAN{a, b})
	equal(t, "due at the start", due(start, 10), []onayclient.PAN{soon, spare})
	equal(t, "due before", due(start.Add(-1), 10), []onayclient.PAN(nil))
}

// A card that is put off, or wanted sooner, has no slack any more.
func TestSlackEndsWithThePlan(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(ctx context.Context, tx *Tx, c Card) error{
		"put off":  func(ctx context.Context, tx *Tx, c Card) error { return tx.Postpone(ctx, c.ID, start.Add(minute), 0) },
		"hastened": func(ctx context.Context, tx *Tx, c Card) error { return tx.Hasten(ctx, c.ID, start.Add(minute), 0) },
		"read again": func(ctx context.Context, tx *Tx, c Card) error {
			_, err := tx.SaveReading(ctx, c.Card, Plan{NextAt: start.Add(minute)})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := open(t)
			addChat(t, s, 1)
			follow(t, s, 1, addCard(t, s, 1))
			c := cardOf(t, s, 1)
			write(t, s, func(ctx context.Context, tx *Tx) error {
				_, err := tx.SaveReading(ctx, c.Card, Plan{NextAt: start.Add(5 * minute), MayWait: time.Hour})
				return err
			})
			write(t, s, func(ctx context.Context, tx *Tx) error { return change(ctx, tx, c) })
			got := cardOf(t, s, 1)
			equal(t, "slack", got.MayWait, time.Duration(0))
			equal(t, "next reading", got.NextAt, start.Add(minute))
		})
	}
}

// The queries that run every minute, or with every message, must not look
// through a whole table.
func TestQueriesUseTheirIndex(t *testing.T) {
	t.Parallel()
	s := open(t)
	if plan := explain(t, s, manyQuery); !strings.Contains(plan, "SCAN cards USING INDEX cards_urgent\n") || strings.Contains(plan, "TEMP B-TREE") {
		t.Errorf("many due cards: %s; want them by urgency, without sorting", plan)
	}
	if plan := explain(t, s, fewQuery); !strings.Contains(plan, "SEARCH cards USING COVERING INDEX cards_next (next_at<?)\n") ||
		!strings.Contains(plan, "SEARCH cards USING INTEGER PRIMARY KEY (rowid=?)\n") {
		t.Errorf("few due cards: %s; want them sorted by the index alone", plan)
	}
	for query, index := range map[string]string{
		"SELECT count(*) FROM cards WHERE next_at <= 1":                                                "cards_next",
		"SELECT count(*) FROM cards WHERE next_at + may_wait <= 1":                                     "cards_urgent",
		"SELECT update_id, body FROM inbox WHERE chat_id = 1 AND done_at IS NULL ORDER BY seq LIMIT 1": "inbox_pending",
		nextEvents:                                       "outbox_chat",
		"DELETE FROM inbox WHERE done_at < 1":            "inbox_done",
		"SELECT id FROM chats WHERE blocked_at < 1":      "chats_blocked",
		"UPDATE cards SET next_at = 1 WHERE read_at > 1": "cards_read",
		followersOf:  "links_card",
		followersPAN: "links_card",
		"DELETE FROM outbox WHERE link_id = 1 AND kind = 'low'": "outbox_link",
	} {
		plan := explain(t, s, query)
		if !strings.Contains(plan, "INDEX "+index+" (") || strings.Contains(plan, "TEMP B-TREE") {
			t.Errorf("%s\n%s; want a search by the index %s and no sorting", query, plan, index)
		}
	}
}

func explain(t *testing.T, s *Store, query string) (plan string) {
	t.Helper()
	rows, err := s.w.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+query, make([]any, strings.Count(query, "?"))...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id, parent, unused int
		var detail string
		if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
			t.Fatal(err)
		}
		plan += detail + "\n"
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return plan
}

func TestHabitIsKeptWithTheReading(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, habit := range []string{"", "\x00\xff", ""} {
		write(t, s, func(ctx context.Context, tx *Tx) error {
			_, err := tx.SaveReading(ctx, reading(t, 1, 540, start), Plan{NextAt: start, PolicyNotes: habit})
			return err
		})
		equal(t, "habit", cardOf(t, s, 1).PolicyNotes, habit)
	}
}

func TestHastenNeverPutsOff(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1)
	follow(t, s, 1, addCard(t, s, 1))
	c := cardOf(t, s, 1)
	write(t, s, func(ctx context.Context, tx *Tx) error {
		_, err := tx.SaveReading(ctx, c.Card, Plan{NextAt: start.Add(time.Hour), MayWait: time.Hour})
		return err
	})
	for _, c := range []struct{ to, slack, want, wantSlack time.Duration }{
		{2 * time.Hour, 0, time.Hour, time.Hour},
		{90 * minute, 0, time.Hour, 30 * minute}, // not earlier, but without waiting on
		{50 * minute, 20 * minute, 50 * minute, 20 * minute},
		{minute, time.Hour, minute, time.Hour},
		{minute, 0, minute, 0},
		{time.Hour, 0, minute, 0},
	} {
		write(t, s, func(ctx context.Context, tx *Tx) error {
			return tx.Hasten(ctx, cardOf(t, s, 1).ID, start.Add(c.to), c.slack)
		})
		got, name := cardOf(t, s, 1), fmt.Sprintf("hastened to %s and %s", c.to, c.slack)
		equal(t, name, got.NextAt, start.Add(c.want))
		equal(t, name+": slack", got.MayWait, c.wantSlack)
	}
}
