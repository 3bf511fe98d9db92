package main

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"onaybot/bot/telegramsim"
	"onaybot/bot/texts"
	"onaybot/onayclient"
	"onaybot/store"
)

var seedFlag = flag.Uint64("seed", 0, "repeat a run of the random tests; 0: another each time")

// seeded is a source of chance whose seed is in the test's log.
func seeded(t *testing.T) *rand.Rand {
	t.Helper()
	seed := *seedFlag
	if seed == 0 {
		seed = uint64(time.Now().UnixNano())
	}
	t.Logf("repeat with -seed %d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

// inCI is the greater of two sizes where a machine checks a change.
func inCI(here, there int) int {
	if os.Getenv("CI") == "true" {
		return there
	}
	return here
}

// commuters ride, run low and top up, and are asked about, while a ledger is
// kept of what the bot has to tell whom: every ride, every top-up and every
// fall below the threshold, each once, with its own figures.
type commuters struct {
	e       *e2e
	random  *rand.Rand
	words   texts.Texts
	seen    <-chan telegramsim.Event
	riders  []*rider
	chats   map[int64]*follower
	made    int             // rides and top-ups, by which they are told apart
	life    int             // of the bot; it may repeat what another life has told
	lossy   bool            // answers to the bot get lost; it may repeat itself
	doubled map[string]bool // messages that told what was told before
	wrong   []string
}

// rider is a card and those who follow it.
type rider struct {
	pan       string
	followers []*follower
	low       bool
	news      []*fact // its last fall or top-up, to each of those who are told
	since     []*fact // rides since the last top-up
	isAbove   bool    // the bot has seen the balance after it
}

// follower is a chat: of one who is told of everything, of one who is told
// when money is short, or of one who only asks.
type follower struct {
	chat  *telegramsim.Chat
	kind  int
	asked bool
	heard time.Time        // when it was last answered
	facts map[string]*fact // by what their lines are known by
}

const (
	tellAll = iota
	tellLow
	tellNothing
)

// newCommuters writes a database of so many cards. All have one who is told
// of everything; some have another who is told when money is short, some one
// who asks for the balance.
func newCommuters(e *e2e, random *rand.Rand, cards int) *commuters {
	e.t.Helper()
	catalogue, err := texts.Load(morning.Location())
	if err != nil {
		e.t.Fatal(err)
	}
	c := &commuters{e: e, random: random, words: catalogue.In(texts.RU), chats: map[int64]*follower{}, doubled: map[string]bool{}}
	c.seen = buffered(e.telegram.Subscribe(e.t.Context()))
	db, err := store.Open(e.t.Context(), e.cfg.Database)
	if err != nil {
		e.t.Fatal(err)
	}
	defer db.Close()
	for i := range cards {
		r := &rider{pan: luhn(fmt.Sprintf("96431085044%07d", i+1)), isAbove: true}
		balance := 550 + 17*int64(i%20)
		e.addCard(r.pan, []string{"01.01", "01.02.15"}[i%2], 100*balance)
		kinds := []int{tellAll}
		if i%3 == 1 {
			kinds = append(kinds, tellLow)
		}
		if i%5 == 1 {
			kinds = append(kinds, tellNothing)
		}
		for _, kind := range kinds {
			f := &follower{kind: kind, chat: e.person(int64(1000*kind+i+1), "ru").Chat, facts: map[string]*fact{}}
			r.followers = append(r.followers, f)
			c.chats[f.chat.ID()] = f
			c.ask(f)
		}
		if err := db.Tx(e.t.Context(), func(tx *store.Tx) error { return c.follow(e.t.Context(), tx, r, balance) }); err != nil {
			e.t.Fatal(err)
		}
		c.riders = append(c.riders, r)
	}
	return c
}

// buffered passes events on and has room for many, so that none is missed.
func buffered(events <-chan telegramsim.Event) <-chan telegramsim.Event {
	wide := make(chan telegramsim.Event, 1<<16)
	go func() {
		for event := range events {
			wide <- event
		}
	}()
	return wide
}

func (c *commuters) follow(ctx context.Context, tx *store.Tx, r *rider, balance int64) error {
	number, err := onayclient.ParsePAN(r.pan)
	if err != nil {
		return err
	}
	card, _ := c.e.cabinet.Card(r.pan)
	now := c.e.clock.now()
	id, err := tx.SaveReading(ctx, onayclient.Card{PAN: number, Type: card.Type, Balance: onayclient.Tenge(balance), At: now}, store.Plan{NextAt: now})
	for _, f := range r.followers {
		if err == nil {
			err = tx.AddChat(ctx, store.Chat{ID: f.chat.ID(), Kind: store.Private, Lang: "ru"}, now)
		}
		wishes, threshold := []store.Subscriptions{store.SubscribeRides | store.SubscribeTopUp, 0, 0}[f.kind], []int64{500, 500, 0}[f.kind]
		var link int64
		if err == nil {
			link, err = tx.AddLink(ctx, store.NewLink{ChatID: f.chat.ID(), CardID: id, Threshold: onayclient.Tenge(threshold), Limit: 1}, now)
		}
		if err == nil {
			err = tx.SetAlerts(ctx, f.chat.ID(), link, store.Alerts{Subscriptions: wishes, RidesSince: now.Add(-time.Minute)})
		}
	}
	return err
}

// act has somebody do something. A card that has fallen below the threshold
// stays there until that is told; then it is topped up, and falls again once
// the bot has seen it above.
func (c *commuters) act() {
	c.e.t.Helper()
	r := c.riders[c.random.IntN(len(c.riders))]
	if f := r.followers[c.random.IntN(len(r.followers))]; f.kind == tellNothing || c.random.IntN(10) == 0 {
		c.ask(f)
		return
	}
	r.isAbove = r.isAbove || len(r.since) > 0 && told(r.since[:1])
	switch {
	case !told(r.news):
	case r.low:
		c.topUp(r)
	default:
		c.ride(r)
	}
}

// between is how long a person is content with an answer. A repeat that is
// older than a minute when the bot gets to it is answered by the answer before.
const between = 2 * time.Minute

// ask has a person ask something who does not wait for an answer yet.
func (c *commuters) ask(f *follower) {
	if f.asked || c.e.clock.now().Sub(f.heard).Abs() < between {
		return
	}
	f.asked = true
	f.chat.Say(map[bool]string{true: "/balance", false: "/help"}[f.kind == tellNothing])
}

func (c *commuters) ride(r *rider) {
	c.e.t.Helper()
	card, _ := c.e.cabinet.Card(r.pan)
	fare := int64(12_000)
	if card.Type != "01.01" {
		fare = 6_000
	}
	low := card.Balance-fare < 50_000
	if low && !r.isAbove {
		return
	}
	c.made++
	route := fmt.Sprint(c.made)
	x, err := c.e.cabinet.Ride(r.pan, route)
	if err != nil || x.Amount != -fare {
		c.e.t.Fatalf("ride: %d tiyn, %v", x.Amount, err)
	}
	left := c.money(x.Balance)
	r.since = append(r.since, r.expect(tellAll, "🚌"+route, c.clock(x.At), c.signed(x.Amount), "осталось "+left)...)
	if low {
		r.low = true
		r.news = append(r.expect(tellAll, "🔔"+left, "порог"), r.expect(tellLow, "🔔"+left, "порог")...)
	}
}

func (c *commuters) topUp(r *rider) {
	c.e.t.Helper()
	c.made++
	x, err := c.e.cabinet.TopUp(r.pan, 100*int64(401+c.made))
	if err != nil {
		c.e.t.Fatal(err)
	}
	r.low, r.isAbove, r.since = false, false, nil
	r.news = r.expect(tellAll, "💰"+c.signed(x.Amount), c.clock(x.At), "стало "+c.money(x.Balance))
}
