package watch

import (
	"time"

	"onaybot/onayclient"
	"onaybot/store"
)

// adaptive is the policy that spends requests where they tell most.
type adaptive struct {
	fares Fares
	days  Calendar
}

// Adaptive looks at a card when a look is likely to find something to tell.
//
// It learns when a card rides (see habit): from the rows of its rides where
// they are read, else from what the balance lost between two looks, put down to
// the hours it is believed to ride in. A card that is followed for its balance
// crosses its threshold at its k-th ride from now, k by its own fare, and the
// next look is the first of those that together cost least: a request has its
// price, and so has a crossing seen late, by how likely it is to have happened
// by then. A card already told to be low is looked at before it rides, so that a
// top-up is seen before it is spent again. A card that cannot reach its
// threshold is looked at once a day, at night, when requests are idle. Where
// rides are told, the price of lateness is that of every ride, expected as days
// before like this one had them, and at some small rate at any waking hour; a
// card that has spent more than 33 looks a day pays more for the next. That a
// card is blocked or changes its type shows at these looks; who wants top-ups has
// three looks a day, and a balance below zero is worth a look where it is likely.
//
// When requests are scarce, cards wait once they are due, and the likelier a
// crossing the less slack its look has, so that it goes first. The wait is noted
// with the card and raises the price of its next looks: those for top-ups are
// spared, crossings are found later, and a card that cannot cross is read when
// nothing else is due, from 20 hours after it was, at the latest after 42.
//
// What limits it: a ride out of all habit is found only by looking all day, and
// a top-up that is ridden away within the hour not at all, so that the rare
// rider is told late and about one crossing in ten of those who pay in by small
// sums is not seen. Looks gather in the hours after people ride, and at half of
// the requests half of them go to cards that are read to be on the safe side:
// to read each of them every day as well would make p95 four times as late.
func Adaptive(fares Fares, days Calendar) Policy {
	return adaptive{fares, days}.plan
}

// When a card is looked at though nothing is expected.
const (
	atLeast    = 23*time.Hour + 30*time.Minute // a card that may cross
	farAtMost  = 42 * time.Hour                // one that cannot, when requests are scarce
	farSlack   = 22 * time.Hour                // by which it is read earlier then, if nothing else is due
	farPrice   = 3.                            // from which on they are
	topUpLooks = 8 * time.Hour                 // between looks for a top-up that is wished for
	topUpSlack = 8 * time.Hour                 // of a look for one
)

func (a adaptive) plan(s Sight) Plan {
	h := parseHabit(s.Habit)
	here := a.moment(s.Now)
	a.learn(h, s)
	if !tellsRides(s.Links) {
		h.since, h.rides = 0, nil // nobody wants them told, so their times are not kept
	}
	next := a.next(h, here, s)
	return Plan{Next: s.Now.Add(next.wait - next.early), Slack: next.slack + next.early, Habit: h.encode()}
}

// learn notes what a reading says of the card's habit.
func (a adaptive) learn(h *habit, s Sight) {
	if s.Was.At.IsZero() || !s.Card.At.After(s.Was.At) {
		return
	}
	h.waited(s.Late, s.Slack)
	from, to := a.moment(s.Was.At), a.moment(s.Card.At)
	fare := a.fare(s.Card.Class(), s.Card.At)
	switch drop := s.Was.Balance - s.Card.Balance; {
	case s.Whole:
		a.learnRows(h, s, from, to)
	case tellsRides(s.Links) || fare <= 0: // the rows will tell
	case drop < 0:
		h.toppedUp(-drop + onayclient.Money(h.expect(from, to)*float64(fare)))
	default:
		h.learn(from, to, float64((drop+fare/2)/fare))
	}
}

func (a adaptive) learnRows(h *habit, s Sight, from, to moment) {
	var rides []int
	for _, x := range s.Rows {
		switch at := a.moment(x.At); x.Kind {
		case onayclient.KindRide:
			rides = append(rides, at.minute)
		case onayclient.KindTopUp:
			h.toppedUp(x.Amount)
		}
	}
	h.learnExactly(from, to, rides)
}

// fare is what a ride costs a card of a class; the full fare where that is not known,
// since such a card crosses soonest.
func (a adaptive) fare(class onayclient.FareClass, at time.Time) onayclient.Money {
	fare, ok := a.fares.Of(class, at)
	if !ok {
		fare, _ = a.fares.Of(onayclient.FareFull, at)
	}
	return fare
}

func tellsRides(links []store.Link) bool {
	for _, l := range links {
		if l.Subscriptions.Has(store.SubscribeRides) {
			return true
		}
	}
	return false
}

// look is one that is planned.
type look struct {
	wait  time.Duration // until it is due
	slack time.Duration // for which it may be
	early time.Duration // by which it may be made before, where nothing else is due
}

// or is the one of two looks that is due first.
func (l look) or(other look) look {
	if other.wait < l.wait {
		return other
	}
	return l
}

// next is the next look.
func (a adaptive) next(h *habit, here moment, s Sight) look {
	price := h.price()
	next := a.far(here, s, price)
	for _, l := range s.Links {
		switch {
		case Paused(l.Alerts, s.Now):
			next = next.or(look{wait: l.SnoozedUntil.Sub(s.Now)})
			continue
		case l.Subscriptions.Has(store.SubscribeRides):
			next = next.or(a.forRides(h, here, price))
		default:
			next = next.or(a.forBalance(h, here, s, l, price))
		}
		if l.Subscriptions.Has(store.SubscribeTopUp) {
			next = next.or(look{wait: min(farAtMost-topUpSlack, time.Duration(price*float64(topUpLooks))), slack: topUpSlack})
		}
	}
	return next
}

// nightFrom and nightHours are when requests are idle.
const (
	nightFrom  = 22
	nightHours = 7
)

// far is the next look at a card of which nothing is expected: some moment of the
// last night within the time it may be left, chosen by the reading, so that cards
// spread over the night. When requests are scarce it is any moment that has one
// to spare.
func (a adaptive) far(here moment, s Sight, price float64) look {
	if price > 1 {
		scarce := ramp(price, 1, farPrice)
		return look{
			wait:  atLeast + time.Duration(scarce*float64(farAtMost-atLeast)),
			early: time.Duration(scarce * float64(farSlack)),
		}
	}
	now := float64(here.minute%dayMinutes) / 60
	to := now + atLeast.Hours()
	night := float64(int((to+24-nightFrom)/24)*24 + nightFrom - 24)
	at := night + min(nightHours, to-night)*chance(s)
	if at < now+12 {
		return look{wait: atLeast}
	}
	return look{wait: time.Duration((at - now) * float64(time.Hour))}
}

// chance is a number from 0 to 1 that is another for every reading.
func chance(s Sight) float64 {
	x := uint64(s.Now.UnixNano()) ^ uint64(s.Card.Balance)<<40
	for _, c := range s.Card.PAN.Digits() {
		x = x*31 + uint64(c)
	}
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return float64((x^x>>31)>>11) / (1 << 53)
}
