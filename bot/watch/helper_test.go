package watch

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"onaybot/bot/watch/policy"
	"onaybot/onayclient"
	"onaybot/store"
	"onaybot/store/storetest"
)

var start = time.Date(2026, 11, 22, 3, 12, 0, 0, time.UTC) // a Sunday, 8:12 in Almaty

const (
	fresh = time.Minute
	every = 15 * time.Minute
)

// clock is moved by the test alone.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// cabinet answers with the figures it was given, and counts.
type cabinet struct {
	clock *clock

	mu               sync.Mutex
	cards            map[onayclient.PAN]onayclient.Card
	fails            map[onayclient.PAN]error
	fail             error // of every request
	transactionsFail error // of every request for transactions
	rides            []onayclient.Transaction
	requests         map[onayclient.PAN]int
	from             time.Time            // of the last request for transactions
	asked            func(onayclient.PAN) // called before a card is answered
}

func (c *cabinet) Card(ctx context.Context, pan onayclient.PAN) (onayclient.Card, error) {
	c.mu.Lock()
	c.requests[pan]++
	asked := c.asked
	c.mu.Unlock()
	if asked != nil {
		asked(pan)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := errors.Join(c.fail, c.fails[pan]); err != nil {
		return onayclient.Card{}, err
	}
	if err := ctx.Err(); err != nil {
		return onayclient.Card{}, err
	}
	card := c.cards[pan]
	card.At = c.clock.now()
	return card, nil
}

func (c *cabinet) Transactions(_ context.Context, _ onayclient.PAN, from, _ time.Time) (
	[]onayclient.Transaction, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.from = from
	return c.rides, errors.Join(c.fail, c.transactionsFail)
}

func (c *cabinet) set(change func(*cabinet)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	change(c)
}

func (c *cabinet) total() (n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, requests := range c.requests {
		n += requests
	}
	return n
}

// bench is a Watcher over a real file and a cabinet of the test's own.
type bench struct {
	*Watcher
	t       *testing.T
	clock   *clock
	cabinet *cabinet
	db      *store.Store
	woken   atomic.Int64 // how often the outbox was
}

func newBench(t *testing.T) *bench {
	t.Helper()
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "test.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	c := &clock{at: start}
	b := &bench{t: t, clock: c, db: db, cabinet: &cabinet{
		clock: c, cards: map[onayclient.PAN]onayclient.Card{}, fails: map[onayclient.PAN]error{},
		requests: map[onayclient.PAN]int{},
	}}
	b.restart()
	return b
}

// restart makes a new Watcher over the same file.
func (b *bench) restart() {
	b.t.Helper()
	fares := Fares{Table: city.Table, Access: Access{Account: true, Proof: true}}
	w, err := New(b.t.Context(), Config{
		Cabinet: b.cabinet, Store: b.db, Policy: policy.Fixed(every), Fresh: fresh, Now: b.clock.now, Fares: fares, Days: days,
		Access: fares.Access,
		Log:    slog.New(slog.DiscardHandler), Wake: func() { b.woken.Add(1) },
	})
	if err != nil {
		b.t.Fatal(err)
	}
	b.Watcher = w
}

// holds sets what the cabinet says of card n, in tenge.
func (b *bench) holds(n int, typeCode string, balance int64) onayclient.PAN {
	b.t.Helper()
	pan := storetest.Number(n)
	b.cabinet.set(func(c *cabinet) {
		c.cards[pan] = onayclient.Card{PAN: pan, Type: typeCode, Balance: onayclient.Tenge(balance)}
	})
	return pan
}

// follow links card n, read now, to chats with proof and a threshold of 500 tenge.
func (b *bench) follow(n int, chats ...int64) store.Card {
	b.t.Helper()
	card := b.followUnproved(n, chats...)
	for _, chat := range chats {
		b.write(func(ctx context.Context, tx *store.Tx) error {
			return tx.Prove(ctx, b.link(n, chat).ID, 0, b.clock.now())
		})
	}
	return card
}

// followUnproved is follow of chats without proof.
func (b *bench) followUnproved(n int, chats ...int64) store.Card {
	b.t.Helper()
	pan := storetest.Number(n)
	read, err := b.Fetch(b.t.Context(), pan)
	if err != nil {
		b.t.Fatal(err)
	}
	b.write(func(ctx context.Context, tx *store.Tx) error {
		card, err := b.Record(ctx, tx, read, 0)
		if err != nil {
			return err
		}
		for _, chat := range chats {
			if err := tx.AddChat(ctx, store.Chat{ID: chat, Kind: store.Private, Lang: "ru"}, b.clock.now()); err != nil {
				return err
			}
			l := store.NewLink{ChatID: chat, CardID: card.ID, Threshold: threshold, Low: IsLow(linkOf(read), threshold), Limit: 9999}
			if _, err := tx.AddLink(ctx, l, b.clock.now()); err != nil {
				return err
			}
		}
		return nil
	})
	b.cabinet.set(func(c *cabinet) { clear(c.requests) })
	return b.card(pan)
}

func (b *bench) write(fn func(context.Context, *store.Tx) error) {
	b.t.Helper()
	if err := b.db.Tx(b.t.Context(), func(tx *store.Tx) error { return fn(b.t.Context(), tx) }); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) card(pan onayclient.PAN) store.Card {
	b.t.Helper()
	c, err := b.db.CardByPAN(b.t.Context(), pan)
	if err != nil {
		b.t.Fatal(err)
	}
	return c
}

// many links so many cards, each of 600 tenge, to chat 10.
func (b *bench) many(cards int) {
	b.t.Helper()
	for n := range cards {
		b.holds(n, "01.01", 600)
		b.follow(n, 10)
	}
}

// read reads a card for a chat; it must succeed.
func (b *bench) read(pan onayclient.PAN, asker int64) onayclient.Card {
	b.t.Helper()
	c, err := b.Read(b.t.Context(), pan, asker)
	if err != nil {
		b.t.Fatal(err)
	}
	return c.Card
}

// sweep lets the next quarter of an hour pass and sweeps.
func (b *bench) sweep() error {
	b.clock.add(every)
	return b.Sweep(b.t.Context())
}

// pushes takes what is due to the chat out of the outbox.
func (b *bench) pushes(chat int64) (events []store.Event) {
	b.t.Helper()
	for {
		due, err := b.db.NextEvents(b.t.Context(), chat, b.clock.now(), 1)
		if errors.Is(err, store.ErrNotFound) {
			return events
		}
		if err != nil {
			b.t.Fatal(err)
		}
		b.write(func(ctx context.Context, tx *store.Tx) error { return tx.RemoveEvents(ctx, due...) })
		events = append(events, due...)
	}
}

// link is the link of a chat to card n.
func (b *bench) link(n int, chat int64) store.Link {
	b.t.Helper()
	l, err := b.db.LinkOf(b.t.Context(), chat, storetest.Number(n))
	if err != nil {
		b.t.Fatal(err)
	}
	return l
}

// subscribe sets what a chat wants to be told of card n; change may set more.
func (b *bench) subscribe(n int, chat int64, s store.Subscriptions, change ...func(*store.Alerts)) store.Link {
	b.t.Helper()
	l := b.link(n, chat)
	l.Subscriptions = s
	if s.Has(store.SubscribeRides) && l.RidesSince.IsZero() {
		l.RidesSince = b.clock.now()
	}
	for _, f := range change {
		f(&l.Alerts)
	}
	b.write(func(ctx context.Context, tx *store.Tx) error { return b.Choose(ctx, tx, l) })
	return l
}

// kinds takes what is due to a chat and lists its kinds.
func (b *bench) kinds(chat int64) (list []store.EventKind) {
	b.t.Helper()
	for _, e := range b.pushes(chat) {
		list = append(list, e.Kind)
	}
	return list
}

func (b *bench) wantKinds(chat int64, want ...store.EventKind) {
	b.t.Helper()
	if got := b.kinds(chat); !slices.Equal(got, want) {
		b.t.Errorf("chat %d is pushed %v, want %v", chat, got, want)
	}
}

// tick lets some time pass and sweeps, which must succeed.
func (b *bench) tick(after time.Duration) {
	b.t.Helper()
	b.clock.add(after)
	if err := b.Sweep(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
}

// setTo moves the clock to a moment of November 2026 in Almaty and sweeps.
func (b *bench) setTo(moment time.Time) {
	b.t.Helper()
	b.tick(moment.Sub(b.clock.now()))
}
