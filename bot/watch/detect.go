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

// TopUp is the data of a [store.EventTopUp], [store.EventRefund], [store.EventCredit] and [store.EventReversal]: what a
// reading found of them.
type TopUp struct {
	Amount     onayclient.Money `json:"amount"`          // of all, below zero where it was taken back
	Count      int64            `json:"count,omitempty"` // 0: not known
	About      bool             `json:"about,omitempty"` // told from the balance alone
	Rise       bool             `json:"rise,omitempty"`  // the same, and it may be fares that were given back
	Word       string           `json:"word,omitempty"`  // the cabinet's for the newest, where the kind is not all
	Balance    onayclient.Money `json:"balance"`         // after the newest
	HasBalance bool             `json:"has_balance"`
	At         time.Time        `json:"at"`            // of the newest
	IDs        []int64          `json:"ids,omitempty"` // of those in bulk that come late, by their ids in the store
}

// add adds a transaction, newer than those before.
func (t *TopUp) add(x store.Transaction) {
	*t = TopUp{
		Amount: t.Amount + x.Amount, Count: t.Count + 1, Word: x.Word, Balance: x.Balance, HasBalance: x.HasBalance,
		At: x.At, IDs: append(t.IDs, x.RowID),
	}
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
// and the events: the balance is low or below zero (one event, see [change]), a top-up, blocked or unblocked, a new
// type. It is pure.
func Detect(l store.Link, r Reading, fares Fares) (store.Link, []Event) {
	l.Card.Card = r.Card
	threshold := ThresholdOf(l, fares, r.Card.At)
	c := changeOf(l, r, fares.assumed(l, r.Card.At))
	knew := c.arm(l, threshold)
	l = c.judge(knew, threshold)
	l.Stopped = r.Card.Blocked
	l, events := detectRest(knew, l, r, fares)
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
func detectRest(knew, l store.Link, r Reading, fares Fares) (store.Link, []Event) {
	var events []Event
	read, before := r.Card, r.Before
	if !before.At.IsZero() && read.Balance > before.Balance && !r.TellsTopUps {
		l.TopUpAt = read.At
		if l.Subscriptions.Has(store.SubscribeTopUp) {
			events = append(events, Event{store.EventTopUp, TopUp{
				Amount: read.Balance - before.Balance, About: true, Balance: read.Balance, HasBalance: true, At: read.At,
				Rise: isFares(read.Balance-before.Balance, fares.assumed(l, read.At)),
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

// IsNegative tells the same of zero, which every link has for a threshold.
func IsNegative(l store.Link) bool { return PaysByRide(l.Class()) && l.Card.Balance < 0 }

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

// Few is how many transactions of a kind are told one by one, or all in one line, though they come late. More are in
// bulk, and told by the day.
const Few = 5

// Late tells whether a transaction is told late at a moment, by a day or more.
func Late(at, now time.Time) bool { return now.Sub(at) > 24*time.Hour }

// DetectTransactions finds what newly known transactions of a card mean to a link that may view them: one event of a
// kind, and one for each amendment. It is pure.
func DetectTransactions(l store.Link, c store.Changes, now time.Time) []Event {
	fresh := slices.Clone(c.New)
	slices.SortStableFunc(fresh, func(a, b store.Transaction) int { return a.At.Compare(b.At) })
	fresh = slices.DeleteFunc(fresh, func(x store.Transaction) bool { return now.Sub(x.At) > tooOld })
	var events []Event
	for _, kind := range []store.EventKind{store.EventTopUp, store.EventRefund, store.EventCredit, store.EventReversal} {
		if sum := sumOf(l, fresh, kind, now); sum.Count > 0 {
			events = append(events, Event{kind, sum})
		}
	}
	var rides TransactionIDs
	for _, x := range fresh {
		if eventOf(x) == store.EventRides && wantsRide(l, x) {
			rides.IDs = append(rides.IDs, x.RowID)
		}
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

// sumOf sums up those transactions that an event of a kind tells a link of, the oldest first.
func sumOf(l store.Link, list []store.Transaction, kind store.EventKind, now time.Time) (sum TopUp) {
	var oldest time.Time
	for _, x := range list {
		if eventOf(x) != kind || !wantsTopUp(l, x) {
			continue
		}
		if sum.Count == 0 {
			oldest = x.At
		}
		sum.add(x)
	}
	if sum.Count <= Few || !Late(oldest, now) {
		sum.IDs = nil
	}
	return sum
}

// eventOf is the kind of event that tells of a transaction; "": none does.
func eventOf(x store.Transaction) store.EventKind {
	switch {
	case x.Kind == onayclient.KindRide:
		return store.EventRides
	case x.Kind == onayclient.KindTopUp && x.Amount > 0:
		return store.EventTopUp
	case x.Kind == onayclient.KindRefund && x.Amount > 0:
		return store.EventRefund
	case x.Kind == onayclient.KindCredit && x.Amount > 0:
		return store.EventCredit
	case x.Kind == onayclient.KindReversal:
		return store.EventReversal
	}
	return ""
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
