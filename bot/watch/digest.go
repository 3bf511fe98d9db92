package watch

import (
	"context"
	"time"

	"onaybot/onayclient"
	"onaybot/store"
)

// Digest is the data of a [store.EventDigest]: the week up to its Sunday.
type Digest struct {
	Rides    int              `json:"rides"`
	HasRides bool             `json:"has_rides"` // false: told from the balance alone
	Spent    onayclient.Money `json:"spent"`     // above zero
	Added    onayclient.Money `json:"added"`
	Balance  onayclient.Money `json:"balance"`
	Type     string           `json:"type"`
	At       time.Time        `json:"at"`    // of the balance
	Since    time.Time        `json:"since"` // the first of the days told of, where that is not Monday; or zero
}

// digest sums a week up: by the rows where the chat may see them and the
// cabinet gives them, else by the balance from the day after the chat began to
// follow the card: of what was before, it is to learn nothing.
func (w *Watcher) digest(ctx context.Context, l store.Link) ([]Event, error) {
	l, err := w.renewed(ctx, l)
	if err != nil {
		return nil, err
	}
	monday := w.days.Clock(w.now(), -6, 0)
	d := Digest{Balance: l.Card.Balance, Type: l.Card.Type, At: l.Card.At}
	if w.access.MayViewRides(l) {
		rides, err := w.Rides(ctx, l.Card, monday)
		if err == nil {
			d.add(rides.List)
			return []Event{{store.EventDigest, d}}, nil
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		w.log.Info("week told from the balance", "card", l.Card.PAN, "err", err)
	}
	days, err := w.BalanceDays(ctx, l, monday, w.now())
	if err != nil {
		return nil, err
	}
	switch from := w.BalanceFrom(l); {
	case from.After(w.now()):
		return nil, nil
	case from.After(monday):
		d.Since = from
	case len(days) > 0 && !days[0].Since.IsZero() && days[0].Since.Before(monday):
		d.Since = days[0].Since
	}
	for _, day := range days {
		d.Spent += day.Spent
		d.Added += day.Added
	}
	return []Event{{store.EventDigest, d}}, nil
}

func (d *Digest) add(list []onayclient.Transaction) {
	d.HasRides = true
	for _, x := range list {
		if x.Kind == onayclient.KindRide {
			d.Rides++
		}
		d.Spent += max(0, -x.Amount)
		d.Added += max(0, x.Amount)
	}
}
