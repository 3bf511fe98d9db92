package bot

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

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

// toldRides is what is kept of a message that told events: where each of
// their rides stands.
func toldRides(events []store.Event, messageID int, now time.Time) []store.Notified {
	if messageID == 0 {
		return nil
	}
	var message []told
	var rides []store.Notified
	for _, e := range events {
		message = append(message, told{e.LinkID, e.Kind, e.Data})
		var ids watch.TransactionIDs
		if e.Kind != store.EventRides || json.Unmarshal(e.Data, &ids) != nil {
			continue
		}
		for _, id := range ids.IDs {
			rides = append(rides, store.Notified{LinkID: e.LinkID, TransactionID: id, MessageID: messageID, At: now})
		}
	}
	data, err := json.Marshal(message)
	if err != nil {
		return nil
	}
	for i := range rides {
		rides[i].Data = data
	}
	return rides
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
	o := joined(parts)
	o.Edit, o.Gone = at.MessageID, true
	return &o, nil
}

// joined makes one message of several, a line or more each. Buttons stay
// where it is clear what they are about: under one part.
func joined(parts []outgoing) outgoing {
	o := parts[0]
	if len(parts) == 1 {
		return o
	}
	o.Keyboard = nil
	lines := make([]texts.HTML, len(parts))
	buttons := 0
	for i, part := range parts {
		lines[i] = part.Text
		if len(part.Keyboard) > 0 {
			o.Keyboard = part.Keyboard
			buttons++
		}
	}
	if buttons > 1 {
		o.Keyboard = nil
	}
	o.Text = texts.Lines(lines...)
	return o
}
