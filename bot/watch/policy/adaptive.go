package policy

import (
	"slices"
	"time"

	"onaybot/onayclient"
)

// adaptive is the policy that spends requests where they tell most.
type adaptive struct {
	days Calendar
}

// Adaptive polls a card when there is likely something to tell.
//
// It learns when a card rides: from the transactions where they are read, else from what the balance lost between two
// readings, put at the hours in which the card is believed to ride. See habit.
//
// For a balance: a card crosses its threshold at its k-th ride from now, k by its fare. Of all series of polls the
// cheapest is chosen, and the first of it is the next poll. A request has a price; a crossing that is told late
// costs as much as it is likely. A card that is known to be low is polled before it rides, so that a top-up is
// seen before it is spent. A card that cannot cross is polled once a day, at night, when requests are idle.
// Top-ups that somebody wants told get three polls a day.
//
// For rides: the same, but every ride is worth telling, and rides are expected as on earlier days like this one. A
// card that has used up its share of requests pays more for the next one.
//
// When requests are scarce, due cards wait. The likelier a crossing, the less its poll may wait, so that it goes
// first. The wait is remembered with the card and raises the price of its polls: polls for top-ups go first,
// crossings are found later, and a card that cannot cross is polled when nothing else is due, from 20 to 42 hours
// after its last poll.
//
// What it cannot do: a ride out of all habit is found late, and a top-up that is spent within the hour often not
// at all. About one crossing in ten of those who top up by small sums is not seen.
func Adaptive(days Calendar) Policy { return adaptive{days}.plan }

// When a card is polled though nothing is expected.
const (
	mayCross     = 23*time.Hour + 30*time.Minute // the longest time between two polls of a card that may cross
	farLatest    = 42 * time.Hour                // the same of one that cannot, when requests are scarce
	farMayWait   = 22 * time.Hour                // its poll may come that much earlier when nothing else is due
	farPrice     = 3.                            // the price of a request from which on that holds in full
	topUpPolls   = 8 * time.Hour                 // between two polls for a top-up that somebody wants told
	topUpMayWait = 8 * time.Hour
)

func (a adaptive) plan(o Observation) Plan {
	h := parseHabit(o.Notes)
	here := a.moment(o.Now)
	a.learn(h, o)
	if !anyWantsRides(o.Followers) {
		h.since, h.rides = 0, nil // times of rides are kept only while somebody wants them told
	}
	next := a.next(h, here, o)
	return Plan{NextPoll: o.Now.Add(next.wait - next.early), MayWait: next.mayWait + next.early, Notes: h.encode()}
}

// learn adds to the habit what a reading says of it.
func (a adaptive) learn(h *habit, o Observation) {
	if o.Before.At.IsZero() || !o.Reading.At.After(o.Before.At) {
		return
	}
	h.waited(o.Overdue, o.MayWait)
	from, to := a.moment(o.Before.At), a.moment(o.Reading.At)
	switch drop := o.Before.Balance - o.Reading.Balance; {
	case o.AllRides:
		a.learnTransactions(h, o, from, to)
	case anyWantsRides(o.Followers) || o.Fare <= 0: // the transactions will tell
	case drop < 0:
		h.toppedUp(-drop + onayclient.Money(h.expect(from, to)*float64(o.Fare)))
	case !PaidRides(drop, o.Reading.At.Sub(o.Before.At), o.Fare): // perhaps a pass; the rides besides are not known
	default:
		h.learn(from, to, float64((drop+o.Fare/2)/o.Fare))
	}
}

// learnTransactions adds what transactions tell. Rides of before the reading before may have come late.
func (a adaptive) learnTransactions(h *habit, o Observation, from, to moment) {
	var rides []int
	for _, x := range o.Transactions {
		switch {
		case x.Kind == onayclient.KindRide:
			rides = append(rides, a.moment(x.At).minute)
		case x.Kind == onayclient.KindTopUp && x.At.After(o.Before.At):
			h.toppedUp(x.Amount)
		}
	}
	h.learnExactly(from, to, rides)
}

func anyWantsRides(followers []Follower) bool {
	return slices.ContainsFunc(followers, func(f Follower) bool { return f.WantsRides })
}

// poll is a poll that is planned.
type poll struct {
	wait    time.Duration // until it is due
	mayWait time.Duration // how long it may then be
	early   time.Duration // how much earlier it may be made when nothing else is due
}

// or returns the poll that is due first.
func (p poll) or(other poll) poll {
	if other.wait < p.wait {
		return other
	}
	return p
}

// next returns the earliest poll that any follower needs.
func (a adaptive) next(h *habit, here moment, o Observation) poll {
	price := h.price()
	next := a.far(here, o, price)
	for i := range o.Followers {
		f := &o.Followers[i]
		switch {
		case o.Now.Before(f.SnoozedUntil):
			next = next.or(poll{wait: f.SnoozedUntil.Sub(o.Now)})
			continue
		case f.WantsRides:
			next = next.or(a.forRides(h, here, price))
		default:
			next = next.or(a.forBalance(h, here, o.Reading.Balance, f, price))
		}
		if f.WantsTopUps {
			wait := min(farLatest-topUpMayWait, time.Duration(price*float64(topUpPolls)))
			next = next.or(poll{wait: wait, mayWait: topUpMayWait})
		}
	}
	return next
}

// The hours in which requests are idle.
const (
	nightFrom  = 22
	nightHours = 7
)

// far is the next poll of a card of which nothing is expected. It is at some moment of the last night before
// mayCross is over; the moment is drawn from the reading, so that cards spread over the night. When requests are
// scarce it is at any moment that has a request to spare.
func (a adaptive) far(here moment, o Observation, price float64) poll {
	if price > 1 {
		scarce := ramp(price, 1, farPrice)
		return poll{
			wait:  mayCross + time.Duration(scarce*float64(farLatest-mayCross)),
			early: time.Duration(scarce * float64(farMayWait)),
		}
	}
	now := float64(here.minute%dayMinutes) / 60
	to := now + mayCross.Hours()
	night := float64(int((to+24-nightFrom)/24)*24 + nightFrom - 24)
	at := night + min(nightHours, to-night)*draw(o)
	if at < now+12 {
		return poll{wait: mayCross}
	}
	return poll{wait: time.Duration((at - now) * float64(time.Hour))}
}

// draw is a number from 0 to 1, another one for every reading.
func draw(o Observation) float64 {
	x := uint64(o.Now.UnixNano()) ^ uint64(o.Reading.Balance)<<40
	for _, c := range o.PAN.Digits() {
		x = x*31 + uint64(c)
	}
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return float64((x^x>>31)>>11) / (1 << 53)
}
