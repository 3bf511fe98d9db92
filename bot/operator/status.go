package operator

import (
	"context"
	"fmt"
	"time"

	"onaybot/bot/chat"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/onayclient"
	"onaybot/store"
)

const closedShown = 5 // cards with closed rides that get a button

// Status is the command that tells an operator how the bot fares.
type Status struct {
	Store    *store.Store
	Cabinet  Cabinet
	Watcher  *watch.Watcher
	Messages func() int64 // sent since the start
	Account  bool         // a cabinet account is configured
	Version  string
	Began    time.Time
}

// Cabinet tells how things stand with the cabinet.
type Cabinet interface {
	Status(ctx context.Context) (onayclient.Status, error)
}

// Show answers /status.
func (s *Status) Show(r *chat.Request, _ chat.Call) error {
	counts, err := s.Store.Counts(r.Ctx, r.W.Now())
	if err != nil {
		return err
	}
	cabinet, err := s.Cabinet.Status(r.Ctx)
	if err != nil {
		return fmt.Errorf("ask how the cabinet stands: %w", err)
	}
	usedUp, err := s.Watcher.SharesUsedUp(r.Ctx)
	if err != nil {
		return err
	}
	closed, err := s.Store.ClosedCards(r.Ctx)
	if err != nil {
		return err
	}
	text := texts.Lines(s.processLines(r.W, counts), s.cabinetLines(r.W, cabinet), sharesLine(r.W, usedUp),
		s.workLines(r.W, counts), closedLine(r.W, len(closed)), s.roomLine(r.W, counts, cabinet))
	return r.Reply(r.W.Message(text, reopenRows(r.W, closed[:min(len(closed), closedShown)])...))
}

func (s *Status) processLines(w *chat.Writer, n store.Counts) texts.HTML {
	paused := texts.HTML("")
	if until := s.Watcher.PausedUntil(); !until.IsZero() {
		paused = w.T("status.paused", texts.Args{"At": w.When(texts.At, until)})
	}
	return texts.Lines(
		w.T("status.head", texts.Args{"Version": s.Version, "Since": w.When(texts.Since, s.Began)}),
		paused,
		w.T("status.people", texts.Args{"Chats": number(w, n.Chats), "Cards": number(w, n.Cards), "Links": number(w, n.Links)}),
		queueLine(w, n))
}

func number(w *chat.Writer, n int) string { return w.Texts.Number(int64(n)) }

func queueLine(w *chat.Writer, n store.Counts) texts.HTML {
	if n.OutboxDue == 0 {
		return w.T("status.queue_idle", texts.Args{"Waiting": number(w, n.Outbox)})
	}
	return w.T("status.queue", texts.Args{
		"Waiting": number(w, n.Outbox), "Due": number(w, n.OutboxDue), "Since": w.When(texts.Since, n.OldestDue),
	})
}

func (s *Status) cabinetLines(w *chat.Writer, c onayclient.Status) texts.HTML {
	return texts.Lines(s.breakerLine(w, c), s.accountLine(w, c), budgetLine(w, c))
}

func (s *Status) breakerLine(w *chat.Writer, c onayclient.Status) texts.HTML {
	args := texts.Args{"After": w.When(texts.After, c.Until)}
	switch down := s.Watcher.DownSince(); {
	case c.Breaker == onayclient.Banned:
		return w.T("status.banned", args)
	case c.Breaker == onayclient.Paused:
		return w.T("status.slow", args)
	case c.Breaker == onayclient.Open:
		return w.T("status.open", args)
	case !down.IsZero():
		return w.T("status.down", texts.Args{"Since": w.When(texts.Since, down)})
	case c.Breaker == onayclient.HalfOpen:
		return w.T("status.probing")
	}
	return w.T("status.ok")
}

func (s *Status) accountLine(w *chat.Writer, c onayclient.Status) texts.HTML {
	switch {
	case !s.Account:
		return w.T("status.no_account")
	case c.Refused:
		return w.T("status.refused")
	}
	return ""
}

func budgetLine(w *chat.Writer, c onayclient.Status) texts.HTML {
	if c.PerDay == 0 {
		return w.T("status.no_budget", texts.Args{"Sent": w.Texts.Number(c.Sent)})
	}
	return w.T("status.budget", texts.Args{"Used": number(w, c.PerDay-c.Left), "Left": number(w, c.Left)})
}

// sharesLine tells how many people may ask for no more today, and not who.
func sharesLine(w *chat.Writer, usedUp int) texts.HTML {
	if usedUp == 0 {
		return ""
	}
	return w.T("status.shares", texts.Args{"People": number(w, usedUp)})
}

func (s *Status) workLines(w *chat.Writer, n store.Counts) texts.HTML {
	return texts.Lines(s.sweepLine(w),
		w.T("status.due", texts.Args{"Due": number(w, n.CardsDue), "Overdue": number(w, n.CardsOverdue)}),
		w.T("status.size", texts.Args{"Size": w.Texts.Tenths(s.Store.Size() / 100_000)}))
}

func (s *Status) sweepLine(w *chat.Writer) texts.HTML {
	last := s.Watcher.LastSweep()
	args := texts.Args{"Since": w.When(texts.Since, last.Began), "At": w.When(texts.At, last.Began), "Read": number(w, last.Read)}
	switch {
	case last.Began.IsZero():
		return w.T("status.no_sweep")
	case last.UnderWay():
		return w.T("status.sweeping", args)
	}
	args["Seconds"] = number(w, int(last.Took.Seconds()))
	return w.T("status.swept", args)
}

// closedLine tells of the cards whose rides wait for an operator's decision.
func closedLine(w *chat.Writer, all int) texts.HTML {
	if all == 0 {
		return ""
	}
	return w.T("status.closed", texts.Args{"Cards": number(w, all)})
}

func reopenRows(w *chat.Writer, closed []store.Card) (rows telegram.Keyboard) {
	for _, card := range closed {
		label := w.Plain("button.reopen") + " ·" + card.PAN.Last4()
		rows = append(rows, []telegram.Button{w.Labelled(label, chat.VerbReopen, card.ID)})
	}
	return rows
}
