package bot

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"onaybot/bot/outbox"
	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/onayclient"
	"onaybot/store"
)

// lateAfter is the age from which a push says of when its figure is.
const lateAfter = 5 * time.Minute

// push is one event about a card that words are put to, as seen at a moment.
type push struct {
	*turn
	event store.Event
	link  store.Link
	now   time.Time
}

// wordings are how each kind of event is told; nil: it is not worth telling
// any more.
var wordings = map[store.EventKind]func(push) (*outgoing, error){
	store.EventLow:      push.low,
	store.EventNegative: push.negative,
	store.EventShort:    push.short,
	store.EventRemind:   push.remind,
	store.EventTopUp:    push.topUp,
	store.EventBlocked:  push.blocked,
	store.EventType:     push.newType,
	store.EventRides:    push.rides,
	store.EventNoRide:   push.noRide,
	store.EventDigest:   push.digest,
	store.EventOutage:   push.outage,
	store.EventBack:     push.back,
}

// pushText puts words to an event about a card of the chat.
func (c *turn) pushText(e store.Event, now time.Time) (*outgoing, error) {
	word := wordings[e.Kind]
	if e.Kind == store.EventAmend {
		word = push.amended
	}
	return c.put(e, now, word)
}

// put puts words to an event by its wording.
func (c *turn) put(e store.Event, now time.Time, word func(push) (*outgoing, error)) (*outgoing, error) {
	if word == nil {
		return nil, fmt.Errorf("%w: kind %q", outbox.ErrGarbled, e.Kind)
	}
	l, err := c.Store.Link(c.ctx, e.ChatID, e.LinkID)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return word(push{turn: c, event: e, link: l, now: now})
}

// data reads the event's data.
func (p push) data(to any) error {
	if err := json.Unmarshal(p.event.Data, to); err != nil {
		return fmt.Errorf("%w: %w", outbox.ErrGarbled, err)
	}
	return nil
}

// asOf says of when a figure is, where the push comes late.
func (p push) asOf(at time.Time) texts.HTML {
	if p.now.Sub(at) <= lateAfter {
		return ""
	}
	return p.t.When(texts.AsOf, at, p.now)
}

// say makes the message, with buttons that lead on where money is short.
func (p push) say(text texts.HTML, short bool) *outgoing {
	o := p.newMessage(text)
	if short {
		id := strconv.FormatInt(p.link.ID, 10)
		o.Keyboard = keyboard{{p.button("button.remind", "remind", id), p.button("button.threshold_change", "limit", id)}}
	}
	return &o
}

// worth writes for how many rides a balance is good.
func (p push) worth(balance onayclient.Money, typeCode string) texts.HTML {
	l := p.link
	l.Card.Type, l.Card.Balance = typeCode, balance
	return p.W.At(p.now).RidesLeft(l)
}

func (p push) low() (*outgoing, error) {
	var low watch.Low
	if err := p.data(&low); err != nil {
		return nil, err
	}
	threshold := texts.HTML(p.t.Money(low.Threshold))
	if low.Rides > 0 {
		threshold = p.t.N("rides", low.Rides)
	}
	return p.say(p.t.T("push.low", texts.Args{
		"Card": p.cardName(p.link), "Balance": p.t.Money(low.Balance), "Threshold": threshold,
		"Rides": p.worth(low.Balance, low.Type), "AsOf": p.asOf(low.At),
	}), true), nil
}

func (p push) negative() (*outgoing, error) {
	var low watch.Low
	if err := p.data(&low); err != nil {
		return nil, err
	}
	return p.say(p.t.T("push.negative", texts.Args{
		"Card": p.cardName(p.link), "Balance": p.t.Money(low.Balance), "AsOf": p.asOf(low.At),
	}), true), nil
}

func (p push) short() (*outgoing, error) {
	var s watch.Short
	if err := p.data(&s); err != nil || s.ByRides && !p.seesRides(p.link) {
		return nil, err
	}
	return p.say(p.t.T("push.short", texts.Args{
		"Card": p.cardName(p.link), "Balance": p.t.Money(s.Balance), "Need": p.t.Money(s.Need),
		"Rides": p.worth(s.Balance, s.Type), "AsOf": p.asOf(s.At),
	}), true), nil
}

// remind tells of a lack again, as it is by now; one that is over is no news.
func (p push) remind() (*outgoing, error) {
	card := p.link.Card.Card
	lacks := watch.IsLow(p.link, p.threshold(p.link)) || watch.PaysByRide(p.link.Class()) && card.Balance < 0
	if !lacks || watch.Snoozed(p.link.Alerts, p.now) {
		return nil, nil
	}
	return p.say(p.t.T("push.remind", texts.Args{
		"Card": p.cardName(p.link), "Balance": p.t.Money(card.Balance),
		"Rides": p.worth(card.Balance, card.Type), "AsOf": p.asOf(card.At),
	}), true), nil
}

func (p push) topUp() (*outgoing, error) {
	var x watch.TopUp
	if err := p.data(&x); err != nil {
		return nil, err
	}
	args := texts.Args{"Card": p.cardName(p.link), "Amount": p.t.Signed(x.Amount), "Balance": "", "AsOf": p.asOf(x.At)}
	if x.HasBalance {
		args["Balance"] = p.t.Money(x.Balance)
	}
	if x.About {
		return p.say(p.t.T("push.topup_about", args), false), nil
	}
	if !p.seesRides(p.link) {
		return nil, nil
	}
	delete(args, "AsOf")
	args["At"] = p.t.When(texts.At, x.At, p.now)
	return p.say(p.t.T("push.topup", args), false), nil
}

func (p push) blocked() (*outgoing, error) {
	var s watch.Stop
	if err := p.data(&s); err != nil {
		return nil, err
	}
	args := texts.Args{"Card": p.cardName(p.link), "AsOf": p.asOf(s.At)}
	if s.Blocked {
		return p.say(p.t.T("push.blocked", args), false), nil
	}
	return p.say(p.t.T("push.unblocked", args), false), nil
}

func (p push) newType() (*outgoing, error) {
	var n watch.NewType
	if err := p.data(&n); err != nil {
		return nil, err
	}
	class := func(code string) texts.HTML { return p.t.T("class."+onayclient.ClassOf(code).String(), nil) }
	from, to := class(n.From), class(n.To)
	if from == to {
		return p.say(p.t.T("push.type_same", texts.Args{"Card": p.cardName(p.link), "To": to}), false), nil
	}
	return p.say(p.t.T("push.type", texts.Args{"Card": p.cardName(p.link), "From": from, "To": to}), false), nil
}
