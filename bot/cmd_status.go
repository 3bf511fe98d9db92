package bot

import (
	"fmt"
	"strconv"
	"time"

	"onaybot/bot/texts"
	"onaybot/onayclient"
	"onaybot/store"
)

const (
	telegramADay = 30 * 24 * 60 * 60 // messages Telegram lets a bot send
	closedShown  = 5                 // cards with closed rides that get a button
)

// status tells an operator how the bot fares.
func (c *turn) status() error {
	counts, err := c.Store.Counts(c.ctx, c.Now())
	if err != nil {
		return err
	}
	stands, err := c.Cabinet.Status(c.ctx)
	if err != nil {
		return fmt.Errorf("ask how the cabinet stands: %w", err)
	}
	closed, rows, err := c.closedCards()
	if err != nil {
		return err
	}
	text := texts.Lines(
		c.t.T("status.head", texts.Args{"Version": c.Version, "Since": c.since(c.started)}),
		c.pauseLine(),
		c.t.T("status.people", texts.Args{"Chats": c.number(counts.Chats), "Cards": c.number(counts.Cards), "Links": c.number(counts.Links)}),
		c.queueLine(counts), c.cabinetLine(stands), c.accountLine(stands), c.budgetLine(stands), c.sweepLine(),
		c.t.T("status.due", texts.Args{"Due": c.number(counts.CardsDue), "Overdue": c.number(counts.CardsOverdue)}),
		c.t.T("status.size", texts.Args{"Size": c.t.Tenths(c.Store.Size() / 100_000)}),
		closed, c.roomLine(counts, stands))
	return c.say(c.newMessage(text, rows...))
}

func (c *turn) number(n int) string { return c.t.Number(int64(n)) }

func (c *turn) since(at time.Time) texts.HTML { return c.t.When(texts.Since, at, c.Now()) }

func (c *turn) pauseLine() texts.HTML {
	until := c.Watcher.PausedUntil()
	if until.IsZero() {
		return ""
	}
	return c.t.T("status.paused", texts.Args{"At": c.t.When(texts.At, until, c.Now())})
}

func (c *turn) queueLine(n store.Counts) texts.HTML {
	if n.OutboxDue == 0 {
		return c.t.T("status.queue_idle", texts.Args{"Waiting": c.number(n.Outbox)})
	}
	return c.t.T("status.queue", texts.Args{
		"Waiting": c.number(n.Outbox), "Due": c.number(n.OutboxDue), "Since": c.since(n.OldestDue),
	})
}

func (c *turn) cabinetLine(s onayclient.Status) texts.HTML {
	args := texts.Args{"After": c.t.When(texts.After, s.Until, c.Now())}
	switch down := c.Watcher.DownSince(); {
	case s.Breaker == onayclient.Banned:
		return c.t.T("status.banned", args)
	case s.Breaker == onayclient.Paused:
		return c.t.T("status.slow", args)
	case s.Breaker == onayclient.Open:
		return c.t.T("status.open", args)
	case !down.IsZero():
		return c.t.T("status.down", texts.Args{"Since": c.since(down)})
	case s.Breaker == onayclient.HalfOpen:
		return c.t.T("status.probing", nil)
	}
	return c.t.T("status.ok", nil)
}

func (c *turn) accountLine(s onayclient.Status) texts.HTML {
	switch {
	case !c.Rides:
		return c.t.T("status.no_account", nil)
	case s.Refused:
		return c.t.T("status.refused", nil)
	}
	return ""
}

func (c *turn) budgetLine(s onayclient.Status) texts.HTML {
	if s.PerDay == 0 {
		return c.t.T("status.no_budget", texts.Args{"Sent": c.t.Number(s.Sent)})
	}
	return c.t.T("status.budget", texts.Args{"Used": c.number(s.PerDay - s.Left), "Left": c.number(s.Left)})
}

func (c *turn) sweepLine() texts.HTML {
	last := c.Watcher.LastSweep()
	args := texts.Args{"Since": c.since(last.Began), "At": c.t.When(texts.At, last.Began, c.Now()), "Read": c.number(last.Read)}
	switch {
	case last.Began.IsZero():
		return c.t.T("status.no_sweep", nil)
	case last.UnderWay():
		return c.t.T("status.sweeping", args)
	}
	args["Seconds"] = c.number(int(last.Took.Seconds()))
	return c.t.T("status.swept", args)
}

// closedCards tells of the cards whose rides wait for an operator's decision,
// with a button for the first of them.
func (c *turn) closedCards() (texts.HTML, keyboard, error) {
	list, all, err := c.Store.ClosedCards(c.ctx, closedShown)
	if err != nil || all == 0 {
		return "", nil, err
	}
	var rows keyboard
	for _, card := range list {
		label := c.t.Plain("button.reopen", nil) + " ·" + card.PAN.Last4()
		rows = append(rows, []button{c.labelled(label, "reopen", strconv.FormatInt(card.ID, 10))})
	}
	return c.t.T("status.closed", texts.Args{"Cards": c.number(all)}), rows, nil
}

// roomLine says for how many cards there is room if each costs what it has
// cost since the start, and what binds first.
func (c *turn) roomLine(n store.Counts, s onayclient.Status) texts.HTML {
	r := roomFor(int64(n.Cards), c.Now().Sub(c.started), s, c.sender.sent.Load())
	if r.cards == 0 {
		return c.t.T("status.room_unknown", texts.Args{"Most": c.number(s.Most)})
	}
	key := "status.room_cabinet"
	if r.byTelegram {
		key = "status.room_telegram"
	}
	return c.t.T(key, texts.Args{"Cards": c.t.Number(r.cards), "Most": c.number(s.Most), "PerCard": c.t.Tenths(r.tenths)})
}

// room is for how many cards there is room.
type room struct {
	cards      int64 // to two digits; 0: not known yet
	byTelegram bool  // whose limit is met first
	tenths     int64 // of what a card costs there in a day: requests, or messages
}

// roomFor measures what cards have cost so far. A day has its rush hours and
// its night, so less than one says nothing.
func roomFor(cards int64, lasted time.Duration, s onayclient.Status, messages int64) room {
	if lasted < day || cards == 0 || s.Sent == 0 {
		return room{}
	}
	cardDays := float64(cards) * lasted.Hours() / 24
	requests, told := float64(s.Sent)/cardDays, float64(max(messages, 1))/cardDays
	byCabinet, byTelegram := float64(s.Most)/requests, telegramADay/told
	if byTelegram < byCabinet {
		return room{rounded(byTelegram), true, int64(told*10 + 0.5)}
	}
	return room{rounded(byCabinet), false, int64(requests*10 + 0.5)}
}

// rounded is x, down to two significant digits.
func rounded(x float64) int64 {
	n, unit := int64(x), int64(1)
	for n/unit >= 100 {
		unit *= 10
	}
	return n / unit * unit
}
