package main

import (
	"context"
	"net/http"
	"testing"
	"time"

	"onaybot/bot/telegramsim"
	"onaybot/bot/watch"
	"onaybot/store"
)

// newDelivery is a crowd whose first people each have a push due, with
// Telegram's limits; it is not started.
func newDelivery(tb testing.TB, people, pushes int) *crowd {
	tb.Helper()
	c := newCrowd(tb, people, telegramsim.WithLimits())
	c.cfg.Telegram.Rate = 30
	for _, p := range c.people {
		p.Say("hello") // the bot may write to those who have written
	}
	req, err := http.NewRequestWithContext(tb.Context(), http.MethodGet,
		c.cfg.Telegram.APIURL+"/bot42:TEST-TOKEN/getUpdates?offset=2000000000", nil)
	if err != nil {
		tb.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req) // and has read that long ago
	if err != nil {
		tb.Fatal(err)
	}
	if err := resp.Body.Close(); err != nil {
		tb.Fatal(err)
	}
	c.due(pushes)
	return c
}

// due writes a push for each of the first people into the outbox.
func (c *crowd) due(pushes int) {
	c.t.Helper()
	db, err := store.Open(c.t.Context(), c.cfg.Database)
	if err != nil {
		c.t.Fatal(err)
	}
	defer db.Close()
	now := c.clock.now()
	err = db.Tx(c.t.Context(), func(tx *store.Tx) error {
		for id := int64(1); id <= int64(pushes); id++ {
			err := tx.Enqueue(context.Background(), store.Event{
				ChatID: id, LinkID: id, Kind: store.EventLow, CreatedAt: now, DueAt: now,
			}, watch.Low{Balance: 32_000, Threshold: 50_000, Type: "01.01", At: now})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		c.t.Fatal(err)
	}
}

// delivery is what came of pushes and of questions asked meanwhile.
type delivery struct {
	pushes   map[int64]int // told to each chat
	messages float64       // a second, from the first to the last push
	waits    []time.Duration
	ahead    []int // of each answer: the pushes that were told before it
	refused  int   // answers with 429
}

// deliver starts the bot, has people without a push ask for their balance
// every so often, and takes what there is to hear.
func (c *crowd) deliver(pushes, questions int, every time.Duration) delivery {
	c.t.Helper()
	d := delivery{pushes: map[int64]int{}}
	c.start()
	planned := asks(c.people[pushes:pushes+questions], every)
	var pushed []time.Time
	c.hear(pushes+questions, func(m telegramsim.Message, at time.Time) {
		if asker := int(m.ChatID) - 1 - pushes; asker >= 0 {
			d.waits, d.ahead = append(d.waits, at.Sub(planned(asker))), append(d.ahead, len(pushed))
			return
		}
		d.pushes[m.ChatID]++
		pushed = append(pushed, at)
	})
	took := pushed[len(pushed)-1].Sub(pushed[0])
	d.messages = float64(pushes+questions-1) / took.Seconds()
	for _, call := range c.telegram.CallLog() {
		if call.Code == http.StatusTooManyRequests {
			d.refused++
		}
	}
	return d
}

// BenchmarkDeliver prints how fast 3000 pushes leave that fall due at once,
// at Telegram's 30 messages a second, replies counted in, and how long people
// wait for a reply meanwhile.
func BenchmarkDeliver(b *testing.B) {
	const pushes, questions = 3000, 100
	for range b.N {
		c := newDelivery(b, pushes+questions, pushes)
		d := c.deliver(pushes, questions, 900*time.Millisecond)
		b.ReportMetric(d.messages, "messages/s")
		b.ReportMetric(float64(d.refused), "refused")
		reportWaits(b, d.waits)
	}
}

// People are answered while pushes wait for their turn at Telegram's pace.
func TestPeopleGoBeforePushes(t *testing.T) {
	t.Parallel()
	const pushes = 60
	d := newDelivery(t, pushes+1, pushes).deliver(pushes, 1, 0)
	if d.ahead[0] > pushes/2 {
		t.Errorf("%d of %d pushes were told before the answer", d.ahead[0], pushes)
	}
	d.wantOnce(t, pushes)
}

// What Telegram refuses for its limits comes later, once.
func TestRefusedPushesAreNeitherLostNorDoubled(t *testing.T) {
	t.Parallel()
	const pushes, refused = 30, 5
	c := newDelivery(t, pushes, pushes)
	c.telegram.Fail(telegramsim.Failure{Method: "sendMessage", Code: http.StatusTooManyRequests, RetryAfter: 1, Times: refused})
	d := c.deliver(pushes, 0, 0)
	if d.refused < refused {
		t.Errorf("%d messages were refused, want %d", d.refused, refused)
	}
	d.wantOnce(t, pushes)
}

// wantOnce fails unless each of the first chats was pushed once.
func (d delivery) wantOnce(t *testing.T, chats int) {
	t.Helper()
	for id := range int64(chats) {
		if n := d.pushes[id+1]; n != 1 {
			t.Errorf("chat %d has %d pushes", id+1, n)
		}
	}
}
