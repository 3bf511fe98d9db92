package main

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"onaybot/bot/telegramsim"
	"onaybot/onayclient"
)

// fact is what a chat has to be told once.
type fact struct {
	parts []string    // of the line that tells it
	in    map[int]int // messages that have told it, and in which life of the bot
}

func told(facts []*fact) bool {
	for _, f := range facts {
		if len(f.in) == 0 {
			return false
		}
	}
	return true
}

func (r *rider) expect(kind int, key string, parts ...string) (facts []*fact) {
	for _, f := range r.followers {
		if f.kind == kind {
			f.facts[key] = &fact{parts: parts, in: map[int]int{}}
			facts = append(facts, f.facts[key])
		}
	}
	return facts
}

func (c *commuters) clock(at time.Time) string { return at.In(morning.Location()).Format("15:04") }
func (c *commuters) money(tiyn int64) string   { return c.words.Money(onayclient.Money(tiyn)) }
func (c *commuters) signed(tiyn int64) string  { return c.words.Signed(onayclient.Money(tiyn)) }

var newsLine = regexp.MustCompile(`^(🚌).* · маршрут (\S+) · |^(💰).*: (\+\S+) |^(🔔).*: осталось (\S+)[ ,]`)

// hear enters into the ledger what a message tells.
func (c *commuters) hear(event telegramsim.Event) {
	if event.Missed > 0 {
		c.e.t.Fatalf("%d events missed", event.Missed)
	}
	f, m := c.chats[event.ChatID], event.Message
	if f == nil || !m.FromBot || event.Kind != telegramsim.KindMessage && event.Kind != telegramsim.KindEdit {
		return
	}
	if f.kind == tellNothing || strings.Contains(m.Text, "Что я умею") {
		f.asked, f.heard = false, c.e.clock.now()
		return
	}
	for line := range strings.Lines(m.Text) {
		found := newsLine.FindStringSubmatch(line)
		if found == nil {
			continue
		}
		news := f.facts[strings.Join(found[1:], "")]
		if news == nil || !holdsAll(line, news.parts) {
			c.wrong = append(c.wrong, fmt.Sprintf("chat %d: %s", event.ChatID, line))
			continue
		}
		c.enter(event, news)
	}
}

func (c *commuters) enter(event telegramsim.Event, news *fact) {
	id := event.Message.ID
	if _, edited := news.in[id]; edited {
		return
	}
	for _, life := range news.in {
		c.doubled[fmt.Sprint(event.ChatID, "/", id)] = true
		if life == c.life && !c.lossy {
			c.wrong = append(c.wrong, fmt.Sprintf("chat %d: told twice without a crash: %s", event.ChatID, event.Message.Text))
		}
	}
	news.in[id] = c.life
}

func holdsAll(text string, parts []string) bool {
	for _, part := range parts {
		if !strings.Contains(text, part) {
			return false
		}
	}
	return true
}

// catchUp takes what has come until now.
func (c *commuters) catchUp() {
	for {
		select {
		case event := <-c.seen:
			c.hear(event)
		default:
			return
		}
	}
}

// lacking lists what is still to be told or answered.
func (c *commuters) lacking() (list []string) {
	for id, f := range c.chats {
		if f.asked {
			list = append(list, fmt.Sprintf("chat %d: an answer", id))
		}
		for key, news := range f.facts {
			if len(news.in) == 0 {
				list = append(list, fmt.Sprintf("chat %d: %s %q", id, key, news.parts))
			}
		}
	}
	return list
}

// facts counts what there was to tell.
func (c *commuters) facts() (n int) {
	for _, f := range c.chats {
		n += len(f.facts)
	}
	return n
}

// check fails the test unless all was told, nothing else was, and at most so
// many messages came twice; and nothing is left over in the database.
func (c *commuters) check(mayDouble int) {
	c.e.t.Helper()
	c.e.t.Logf("%d facts told, %d messages doubled", c.facts(), len(c.doubled))
	for _, line := range c.lacking() {
		c.e.t.Errorf("not told to %s", line)
	}
	for _, line := range c.wrong {
		c.e.t.Errorf("wrong in %s", line)
	}
	if n := len(c.doubled); n > mayDouble {
		c.e.t.Errorf("%d messages doubled, at most %d may be: %v", n, mayDouble, c.doubled)
	}
	for _, query := range []string{
		"SELECT count(*) FROM outbox", "SELECT count(*) FROM inbox WHERE done_at IS NULL",
		"SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'",
		"SELECT count(*) FROM pragma_foreign_key_check",
	} {
		if n := countIn(c.e.t, c.e.cfg.Database, query); n != 0 {
			c.e.t.Errorf("%d: %s", n, query)
		}
	}
}
