package store

import (
	"context"
	"errors"
	"testing"
	"time"
)

func setBlocked(t *testing.T, s *Store, chat int64, since, now time.Time) {
	t.Helper()
	write(t, s, func(ctx context.Context, tx *Tx) error { return tx.SetBlocked(ctx, chat, since, now) })
}

func chatOf(t *testing.T, s *Store, id int64) Chat {
	t.Helper()
	c, err := s.Chat(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return c
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
	equal(t, "chat", chatOf(t, s, 1), Chat{ID: 1, Kind: Group, Lang: "kk"})
	write(t, s, func(ctx context.Context, tx *Tx) error { return tx.SetLang(ctx, 1, "en") })
	equal(t, "language", chatOf(t, s, 1).Lang, "en")
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
	next := func() [2]time.Time { return [2]time.Time{cardOf(t, s, 1).NextAt, cardOf(t, s, 2).NextAt} }

	setBlocked(t, s, 1, start, start)
	equal(t, "of the two cards", next(), [2]time.Time{{}, due})
	later := start.Add(time.Hour)
	setBlocked(t, s, 1, later, later) // a second refusal does not make it newer
	setBlocked(t, s, 2, later, later)
	equal(t, "with nobody left", next(), [2]time.Time{})
	equal(t, "blocked", chatOf(t, s, 1).BlockedAt, start)
	setBlocked(t, s, 1, time.Time{}, later)
	equal(t, "with one back", next(), [2]time.Time{later, later})
	equal(t, "and no time to wait", cardOf(t, s, 1).MayWait, time.Duration(0))

	before := cardOf(t, s, 1)
	enqueue(t, s, 1, 0, start)
	setBlocked(t, s, 1, time.Time{}, later.Add(time.Hour)) // it is not blocked
	setBlocked(t, s, 404, start, start)
	equal(t, "card", cardOf(t, s, 1), before)
	equal(t, "events", count(t, s, "outbox"), 1)
}

// A blocked chat is told nothing, and told anew of what still holds once it is back.
func TestBlockedChatIsToldNothing(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1, 2)
	card, other := addCard(t, s, 1), addCard(t, s, 2)
	untold, told, others := follow(t, s, 1, card), follow(t, s, 1, other), follow(t, s, 2, card)
	write(t, s, func(ctx context.Context, tx *Tx) error {
		var errs []error
		for _, link := range []int64{untold, told, others} {
			errs = append(errs, tx.SetKnown(ctx, Link{ID: link, Low: true, Alerts: Alerts{Negative: true, Stopped: true}}))
		}
		for _, kind := range []EventKind{EventNegative, EventRides} {
			e := Event{ChatID: 1, LinkID: untold, Kind: kind, CreatedAt: start, DueAt: start}
			errs = append(errs, tx.Enqueue(ctx, e, nil))
		}
		return errors.Join(errs...)
	})
	enqueue(t, s, 1, 0, start)
	enqueue(t, s, 2, others, start)

	setBlocked(t, s, 1, start, start)
	equal(t, "events of the blocked chat", count(t, s, "outbox WHERE chat_id = 1"), 0)
	equal(t, "events of the other chat", count(t, s, "outbox WHERE chat_id = 2"), 1)
	knows := func(chat, link int64) [3]bool {
		l := linkOf(t, s, chat, link)
		return [3]bool{l.Low, l.Negative, l.Stopped}
	}
	equal(t, "known where something waited", knows(1, untold), [3]bool{true, false, true})
	equal(t, "known where nothing did", knows(1, told), [3]bool{true, true, true})
	equal(t, "known to the other chat", knows(2, others), [3]bool{true, true, true})
}

func TestSuspendedChatsAreTakenBack(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1, 2, 3)
	setBlocked(t, s, 3, start, start)
	write(t, s, func(ctx context.Context, tx *Tx) error { return tx.Suspend(ctx, 2, start) })
	list, err := s.Chats(t.Context(), true)
	equal(t, "suspended", []any{list, err},
		[]any{[]Chat{{ID: 2, Kind: Private, Lang: "ru", BlockedAt: start, Suspended: true}}, nil})
	setBlocked(t, s, 2, time.Time{}, start)
	equal(t, "back", chatOf(t, s, 2), Chat{ID: 2, Kind: Private, Lang: "ru"})
	everybody, err := s.Chats(t.Context(), false)
	equal(t, "all", []any{len(everybody), err}, []any{3, nil})
}

func migrateChat(t *testing.T, s *Store, from, to int64) {
	t.Helper()
	write(t, s, func(ctx context.Context, tx *Tx) error { return tx.MigrateChat(ctx, from, to) })
}

func TestGroupMovesWithAllItHas(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 50)
	write(t, s, func(ctx context.Context, tx *Tx) error {
		return tx.AddChat(ctx, Chat{ID: -5, Kind: Group, Lang: "kk"}, start)
	})
	link := follow(t, s, -5, addCard(t, s, 1))
	note(t, s, nil, nil, Feedback{ChatID: 50, MessageID: 77, From: -5, At: start})
	feedbackTo(t, s, 50, -5)
	write(t, s, func(ctx context.Context, tx *Tx) error { return tx.Suspend(ctx, -5, start) })
	enqueue(t, s, -5, link, start)
	openDialog(t, s, -5, 77, start.Add(time.Hour))

	migrateChat(t, s, -5, -1005)
	migrateChat(t, s, -5, -1005) // told twice
	_, err := s.Chat(t.Context(), -5)
	wantErr(t, err, ErrNotFound)
	equal(t, "chat, which can be written to", chatOf(t, s, -1005), Chat{ID: -1005, Kind: Supergroup, Lang: "kk"})
	if linkOf(t, s, -1005, link).Card.NextAt.IsZero() {
		t.Error("the card of a reachable chat is never read")
	}
	equal(t, "link of the event", nextEvent(t, s, -1005, start).LinkID, link)
	_, err = s.Dialog(t.Context(), -1005, 77, start)
	wantErr(t, err, nil)
	f, err := s.Feedback(t.Context(), 50, 77)
	equal(t, "feedback, to be replied to", []any{f.From, err}, []any{int64(-1005), nil})
	equal(t, "feedback that waits", nextEvent(t, s, 50, start).From, int64(-1005))
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
	write(t, s, func(ctx context.Context, tx *Tx) error { return tx.Suspend(ctx, -1005, start) })

	migrateChat(t, s, -5, -5) // to itself: nothing
	migrateChat(t, s, -5, -1005)
	links, err := s.Links(t.Context(), -1005)
	if err != nil || len(links) != 2 {
		t.Fatalf("links %+v, %v; want 2", links, err)
	}
	equal(t, "the supergroup's own link", linkOf(t, s, -1005, kept).Card.ID, both)
	equal(t, "rows of the group", count(t, s, "links WHERE chat_id = -5")+count(t, s, "outbox"), 0)
	equal(t, "suspended", chatOf(t, s, -1005).Suspended, false)
	d, err := s.Dialog(t.Context(), -1005, 77, start)
	if err != nil || !d.Until.Equal(start.Add(time.Hour)) {
		t.Errorf("dialog %+v, %v; want the supergroup's own", d, err)
	}
}

func TestWhoKnowsOfTheOutage(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1, 2, 3, 4)
	card := addCard(t, s, 1)
	rides, noRide := follow(t, s, 1, card), follow(t, s, 2, card)
	subscribe := map[int64]Subscriptions{1: SubscribeRides, 2: SubscribeNoRide, 3: SubscribeRides}
	links := map[int64]int64{1: rides, 2: noRide, 3: follow(t, s, 3, card), 4: follow(t, s, 4, card)}
	write(t, s, func(ctx context.Context, tx *Tx) error {
		var errs []error
		for chat, subscriptions := range subscribe {
			errs = append(errs, tx.SetAlerts(ctx, chat, links[chat], Alerts{Subscriptions: subscriptions}))
		}
		return errors.Join(append(errs, tx.SetBlocked(ctx, 3, start, start))...)
	})
	unknown := func() []ChatLink {
		t.Helper()
		list, err := s.OutageUnknown(t.Context(), SubscribeRides|SubscribeNoRide)
		wantErr(t, err, nil)
		return list
	}
	equal(t, "to be told", unknown(), []ChatLink{{1, rides}, {2, noRide}})
	write(t, s, func(ctx context.Context, tx *Tx) error {
		e := Event{ChatID: 1, LinkID: rides, Kind: EventOutage, CreatedAt: start, DueAt: start.Add(minute)}
		return errors.Join(tx.SetOutageKnown(ctx, 1, true), tx.Enqueue(ctx, e, nil))
	})
	equal(t, "still to be told", unknown(), []ChatLink{{2, noRide}})
	known, err := s.OutageKnown(t.Context())
	equal(t, "told", []any{known, err}, []any{[]ChatLink{{1, rides}}, nil})
	for _, c := range []struct {
		now  time.Time
		want bool
	}{{start.Add(minute), false}, {start, true}, {start, false}} {
		write(t, s, func(ctx context.Context, tx *Tx) error {
			unsent, err := tx.Withdraw(ctx, ChatLink{ChatID: 1}, EventOutage, c.now)
			equal(t, "unsent", unsent, c.want)
			return err
		})
	}
}
