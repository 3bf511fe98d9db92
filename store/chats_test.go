package store

import (
	"context"
	"testing"
	"time"
)

func setBlocked(t *testing.T, s *Store, chat int64, at, now time.Time) {
	t.Helper()
	write(t, s, func(ctx context.Context, tx *Tx) error { return tx.SetBlocked(ctx, chat, at, now) })
}

func TestChatIsWrittenDownOnce(t *testing.T) {
	t.Parallel()
	s := open(t)
	_, err := s.Chat(t.Context(), 1)
	wantErr(t, err, ErrNotFound)
	for _, lang := range []string{"kk", "en"} { // the second changes nothing
		write(t, s, func(ctx context.Context, tx *Tx) error {
			return tx.AddChat(ctx, Chat{ID: 1, Kind: Group, Lang: lang}, start)
		})
	}
	c, err := s.Chat(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "chat", c, Chat{ID: 1, Kind: Group, Lang: "kk"})
}

func TestSetLang(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1)
	write(t, s, func(ctx context.Context, tx *Tx) error { return tx.SetLang(ctx, 1, "en") })
	c, err := s.Chat(t.Context(), 1)
	if err != nil || c.Lang != "en" {
		t.Errorf("chat %+v, %v", c, err)
	}
	wantErr(t, try(t, s, func(ctx context.Context, tx *Tx) error { return tx.SetLang(ctx, 2, "en") }), ErrNotFound)
}

func TestBlockedChatStopsItsCards(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1, 2)
	own, shared := addCard(t, s, 1), addCard(t, s, 2)
	follow(t, s, 1, own)
	follow(t, s, 1, shared)
	follow(t, s, 2, shared)
	due := cardOf(t, s, 1).NextAt
	write(t, s, func(ctx context.Context, tx *Tx) error { return tx.Postpone(ctx, own, due, time.Hour) })

	setBlocked(t, s, 1, start, start)
	equal(t, "next reading of its own card", cardOf(t, s, 1).NextAt, time.Time{})
	equal(t, "next reading of the shared card", cardOf(t, s, 2).NextAt, due)
	c, err := s.Chat(t.Context(), 1)
	if err != nil || !c.BlockedAt.Equal(start) {
		t.Errorf("chat %+v, %v; want blocked since %v", c, err, start)
	}

	later := start.Add(time.Hour)
	setBlocked(t, s, 1, later, later) // a second refusal does not make it newer
	setBlocked(t, s, 2, later, later)
	equal(t, "next reading with nobody left", cardOf(t, s, 2).NextAt, time.Time{})
	if c, err := s.Chat(t.Context(), 1); err != nil || !c.BlockedAt.Equal(start) {
		t.Errorf("chat %+v, %v; want still blocked since %v", c, err, start)
	}

	setBlocked(t, s, 1, time.Time{}, later)
	equal(t, "next reading of its own card", cardOf(t, s, 1).NextAt, later)
	equal(t, "its slack", cardOf(t, s, 1).MayWait, time.Duration(0))
	equal(t, "next reading of the shared card", cardOf(t, s, 2).NextAt, later)
}

func TestBlockedChatIsToldNothingAndRearmed(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1, 2)
	card, other := addCard(t, s, 1), addCard(t, s, 2)
	untold, told, others := follow(t, s, 1, card), follow(t, s, 1, other), follow(t, s, 2, card)
	write(t, s, func(ctx context.Context, tx *Tx) error {
		for _, link := range []int64{untold, told, others} {
			if err := tx.SetKnown(ctx, Link{ID: link, Low: true}); err != nil {
				return err
			}
		}
		return nil
	})
	enqueue(t, s, 1, untold, start)
	enqueue(t, s, 1, 0, start)
	enqueue(t, s, 2, others, start)

	setBlocked(t, s, 1, start, start)
	equal(t, "events of the blocked chat", count(t, s, "outbox WHERE chat_id = 1"), 0)
	equal(t, "events of the other chat", count(t, s, "outbox WHERE chat_id = 2"), 1)
	for link, want := range map[int64]bool{untold: false, told: true} {
		equal(t, "what the blocked chat knows", linkOf(t, s, 1, link).Low, want)
	}
	equal(t, "what the other chat knows", linkOf(t, s, 2, others).Low, true)
}

func TestBlockedChatIsNoFollower(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1, 2)
	card := addCard(t, s, 1)
	follow(t, s, 1, card)
	second := follow(t, s, 2, card)
	setBlocked(t, s, 1, start, start)
	write(t, s, func(ctx context.Context, tx *Tx) error {
		links, err := tx.Followers(ctx, card)
		if err == nil && (len(links) != 1 || links[0].ID != second) {
			t.Errorf("followers %+v, want link %d alone", links, second)
		}
		return err
	})
}

func TestUnblockingWhatIsNotBlockedChangesNothing(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1)
	follow(t, s, 1, addCard(t, s, 1))
	enqueue(t, s, 1, 0, start)
	before := cardOf(t, s, 1)
	setBlocked(t, s, 1, time.Time{}, start.Add(time.Hour))
	setBlocked(t, s, 404, start, start)
	equal(t, "card", cardOf(t, s, 1), before)
	equal(t, "events", count(t, s, "outbox"), 1)
}

func TestForgetLeavesNothingOfAChat(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1, 2)
	own, shared := addCard(t, s, 1), addCard(t, s, 2)
	link := follow(t, s, 1, own)
	follow(t, s, 1, shared)
	follow(t, s, 2, shared)
	saveRides(t, s, own, ride("a", start))
	enqueue(t, s, 1, link, start)
	openDialog(t, s, 1, 1, start.Add(time.Hour))
	save(t, s, update(1, 1), update(2, 2))
	setBlocked(t, s, 2, start, start)

	write(t, s, func(ctx context.Context, tx *Tx) error { return tx.Forget(ctx, 1, start) })
	for table, want := range map[string]int{
		"chats": 1, "links": 1, "cards": 1, "transactions": 0, "outbox": 0, "dialogs": 0,
		"inbox WHERE chat_id = 1": 0, "inbox WHERE body IS NOT NULL": 1, "inbox WHERE update_id = 1": 1,
	} {
		equal(t, "rows of "+table, count(t, s, table), want)
	}
	equal(t, "next reading without a reachable follower", cardOf(t, s, 2).NextAt, time.Time{})
	write(t, s, func(ctx context.Context, tx *Tx) error { return tx.Forget(ctx, 404, start) })
}

func migrateChat(t *testing.T, s *Store, from, to int64) {
	t.Helper()
	write(t, s, func(ctx context.Context, tx *Tx) error { return tx.MigrateChat(ctx, from, to) })
}

func TestGroupMovesWithAllItHas(t *testing.T) {
	t.Parallel()
	s := open(t)
	write(t, s, func(ctx context.Context, tx *Tx) error {
		return tx.AddChat(ctx, Chat{ID: -5, Kind: Group, Lang: "kk"}, start)
	})
	link := follow(t, s, -5, addCard(t, s, 1))
	write(t, s, func(ctx context.Context, tx *Tx) error { return tx.RenameLink(ctx, -5, link, "Айша") })
	enqueue(t, s, -5, link, start)
	openDialog(t, s, -5, 77, start.Add(time.Hour))

	migrateChat(t, s, -5, -1005)
	migrateChat(t, s, -5, -1005) // told twice
	_, err := s.Chat(t.Context(), -5)
	wantErr(t, err, ErrNotFound)
	c, err := s.Chat(t.Context(), -1005)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "chat", c, Chat{ID: -1005, Kind: Supergroup, Lang: "kk"})
	l := linkOf(t, s, -1005, link)
	if l.Name != "Айша" || l.Card.NextAt.IsZero() {
		t.Errorf("link %+v", l)
	}
	equal(t, "link of the event", nextEvent(t, s, -1005, start).LinkID, link)
	if _, err := s.Dialog(t.Context(), -1005, 77, start); err != nil {
		t.Error(err)
	}
}

func TestGroupMovesIntoAKnownSupergroup(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, -5, -1005)
	both, old := addCard(t, s, 1), addCard(t, s, 2)
	doubled := follow(t, s, -5, both)
	follow(t, s, -5, old)
	kept := follow(t, s, -1005, both)
	enqueue(t, s, -5, doubled, start) // goes with the link that stays behind
	openDialog(t, s, -5, 77, start.Add(minute))
	openDialog(t, s, -1005, 77, start.Add(time.Hour))

	migrateChat(t, s, -5, -1005)
	links, err := s.Links(t.Context(), -1005)
	if err != nil || len(links) != 2 {
		t.Fatalf("links %+v, %v; want 2", links, err)
	}
	equal(t, "the supergroup's own link", linkOf(t, s, -1005, kept).Card.ID, both)
	equal(t, "rows of the group", count(t, s, "links WHERE chat_id = -5")+count(t, s, "outbox"), 0)
	d, err := s.Dialog(t.Context(), -1005, 77, start)
	if err != nil || !d.Until.Equal(start.Add(time.Hour)) {
		t.Errorf("dialog %+v, %v; want the supergroup's own", d, err)
	}
}

func TestMigrationToItselfKeepsTheChat(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, -5)
	migrateChat(t, s, -5, -5)
	if _, err := s.Chat(t.Context(), -5); err != nil {
		t.Error(err)
	}
}

func TestMigrationOfAnUnreachableGroupReadsItsCardsAgain(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, -5, -1005)
	follow(t, s, -5, addCard(t, s, 1))
	setBlocked(t, s, -5, start, start)
	migrateChat(t, s, -5, -1005)
	if cardOf(t, s, 1).NextAt.IsZero() {
		t.Error("the card of a reachable chat is never read")
	}
}
