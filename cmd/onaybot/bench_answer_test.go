package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"onaybot/bot/telegramsim"
	"onaybot/onayclient/cabinetsim"
	"onaybot/store/storetest"
)

// crowd is many people, each of whom follows a card of their own, read just
// now, in a chat with the bot. Its log is thrown away.
type crowd struct {
	*e2e
	people []*telegramsim.Chat
	heard  <-chan telegramsim.Event
}

func newCrowd(tb testing.TB, n int, options ...telegramsim.Option) *crowd {
	tb.Helper()
	c := &crowd{e2e: newSims(tb, options...)}
	storetest.Fill(tb, c.cfg.Database, n, c.clock.now())
	for id := range n {
		c.people = append(c.people, c.telegram.Person(telegramsim.User{ID: int64(id + 1), FirstName: "P", Language: "ru"}))
	}
	return c
}

// start starts the bot and listens to it.
func (c *crowd) start() {
	c.heard = c.telegram.Subscribe(c.t.Context())
	c.run()
}

// hear takes so many of the bot's messages to these people, each with the
// moment it came.
func (c *crowd) hear(n int, each func(telegramsim.Message, time.Time)) {
	c.t.Helper()
	late := time.After(5 * time.Minute)
	for n > 0 {
		select {
		case e := <-c.heard:
			if e.Missed > 0 {
				c.t.Fatalf("%d events missed", e.Missed)
			}
			if e.Kind == telegramsim.KindMessage && e.Message.FromBot && e.ChatID <= int64(len(c.people)) {
				each(e.Message, time.Now())
				n--
			}
		case <-late:
			c.t.Fatalf("%d messages did not come", n)
		}
	}
}

// asks has people ask for their balance one after another, every so often
// whatever becomes of the others, and tells when each planned to.
func asks(people []*telegramsim.Chat, every time.Duration) (planned func(i int) time.Time) {
	begun := time.Now().Add(100 * time.Millisecond)
	planned = func(i int) time.Time { return begun.Add(time.Duration(i) * every) }
	go func() {
		for i, p := range people {
			<-time.After(time.Until(planned(i)))
			p.Say("/balance")
		}
	}()
	return planned
}

// ask has the first people ask, and returns how long each waited for the
// answer since the moment planned.
func (c *crowd) ask(people, perSecond int) []time.Duration {
	c.t.Helper()
	planned := asks(c.people[:people], time.Second/time.Duration(perSecond))
	var waits []time.Duration
	c.hear(people, func(m telegramsim.Message, at time.Time) {
		waits = append(waits, at.Sub(planned(int(m.ChatID-1))))
	})
	return waits
}

// percentile is in milliseconds.
func percentile(waits []time.Duration, percent int) float64 {
	waits = slices.Sorted(slices.Values(waits))
	return float64(waits[(len(waits)-1)*percent/100].Microseconds()) / 1000
}

func reportWaits(b *testing.B, waits []time.Duration) {
	b.Helper()
	b.ReportMetric(percentile(waits, 50), "p50-ms")
	b.ReportMetric(percentile(waits, 99), "p99-ms")
	b.ReportMetric(percentile(waits, 100), "worst-ms")
}

// BenchmarkAnswer prints how long people wait for their balance when 300 of
// 10 000 ask each second, for 20 seconds, with both simulators in this process.
func BenchmarkAnswer(b *testing.B) {
	c := newCrowd(b, 10_000)
	c.start()
	for range b.N {
		reportWaits(b, c.ask(6000, 300))
	}
}

// BenchmarkAnswerBesideAHangingCard is BenchmarkAnswer while forty people ask
// for a card about which the cabinet never answers.
func BenchmarkAnswerBesideAHangingCard(b *testing.B) {
	c := newCrowd(b, 10_000)
	var hung []*talk
	for i := range int64(40) {
		hung = append(hung, c.person(20_000+i, "ru"))
	}
	followAll(b, c.cfg.Database, hung, panMum)
	c.cabinet.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultHang, PAN: panMum})
	c.start()
	for range b.N {
		for _, p := range hung {
			p.Say("/balance")
		}
		reportWaits(b, c.ask(6000, 300))
	}
}

// BenchmarkBacklog prints how fast a night's 10 000 updates are worked off: of
// 10 000 people, and ten each of 1000 people, who are answered in order.
func BenchmarkBacklog(b *testing.B) {
	for _, each := range []int{1, 10} {
		b.Run(fmt.Sprintf("people=%d", 10_000/each), func(b *testing.B) {
			for range b.N {
				c := newCrowd(b, 10_000/each)
				for i := range 10_000 {
					c.people[i/each].Say(turns[i%each%2].command)
				}
				begun, last := time.Now(), time.Time{}
				c.start()
				answered := map[int64]int{}
				c.hear(10_000, func(m telegramsim.Message, at time.Time) {
					if turn := turns[answered[m.ChatID]%2]; !strings.Contains(m.Text, turn.answer) {
						b.Errorf("chat %d: %q is not the answer to %s", m.ChatID, m.Text, turn.command)
					}
					answered[m.ChatID]++
					last = at
				})
				b.ReportMetric(last.Sub(begun).Seconds(), "s")
				b.ReportMetric(10_000/last.Sub(begun).Seconds(), "replies/s")
			}
		})
	}
}

// turns are what people say by turns, and how the answers begin.
var turns = [2]struct{ command, answer string }{{"/help", "Что я умею"}, {"/lang", "Выберите язык"}}
