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

func saveReading(t *testing.T, s *Store, c onayclient.Card, p Plan) (id int64) {
	t.Helper()
	write(t, s, func(ctx context.Context, tx *Tx) (err error) {
		id, err = tx.SaveReading(ctx, c, p)
		return err
	})
	return id
}

func TestReadingIsKeptWhole(t *testing.T) {
	t.Parallel()
	s := open(t)
	_, err := s.CardByPAN(t.Context(), number(t, 1))
	wantErr(t, err, ErrNotFound)
	for i, want := range []Card{
		{Card: onayclient.Card{Balance: -8000, At: start}, NextAt: start.Add(time.Hour)},
		{Card: onayclient.Card{Type: "01.02.15", Balance: 54050, Blocked: true, At: start.Add(minute)},
			NextAt: start.Add(minute), MayWait: 7 * minute, PolicyNotes: "\x00\xff"},
		{Card: onayclient.Card{Balance: 1, At: start}, NextAt: start},
	} {
		want.PAN = number(t, 1)
		want.ID = saveReading(t, s, want.Card, Plan{want.NextAt, want.MayWait, want.PolicyNotes})
		equal(t, fmt.Sprint("reading ", i), cardOf(t, s, 1), want)
		got, err := s.CardByID(t.Context(), want.ID)
		equal(t, "by its id", []any{got, err}, []any{want, nil})
	}
	equal(t, "cards", count(t, s, "cards"), 1)
	write(t, s, func(ctx context.Context, tx *Tx) error { // which sees what it has written
		id, err := tx.SaveReading(ctx, reading(t, 2, 540, start), Plan{NextAt: start})
		c, errRead := tx.CardByPAN(ctx, number(t, 2))
		equal(t, "id", c.ID, id)
		return errors.Join(err, errRead)
	})
}

func TestReadingComesToAllWhoCanBeTold(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1, 2)
	id := addCard(t, s, 1)
	first, second := follow(t, s, 1, id), follow(t, s, 2, id)
	want := cardOf(t, s, 1)
	c, links, err := s.Followed(t.Context(), want.PAN)
	equal(t, "card with its followers", []any{c, err}, []any{want, nil})
	if len(links) != 2 || links[0].ID != first || links[1].ID != second {
		t.Errorf("followers %+v", links)
	}
	setBlocked(t, s, 1, start, start)
	setBlocked(t, s, 2, start, start)
	want.Balance, want.NextAt = onayclient.Tenge(300), time.Time{} // a reading plans nothing then
	saveReading(t, s, want.Card, Plan{NextAt: start.Add(time.Hour)})
	write(t, s, func(ctx context.Context, tx *Tx) error { return tx.Postpone(ctx, id, start.Add(time.Hour), 0) })
	c, links, err = s.Followed(t.Context(), want.PAN)
	equal(t, "card nobody can be told of", []any{c, len(links), err}, []any{want, 0, nil})
}

func TestDueCardsMostUrgentFirst(t *testing.T) {
	t.Parallel()
	s := open(t)
	for n, due := range []struct{ after, mayWait time.Duration }{
		{3 * minute, 0}, {minute, 0}, {2 * minute, 0}, {5 * minute, 0}, {0, 2*minute + minute/2}, {0, 9 * minute},
	} {
		saveReading(t, s, reading(t, n, 540, start), Plan{NextAt: start.Add(due.after), MayWait: due.mayWait})
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

func TestPostponeAndHasten(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1)
	id := addCard(t, s, 1)
	follow(t, s, 1, id)
	want := cardOf(t, s, 1)
	for _, c := range []struct {
		name                       string
		put                        func(*Tx, context.Context, int64, time.Time, time.Duration) error
		to, mayWait, want, waiting time.Duration
	}{
		{"put off", (*Tx).Postpone, time.Hour, time.Hour, time.Hour, time.Hour},
		{"never put off by haste", (*Tx).Hasten, 2 * time.Hour, 0, time.Hour, time.Hour},
		{"not earlier, but without waiting on", (*Tx).Hasten, 90 * minute, 0, time.Hour, 30 * minute},
		{"earlier", (*Tx).Hasten, 50 * minute, 20 * minute, 50 * minute, 20 * minute},
		{"earlier, to wait longer", (*Tx).Hasten, minute, time.Hour, minute, time.Hour},
		{"without waiting", (*Tx).Hasten, minute, 0, minute, 0},
		{"put off again", (*Tx).Postpone, 24 * time.Hour, 0, 24 * time.Hour, 0},
	} {
		write(t, s, func(ctx context.Context, tx *Tx) error { return c.put(tx, ctx, id, start.Add(c.to), c.mayWait) })
		want.NextAt, want.MayWait = start.Add(c.want), c.waiting
		equal(t, c.name, cardOf(t, s, 1), want)
	}
}

func TestClosingIsDoneOnce(t *testing.T) {
	t.Parallel()
	s := open(t)
	id := addCard(t, s, 1)
	set := func(since time.Time) error {
		return try(t, s, func(ctx context.Context, tx *Tx) error { return tx.SetClosed(ctx, id, since, 7) })
	}
	wantErr(t, set(time.Time{}), ErrNotFound)
	wantErr(t, set(start), nil)
	wantErr(t, set(start.Add(time.Hour)), ErrNotFound)
	addCard(t, s, 1) // a reading opens nothing
	closed, err := s.ClosedCards(t.Context())
	if err != nil || len(closed) != 1 || !closed[0].ClosedAt.Equal(start) || closed[0].ClosedBy != 7 {
		t.Errorf("closed %+v, %v", closed, err)
	}
	write(t, s, func(ctx context.Context, tx *Tx) error { return tx.SetClosed(ctx, id, time.Time{}, 0) })
	equal(t, "closed by", cardOf(t, s, 1).ClosedBy, int64(0))
	equal(t, "closed", cardOf(t, s, 1).ClosedAt, time.Time{})
	_, err = s.CardByID(t.Context(), 99)
	wantErr(t, err, ErrNotFound)
}

// The queries that run every minute, or with every message, must not look
// through a whole table.
func TestQueriesUseTheirIndex(t *testing.T) {
	t.Parallel()
	s := open(t)
	plan := explain(t, s, dueCards)
	if !strings.Contains(plan, "SCAN cards USING INDEX cards_urgent\n") || strings.Contains(plan, "TEMP B-TREE") {
		t.Errorf("due cards: %s; want them by urgency, without sorting", plan)
	}
	for query, index := range map[string]string{
		"SELECT count(*) FROM cards WHERE next_at <= 1":                                                "cards_next",
		"SELECT count(*) FROM cards WHERE next_at + may_wait <= 1":                                     "cards_urgent",
		"SELECT update_id, body FROM inbox WHERE chat_id = 1 AND done_at IS NULL ORDER BY seq LIMIT 1": "inbox_pending",
		nextEvents:                                       "outbox_chat",
		"DELETE FROM inbox WHERE done_at < 1":            "inbox_done",
		"SELECT id FROM chats WHERE blocked_at < 1":      "chats_blocked",
		"UPDATE cards SET next_at = 1 WHERE read_at > 1": "cards_read",
		followersOf: "links_card",
		"DELETE FROM outbox WHERE link_id = 1 AND kind = 'low'": "outbox_link",
	} {
		plan := explain(t, s, query)
		if !strings.Contains(plan, "INDEX "+index+" (") || strings.Contains(plan, "TEMP B-TREE") {
			t.Errorf("%s\n%s; want a search by the index %s and no sorting", query, plan, index)
		}
	}
}

func explain(t *testing.T, s *Store, query string) string {
	t.Helper()
	type step struct {
		ID, Parent, Unused int
		Detail             string
	}
	steps, err := all[step](t.Context(), s.Queries, "EXPLAIN QUERY PLAN "+query, make([]any, strings.Count(query, "?"))...)
	if err != nil {
		t.Fatal(err)
	}
	var plan strings.Builder
	for _, step := range steps {
		plan.WriteString(step.Detail + "\n")
	}
	return plan.String()
}
