package watch

import (
	"slices"
	"time"

	"onaybot/onayclient"
	"onaybot/store"
)

// Event is something that a reading means to one link.
type Event struct {
	Kind store.EventKind
	Data any
}

// Low is the data of a [store.EventLow] and a [store.EventNegative]: what was read when the balance was found
// below the threshold, or below zero.
type Low struct {
	Balance   onayclient.Money `json:"balance"`
	Threshold onayclient.Money `json:"threshold"`
	Rides     int64            `json:"rides,omitempty"` // the threshold in rides; 0: it is in money
	Type      string           `json:"type"`
	At        time.Time        `json:"at"`
}

// TopUp is the data of a [store.EventTopUp], and of a [store.EventRefund]: what a reading found of them.
type TopUp struct {
	Amount     onayclient.Money `json:"amount"`          // of all
	Count      int64            `json:"count,omitempty"` // 0: not known
	About      bool             `json:"about,omitempty"` // told from the balance alone
	Balance    onayclient.Money `json:"balance"`         // after the newest
	HasBalance bool             `json:"has_balance"`
	At         time.Time        `json:"at"` // of the newest
}

// add adds a transaction, newer than those before.
func (t *TopUp) add(x store.Transaction) {
	*t = TopUp{Amount: t.Amount + x.Amount, Count: t.Count + 1, Balance: x.Balance, HasBalance: x.HasBalance, At: x.At}
}

// Stop is the data of a [store.EventBlocked].
type Stop struct {
	Blocked bool      `json:"blocked"`
	At      time.Time `json:"at"`
}

// NewType is the data of a [store.EventType].
type NewType struct {
	From string `json:"from"` // type codes
	To   string `json:"to"`
}

// TransactionIDs is the data of a [store.EventRides] and, with one of them, of a [store.EventAmend]: rides by
// their ids in the store, oldest first.
type TransactionIDs struct {
	IDs []int64 `json:"ids"`
}

// Reading is a card as it was read, and as it was before.
type Reading struct {
	Card         onayclient.Card
	Before       onayclient.Card          // the reading before; zero: there was none
	Transactions []onayclient.Transaction // that were read with it, earlier ones too
	AllRides     bool                     // they hold every ride between the two readings
	TellsTopUps  bool                     // top-ups are told by transactions, see [DetectTransactions]
}

// Detect compares a reading with what a link's chat knows. It returns the link as its chat knows it after the events,
// and the events: the balance is low or below zero (one event, and again only after it was above), a top-up, blocked
// or unblocked, a new type. It is pure.
func Detect(l store.Link, r Reading, fares Fares) (store.Link, []Event) {
	l.Card.Card = r.Card
	knew := l
	threshold := ThresholdOf(l, fares, r.Card.At)
	l.Low = IsLow(l, threshold)
	l.Negative = PaysByRide(l.Class()) && r.Card.Balance < 0
	l.Stopped = r.Card.Blocked
	l, events := detectRest(knew, l, r)
	others := len(events)
	low := Low{Balance: r.Card.Balance, Threshold: threshold, Rides: l.ThresholdRides, Type: r.Card.Type, At: r.Card.At}
	switch {
	case l.Negative && !knew.Negative && l.Subscriptions.Has(store.SubscribeNegative):
		events = append(events, Event{store.EventNegative, low})
	case l.Low && !knew.Low:
		events = append(events, Event{store.EventLow, low})
	}
	if len(events) > others {
		l.LowAt = r.Card.At
	}
	return l, events
}

// detectRest finds the events that are not about too little money. They come first, since they may be its cause.
func detectRest(knew, l store.Link, r Reading) (store.Link, []Event) {
	var events []Event
	read, before := r.Card, r.Before
	if !before.At.IsZero() && read.Balance > before.Balance && !r.TellsTopUps {
		l.TopUpAt = read.At
		if l.Subscriptions.Has(store.SubscribeTopUp) {
			events = append(events, Event{store.EventTopUp, TopUp{
				Amount: read.Balance - before.Balance, About: true, Balance: read.Balance, HasBalance: true, At: read.At,
			}})
		}
	}
	if l.Stopped != knew.Stopped && l.Subscriptions.Has(store.SubscribeBlocked) {
		events = append(events, Event{store.EventBlocked, Stop{Blocked: l.Stopped, At: read.At}})
	}
	if before.Type != "" && read.Type != "" && before.Type != read.Type && l.Subscriptions.Has(store.SubscribeType) {
		events = append(events, Event{store.EventType, NewType{From: before.Type, To: read.Type}})
	}
	return l, events
}

// IsLow tells whether the balance of a link's card is below a threshold that matters to it. The threshold 0 is none.
func IsLow(l store.Link, threshold onayclient.Money) bool {
	return threshold > 0 && PaysByRide(l.Class()) && l.Card.Balance < threshold
}

// ThresholdOf is a link's threshold in money. One in rides is counted at the card's own fare, where that is known.
func ThresholdOf(l store.Link, fares Fares, at time.Time) onayclient.Money {
	if l.ThresholdRides > 0 {
		if fare, ok := fares.Of(l, at); ok && fare > 0 {
			return fare * onayclient.Money(l.ThresholdRides)
		}
	}
	return l.Threshold
}

// tooOld is the age from which a ride that becomes known is history.
const tooOld = 7 * 24 * time.Hour

// DetectTransactions finds what newly known transactions of a card mean to a link that may view them: one event of a
// kind, and one for each amendment. It is pure.
func DetectTransactions(l store.Link, c store.Changes, now time.Time) []Event {
	fresh := slices.Clone(c.New)
	slices.SortStableFunc(fresh, func(a, b store.Transaction) int { return a.At.Compare(b.At) })
	var topUps, refunds TopUp
	var rides TransactionIDs
	for _, x := range fresh {
		kind := eventOf(x)
		switch {
		case now.Sub(x.At) > tooOld:
		case kind == store.EventTopUp && wantsTopUp(l, x):
			topUps.add(x)
		case kind == store.EventRefund && wantsTopUp(l, x):
			refunds.add(x)
		case kind == store.EventRides && wantsRide(l, x):
			rides.IDs = append(rides.IDs, x.RowID)
		}
	}
	var events []Event
	if topUps.Count > 0 {
		events = append(events, Event{store.EventTopUp, topUps})
	}
	if refunds.Count > 0 {
		events = append(events, Event{store.EventRefund, refunds})
	}
	if len(rides.IDs) > 0 {
		events = append(events, Event{store.EventRides, rides})
	}
	for _, x := range c.Amended {
		if wantsRide(l, x) {
			events = append(events, Event{store.EventAmend, TransactionIDs{IDs: []int64{x.RowID}}})
		}
	}
	return events
}

// eventOf is the kind of event that tells of a transaction; "": none does.
func eventOf(x store.Transaction) store.EventKind {
	switch {
	case x.Kind == onayclient.KindRide:
		return store.EventRides
	case x.Amount <= 0:
		return ""
	case x.Kind == onayclient.KindTopUp:
		return store.EventTopUp
	}
	return store.EventRefund
}

func wantsTopUp(l store.Link, x store.Transaction) bool {
	return l.Subscriptions.Has(store.SubscribeTopUp) && x.At.After(l.Since) && x.At.After(l.TopUpAt)
}

// wantsRide tells whether a ride is, or was, told to a link. The cabinet tells times to the second, so a ride in the
// second of the subscription is told. An amendment of a ride that was never told is dropped when it would be sent.
func wantsRide(l store.Link, x store.Transaction) bool {
	wants := l.Subscriptions.Has(store.SubscribeRides) && !l.RidesSince.IsZero()
	return wants && !x.At.Before(l.RidesSince.Truncate(time.Second))
}
