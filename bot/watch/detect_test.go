package watch

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"onaybot/onayclient"
	"onaybot/store"
)

// threshold is what a link of these tests warns at.
const threshold = onayclient.Money(50000)

// city is what rides cost in these tests.
var city = Fares{Table: []Fare{{City: "Almaty", From: start.AddDate(-1, 0, 0), Full: 12000, Half: 6000}}}

// kinds lists the events found, in their order.
func kinds(events []Event) (list []store.EventKind) {
	for _, e := range events {
		list = append(list, e.Kind)
	}
	return list
}

func TestDetectTellsACrossingOnce(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name      string
		typeCode  string
		balance   onayclient.Money
		threshold onayclient.Money
		knows     bool
		low       bool
		tells     bool
	}{
		{"fell below", "01.01", 49999, threshold, false, true, true},
		{"below, and known", "01.01", 49999, threshold, true, true, false},
		{"at the threshold", "01.01", 50000, threshold, false, false, false},
		{"up to the threshold", "01.01", 50000, threshold, true, true, false},
		{"topped up", "01.01", 200000, threshold, true, false, false},
		{"still above", "01.01", 200000, threshold, false, false, false},
		{"half fare", "01.02.15", 12000, threshold, false, true, true},
		{"no type known", "", 12000, threshold, false, true, true},
		{"a pass", "01.03.02", 0, threshold, false, false, false},
		{"a free card", "02.04", -8000, threshold, false, false, false},
		{"became a pass", "01.03.02", 0, threshold, true, true, false},
		{"no threshold", "01.01", 0, 0, false, false, false},
		{"threshold taken away", "01.01", 0, 0, true, true, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			link := store.Link{ID: 7, Threshold: c.threshold, Low: c.knows}
			read := onayclient.Card{Type: c.typeCode, Balance: c.balance, At: start}
			knows, events := Detect(link, Reading{Card: read}, city)
			if knows.ID != 7 || knows.Low != c.low {
				t.Errorf("knows %+v, want low %v", knows, c.low)
			}
			var want []Event
			if c.tells {
				low := Low{Balance: c.balance, Threshold: c.threshold, Type: c.typeCode, At: start}
				want = []Event{{store.EventLow, low}}
			}
			if diff := cmp.Diff(want, events); diff != "" {
				t.Errorf("events (-want +got):\n%s", diff)
			}
		})
	}
}

func TestDetectTellsALackAsOneThing(t *testing.T) {
	t.Parallel()
	low, negative := store.EventLow, store.EventNegative
	for _, c := range []struct {
		name              string
		balance           onayclient.Money
		knowsLow, knowsNo bool
		wants             store.Subscriptions
		want              []store.EventKind
	}{
		{"both at once", -8000, false, false, store.SubscribeNegative, []store.EventKind{negative}},
		{"low before", -8000, true, false, store.SubscribeNegative, []store.EventKind{negative}},
		{"known", -9000, true, true, store.SubscribeNegative, nil},
		{"up, still low", 100, true, true, store.SubscribeNegative, nil},
		{"both, negative not wanted", -8000, false, false, 0, []store.EventKind{low}},
		{"negative not wanted", -8000, true, false, 0, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l := store.Link{Threshold: threshold, Low: c.knowsLow}
			l.Subscriptions, l.Negative = c.wants, c.knowsNo
			knows, events := Detect(l, Reading{Card: onayclient.Card{Type: "01.01", Balance: c.balance, At: start}}, city)
			if !slices.Equal(kinds(events), c.want) {
				t.Errorf("events %v, want %v", kinds(events), c.want)
			}
			if !knows.Low || knows.Negative != (c.knowsNo || c.balance < 0) || knows.LowAt.IsZero() != (len(events) == 0) {
				t.Errorf("knows %+v", knows.Alerts)
			}
		})
	}
}

func TestDetectOtherEvents(t *testing.T) {
	t.Parallel()
	all := store.SubscribeTopUp | store.SubscribeBlocked | store.SubscribeType
	card := func(typeCode string, balance onayclient.Money, blocked bool) onayclient.Card {
		return onayclient.Card{Type: typeCode, Balance: balance, Blocked: blocked, At: start}
	}
	before := card("01.03", 90000, false)
	for _, c := range []struct {
		name   string
		before onayclient.Card
		read   onayclient.Card
		told   bool
		wants  store.Subscriptions
		want   []store.EventKind
	}{
		{"nothing", before, before, false, all, nil},
		{"a top-up", before, card("01.03", 190000, false), false, all, []store.EventKind{store.EventTopUp}},
		{"a top-up told by its transaction", before, card("01.03", 190000, false), true, all, nil},
		{"a ride", before, card("01.03", 84000, false), false, all, nil},
		{"the first reading", onayclient.Card{}, card("01.03", 190000, false), false, all, nil},
		{"blocked", before, card("01.03", 90000, true), false, all, []store.EventKind{store.EventBlocked}},
		{"became a pass", before, card("01.03.02", 90000, false), false, all, []store.EventKind{store.EventType}},
		{"type no longer told", before, card("", 90000, false), false, all, nil},
		{"all of it", before, card("01.03.02", 190000, true), false, all,
			[]store.EventKind{store.EventTopUp, store.EventBlocked, store.EventType}},
		{"all of it, nothing wanted", before, card("01.03.02", 190000, true), false, 0, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l := store.Link{Alerts: store.Alerts{Subscriptions: c.wants}}
			knows, events := Detect(l, Reading{Card: c.read, Before: c.before, TellsTopUps: c.told}, city)
			if !slices.Equal(kinds(events), c.want) {
				t.Errorf("events %v, want %v", kinds(events), c.want)
			}
			if knows.Stopped != c.read.Blocked {
				t.Errorf("knows %+v", knows.Alerts)
			}
		})
	}
	l := store.Link{Alerts: store.Alerts{Subscriptions: all, Stopped: true}}
	knows, events := Detect(l, Reading{Card: before, Before: before}, city)
	if diff := cmp.Diff([]Event{{store.EventBlocked, Stop{At: start}}}, events); diff != "" || knows.Stopped {
		t.Errorf("unblocked: %+v\n%s", knows.Alerts, diff)
	}
}

func TestThresholdInRides(t *testing.T) {
	t.Parallel()
	dear := Fares{Table: []Fare{{City: "Almaty", From: start.AddDate(-1, 0, 0), Full: 15000, Half: 7500}}}
	for _, c := range []struct {
		name     string
		typeCode string
		declared onayclient.FareClass
		fares    Fares
		want     onayclient.Money
	}{
		{"full", "01.01", 0, city, 60000},
		{"half", "01.03", 0, city, 30000},
		{"after a rise", "01.01", 0, dear, 75000},
		{"declared", "", onayclient.FareHalf, city, 30000},
		{"fare unknown", "", 0, city, 44000},
		{"a pass", "01.03.02", 0, city, 44000},
	} {
		l := store.Link{Threshold: 44000, Alerts: store.Alerts{ThresholdRides: 5}}
		l.Card.Type, l.DeclaredFare = c.typeCode, c.declared
		if got := ThresholdOf(l, c.fares, start); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
	l := store.Link{Low: true, Alerts: store.Alerts{ThresholdRides: 5}}
	read := Reading{Card: onayclient.Card{Type: "01.01", Balance: 59000, At: start}}
	if knows, events := Detect(l, read, dear); len(events) > 0 || !knows.Low {
		t.Errorf("a new fare repeats what is known: %v", events)
	}
}

func TestDetectTransactions(t *testing.T) {
	t.Parallel()
	row := func(id int64, kind onayclient.Kind, ago time.Duration) store.Transaction {
		x := onayclient.Transaction{Kind: kind, At: start.Add(-ago), Amount: 100, Balance: 7, HasBalance: true}
		return store.Transaction{Transaction: x, RowID: id}
	}
	const late, early, history, money, inTheBalance, other, more = 1, 2, 3, 4, 5, 6, 7
	ride, topUp := onayclient.KindRide, onayclient.KindTopUp
	l := store.Link{Since: start.Add(-3 * time.Hour), Alerts: store.Alerts{
		Subscriptions: store.SubscribeRides | store.SubscribeTopUp,
		RidesSince:    start.Add(-2 * time.Hour), TopUpAt: start.Add(-time.Hour),
	}}
	changes := store.Changes{
		New: []store.Transaction{
			row(late, ride, time.Minute), row(early, ride, 2*time.Hour), row(history, ride, 2*time.Hour+1),
			row(money, topUp, time.Hour-1), row(inTheBalance, topUp, time.Hour), row(more, topUp, 0),
			row(other, "refund", 0), row(8, "pass", 0), row(9, topUp, 0),
		},
		Amended: []store.Transaction{row(early, ride, 2*time.Hour), row(history, ride, 3*time.Hour)},
	}
	for i := range changes.New[len(changes.New)-2:] { // no credits, whatever they are called
		changes.New[len(changes.New)-2+i].Amount = -100
	}
	want := []Event{
		{store.EventTopUp, TopUp{Amount: 200, Count: 2, Balance: 7, HasBalance: true, At: start}},
		{store.EventRefund, TopUp{Amount: 100, Count: 1, Balance: 7, HasBalance: true, At: start}},
		{store.EventRides, TransactionIDs{[]int64{early, late}}},
		{store.EventAmend, TransactionIDs{[]int64{early}}},
	}
	if diff := cmp.Diff(want, DetectTransactions(l, changes, start)); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	l.Since, l.RidesSince, l.TopUpAt = start.AddDate(0, -1, 0), start.AddDate(0, -1, 0), time.Time{}
	old := store.Changes{New: []store.Transaction{row(early, ride, tooOld+1), row(money, topUp, tooOld+1)}}
	if got := DetectTransactions(l, old, start); len(got) > 0 {
		t.Errorf("told of last week: %v", got)
	}
	l.Subscriptions, l.RidesSince = 0, time.Time{}
	if got := DetectTransactions(l, changes, start); len(got) > 0 {
		t.Errorf("told though nothing is wanted: %v", got)
	}
}
