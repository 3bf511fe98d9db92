package bot

import (
	"context"
	"errors"
	"strconv"
	"time"

	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/onayclient"
	"onaybot/store"
)

const (
	cabinetPatience = 10 * time.Second // how long a person waits for the cabinet
	atShutdown      = 2 * time.Second  // the same, once the bot is to end
)

// errSlow says that the cabinet did not answer within [cabinetPatience].
var errSlow = errors.New("the cabinet is slow")

// cabinetContext bounds a question to the cabinet, whose answer the chat
// sees. When shutdown comes, it
// is given up soon, so that the passenger is still answered.
func (c *turn) cabinetContext() (context.Context, context.CancelFunc) {
	return c.patient(c.ctx)
}

func (c *turn) patient(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, stop := context.WithCancelCause(ctx)
	patience := time.AfterFunc(cabinetPatience, func() { stop(errSlow) })
	c.aside.Go(func() {
		select {
		case <-c.stopping:
			patience.Reset(atShutdown)
		case <-ctx.Done():
		}
	})
	return ctx, func() {
		patience.Stop()
		stop(nil)
	}
}

// cardName is a card's name in messages.
func cardName(t texts.Texts, l store.Link) texts.HTML { return t.Card(l.Name, l.Card.PAN.Last4()) }

func (c *turn) cardName(l store.Link) texts.HTML { return cardName(c.t, l) }

// figures is the line of a card's balance and what it is good for, with a
// line for what needs attention.
func (c *turn) figures(l store.Link) texts.HTML {
	line := balanceLine(c.t, c.Fares, l, c.Now())
	if l.Card.Blocked {
		return texts.Lines(line, c.t.T("balance.blocked", nil))
	}
	if threshold := c.threshold(l); watch.IsLow(l, threshold) {
		return texts.Lines(line, c.t.T("balance.low", texts.Args{"Threshold": c.t.Money(threshold)}))
	}
	return line
}

// balanceLine writes the balance and for how many rides it is good, as far as
// the fare is known.
func balanceLine(t texts.Texts, fares watch.Fares, l store.Link, now time.Time) texts.HTML {
	money := texts.HTML("<b>" + t.Money(l.Card.Balance) + "</b>")
	switch l.Class() {
	case onayclient.FarePass:
		return money + " — " + t.T("balance.pass", nil)
	case onayclient.FareFree:
		return money + " — " + t.T("balance.free", nil)
	}
	rides := ridesLeft(t, fares, l, now)
	if rides == "" {
		return money
	}
	return money + " — " + rides
}

// ridesLeft writes for how many rides the balance is good; "" where the fare
// is not known.
func ridesLeft(t texts.Texts, fares watch.Fares, l store.Link, now time.Time) texts.HTML {
	rides, ok := fares.RidesLeft(l, now)
	switch {
	case !ok:
		return ""
	case rides == 0:
		return t.T("balance.no_ride", nil)
	}
	return t.N("rides", rides)
}

// age says when a card's figures were read.
func (c *turn) age(card onayclient.Card) texts.HTML {
	return c.t.T("balance.updated", texts.Args{"At": c.t.When(texts.At, card.At, c.Now())})
}

// orSlow is the error of a question to the cabinet that was asked within
// [cabinetPatience]: [errSlow] when that ran out.
func orSlow(ctx context.Context, err error) error {
	if err != nil && errors.Is(context.Cause(ctx), errSlow) {
		return errSlow
	}
	return err
}

// trouble says what is wrong with the cabinet, without the blame being put
// on the card or the passenger.
func (c *turn) trouble(err error) texts.HTML {
	now := c.Now()
	var e *onayclient.Error
	until := time.Time{}
	if errors.As(err, &e) {
		until = e.Until
	}
	switch {
	case errors.Is(err, onayclient.ErrNoCard):
		return c.t.T("trouble.no_card", nil)
	case errors.Is(err, onayclient.ErrNotTold):
		return c.t.T("trouble.not_told", nil)
	case errors.Is(err, onayclient.ErrNotInAccount):
		return c.t.T("trouble.not_in_account", nil)
	case errors.Is(err, onayclient.ErrBusy) && until.After(now):
		return c.t.T("trouble.busy_until", texts.Args{"After": c.t.When(texts.After, until, now)})
	case errors.Is(err, onayclient.ErrBusy):
		return c.t.T("trouble.busy", nil)
	case errors.Is(err, onayclient.ErrBanned):
		return c.t.T("trouble.banned", nil)
	case errors.Is(err, onayclient.ErrChanged):
		return c.t.T("trouble.changed", nil)
	case errors.Is(err, onayclient.ErrNoLogin):
		return c.t.T("trouble.no_login", nil)
	case errors.Is(err, onayclient.ErrBadLogin):
		return c.t.T("trouble.bad_login", nil)
	case errors.Is(err, errSlow):
		return c.t.T("trouble.slow", nil)
	case errors.Is(err, onayclient.ErrUnavailable):
		return c.down(now)
	}
	c.Log.Error("cabinet", "err", err)
	return c.t.T("error.own", nil)
}

func (c *turn) down(now time.Time) texts.HTML {
	since := c.Watcher.DownSince()
	if since.IsZero() {
		since = now
	}
	return c.t.T("trouble.down", texts.Args{"Since": c.t.When(texts.Since, since, now)})
}

// threshold is a link's threshold in money, as it is now.
func (c *turn) threshold(l store.Link) onayclient.Money {
	return watch.ThresholdOf(l, c.Fares, c.Now())
}

// below writes a link's threshold after "less than".
func (c *turn) below(l store.Link) texts.HTML {
	money := texts.HTML(c.t.Money(c.threshold(l)))
	if l.ThresholdRides == 0 {
		return money
	}
	return c.t.N("threshold.rides", l.ThresholdRides) + " (" + money + ")"
}

// alertsMatter tells whether a low-balance alert will ever be sent.
func alertsMatter(l store.Link) bool {
	return l.Threshold > 0 && watch.PaysByRide(l.Class())
}

// renderEvent puts words to an event of the outbox; nil: it is not worth
// telling any more.
func (b *Bot) renderEvent(ctx context.Context, e store.Event) (*outgoing, error) {
	if e.Kind == store.EventReply {
		return decodeReply(e)
	}
	chat, err := b.Store.Chat(ctx, e.ChatID)
	if err != nil {
		return nil, err
	}
	c := &turn{Bot: b, ctx: ctx, chat: chat, t: b.Texts.In(texts.Lang(chat.Lang))}
	switch e.Kind {
	case store.EventNotice:
		return c.noticeText(e)
	case store.EventFeedback:
		return c.letterText(e)
	case store.EventFeedbackReply:
		return c.answerText(e)
	}
	return c.pushText(e, b.Now())
}

func argInt(args []string, i int) (int64, error) {
	if i >= len(args) {
		return 0, errStale
	}
	n, err := strconv.ParseInt(args[i], 10, 64)
	if err != nil {
		return 0, errStale
	}
	return n, nil
}
