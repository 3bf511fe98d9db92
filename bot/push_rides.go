package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"onaybot/bot/outbox"
	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/onayclient"
	"onaybot/store"
)

// rides tells of rides as their rows are by now, a line each, to a chat that
// may still see them.
func (p push) rides() (*outgoing, error) {
	var ids watch.TransactionIDs
	if err := p.data(&ids); err != nil || !p.seesRides(p.link) {
		return nil, err
	}
	rows, err := p.Store.TransactionsByID(p.ctx, p.link.Card.ID, ids.IDs)
	if err != nil {
		return nil, err
	}
	var lines []texts.HTML
	for _, x := range rows {
		if x.Kind == onayclient.KindRide {
			lines = append(lines, p.rideLine(x.Transaction))
		}
	}
	if len(lines) == 0 {
		return nil, nil
	}
	return p.say(texts.Lines(lines...), false), nil
}

// rideLine is one ride; on a pass there is no figure to tell.
func (p push) rideLine(x onayclient.Transaction) texts.HTML {
	args := texts.Args{
		"Card": p.cardName(p.link), "Route": short(x.Route), "At": texts.HTML(p.t.Clock(x.At)),
		"Amount": "", "Balance": "",
	}
	if !startOfDay(x.At.In(p.t.Zone())).Equal(startOfDay(p.now.In(p.t.Zone()))) {
		args["At"] = p.t.When(texts.At, x.At, p.now)
	}
	if x.Amount != 0 {
		args["Amount"] = p.t.Signed(x.Amount)
		if x.HasBalance {
			args["Balance"] = p.t.Money(x.Balance)
		}
	}
	return p.t.T("push.ride", args)
}

func (p push) noRide() (*outgoing, error) {
	var n watch.NoRide
	if err := p.data(&n); err != nil || !p.seesRides(p.link) {
		return nil, err
	}
	args := texts.Args{"Card": p.cardName(p.link), "By": p.t.Clock(n.By)}
	if n.Unknown {
		return p.say(p.t.T("push.no_ride_unknown", args), false), nil
	}
	return p.say(p.t.T("push.no_ride", args), false), nil
}

func (p push) digest() (*outgoing, error) {
	var d watch.Digest
	if err := p.data(&d); err != nil || d.HasRides && !p.seesRides(p.link) {
		return nil, err
	}
	args := texts.Args{
		"Card": p.cardName(p.link), "Spent": p.t.Money(d.Spent), "Balance": p.t.Money(d.Balance),
		"Added": "", "Rides": texts.HTML(""), "AsOf": p.asOf(d.At),
	}
	if d.Added > 0 {
		args["Added"] = p.t.Signed(d.Added)
	}
	if !d.HasRides {
		delete(args, "Rides")
		args["Since"] = ""
		if !d.Since.IsZero() {
			args["Since"] = p.t.Day(d.Since, p.now)
		}
		return p.say(p.t.T("push.digest_inferred", args), false), nil
	}
	args["Rides"] = p.t.N("rides", int64(d.Rides))
	return p.say(p.t.T("push.digest", args), false), nil
}

func (p push) outage() (*outgoing, error) {
	var o watch.Outage
	if err := p.data(&o); err != nil || !p.seesRides(p.link) {
		return nil, err
	}
	return p.say(p.t.T("push.outage", texts.Args{"Since": p.t.When(texts.Since, o.Since, p.now)}), false), nil
}

func (p push) back() (*outgoing, error) {
	if !p.seesRides(p.link) {
		return nil, nil
	}
	return p.say(p.t.T("push.back", nil), false), nil
}

// told is an event as it is kept with the message that told it.
type told struct {
	Link int64           `json:"link"`
	Kind store.EventKind `json:"kind"`
	Data json.RawMessage `json:"data"`
}

// noteRides keeps where each of an event's rides is told; nil: it has none.
func noteRides(e store.Event) func(context.Context, *store.Tx, outbox.Told) error {
	var ids watch.TransactionIDs
	if e.Kind != store.EventRides || json.Unmarshal(e.Data, &ids) != nil {
		return nil
	}
	return func(ctx context.Context, tx *store.Tx, m outbox.Told) error {
		var message []told
		for _, e := range m.Events {
			message = append(message, told{e.LinkID, e.Kind, e.Data})
		}
		data, err := json.Marshal(message)
		if err != nil {
			return fmt.Errorf("encode told message: %w", err)
		}
		for _, id := range ids.IDs {
			err := tx.AddNotified(ctx, store.Notified{LinkID: e.LinkID, TransactionID: id, MessageID: m.MessageID, At: m.At, Data: data})
			if err != nil {
				return err
			}
		}
		return nil
	}
}

// amended writes the message anew in which a ride was told that has been
// amended since. It is read as on the day it was sent.
func (p push) amended() (*outgoing, error) {
	var ids watch.TransactionIDs
	if err := p.data(&ids); err != nil || len(ids.IDs) == 0 {
		return nil, err
	}
	at, err := p.Store.Notified(p.ctx, p.link.ID, ids.IDs[0])
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var message []told
	if err := json.Unmarshal(at.Data, &message); err != nil {
		return nil, fmt.Errorf("decode told message: %w", err)
	}
	var parts []outgoing
	for _, e := range message {
		event := store.Event{ChatID: p.event.ChatID, LinkID: e.Link, Kind: e.Kind, Data: e.Data}
		part, err := p.put(event, at.At, wordings[e.Kind])
		if err != nil {
			return nil, err
		}
		if part != nil {
			parts = append(parts, *part)
		}
	}
	if len(parts) == 0 {
		return nil, nil
	}
	o := outbox.Join(parts)
	o.Edit, o.OnlyEdit = at.MessageID, true
	return &o, nil
}
