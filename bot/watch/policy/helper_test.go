package policy

import (
	"sync"
	"time"

	"onaybot/onayclient"
)

var (
	almaty = time.FixedZone("Asia/Almaty", 5*60*60)
	days   = Calendar{Zone: almaty, WorksOn: func(day int) bool { return (day+3)%7 < 5 }} // 1970 began on a Thursday
	decide = Adaptive(days)
)

const (
	fare      = onayclient.Money(12_000)
	threshold = onayclient.Money(50_000)
)

// onDay is a time of a day of the week that begins on Monday, 7 September 2026.
func onDay(day, hour, minute int) time.Time {
	return time.Date(2026, 9, 7+day, hour, minute, 0, 0, almaty)
}

// works tells whether a midnight begins a working day.
func works(day time.Time) bool { return day.Weekday() != time.Saturday && day.Weekday() != time.Sunday }

// watched is a follower with a threshold that is not told yet.
func watched() Follower { return Follower{Fare: fare, Threshold: threshold} }

// first is the first observation of a card of full fare that one chat follows.
func first(now time.Time, tenge int64, f Follower) Observation {
	return Observation{
		Now: now, Fare: fare, Reading: Reading{onayclient.Tenge(tenge), now}, Followers: []Follower{f},
	}
}

// next is the observation after another one: a reading without change, some time later.
func next(o Observation, after time.Duration) Observation {
	o.Before, o.Transactions, o.AllRides = o.Reading, nil, o.Followers[0].WantsRides
	o.Now = o.Now.Add(after)
	o.Reading.At = o.Now
	return o
}

// commuter are the notes of a card that was polled each half hour for some weeks, while it rode at 8:10 and at
// 18:20 on working days.
var commuter = sync.OnceValue(func() string {
	return ridden(watched(), func(day time.Time) []time.Duration {
		if !works(day) {
			return nil
		}
		return []time.Duration{8*time.Hour + 10*time.Minute, 18*time.Hour + 20*time.Minute}
	})
})

// ridden are the notes that rides before Monday leave.
func ridden(f Follower, rides func(day time.Time) []time.Duration) string {
	o := first(onDay(-35, 0, 0), 90_000, f)
	for o.Now.Before(onDay(0, 0, 0)) {
		o = next(o, 30*time.Minute)
		y, m, d := o.Before.At.Date()
		midnight := time.Date(y, m, d, 0, 0, 0, 0, almaty)
		for _, ride := range rides(midnight) {
			if at := midnight.Add(ride); at.After(o.Before.At) && !at.After(o.Now) {
				o.Reading.Balance -= fare
				o.Transactions = append(o.Transactions, onayclient.Transaction{At: at, Kind: onayclient.KindRide})
			}
		}
		o.Notes = decide(o).Notes
	}
	return o.Notes
}
