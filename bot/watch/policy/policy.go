// Package policy decides when to poll a card next. It is pure: a decision follows from an [Observation] and a
// [Calendar] alone, so a replay of the past goes as the past went. It knows no store, no cabinet and no chats.
//
// [Fixed] polls every card after the same time. [Adaptive] learns when a card rides and polls it when there is likely
// something to tell. Its constants were chosen in three ways.
//
// Fitted to balances, by replays of generated cities (onaybot simulate):
//   - pollPrice, lateCosts, unseenRate, negativeCost and the constants of unsteadiness in thirteen cities, seven of
//     them made up by other rules than simulate's, so that it takes at most 1/28 of the requests of fixed:15m.
//   - sure, mostMayWait, topUpMayWait, patience, farPrice, farLatest and farMayWait in the same cities at half of the
//     requests they would like, so that p95 grows at most threefold.
//   - waitNormal, waitPerUnit, priceMost and freeWait in those and in a city of 500 cards with half as many requests
//     again as it would like.
//   - nightFrom, nightHours and the squared price of polls for top-ups in five cities at half of their requests.
//
// Fitted to rides:
//   - ridePrice, rideHalf and the constants of similar.go to the sample trace and to nine generated cities, four of
//     them of other make, and then to nineteen: four of five rides are told within ten minutes, and p95 is below 30.
//   - pollsAllowed, pollsGain, cheapest and dearest to the same cities and to one of 10 000 riders: no city takes more
//     than 36 requests a card and day.
//   - rideSlower to the sample at half of its requests.
//
// Chosen by hand and left: the prior, farChance, lowRides, topUpPolls, and how else a habit is learned and forgotten.
// The first version came with them, and was tried on the sample of 120 cards.
//
// All generated cities are guesses at how people ride. Only traces that the constants were not fitted to can judge
// them.
package policy

import (
	"time"

	"onaybot/onayclient"
)

// Policy says when to poll a card next. It is a pure function.
type Policy func(Observation) Plan

// Observation is what is known of a card right after a reading.
type Observation struct {
	Now          time.Time
	PAN          onayclient.PAN           // only spreads the polls of different cards
	Fare         onayclient.Money         // of a ride with this card; 0: rides cost nothing
	Reading      Reading                  // the newest one
	Before       Reading                  // the one before; zero: none; the same: nothing was read since the last plan
	Transactions []onayclient.Transaction // that were read with it, earlier ones too, in any order
	AllRides     bool                     // Transactions holds every ride between the two readings
	Followers    []Follower               // those who can be told, as they are after the reading
	Notes        string                   // of the last plan; empty: none
	Overdue      time.Duration            // how long the poll had been due; below 0: it was not
	MayWait      time.Duration            // of the poll, by the last plan
}

// Reading is a card's balance at a moment.
type Reading struct {
	Balance onayclient.Money
	At      time.Time
}

// Follower is what one follower of a card wants pushed, and knows already.
type Follower struct {
	SnoozedUntil  time.Time        // nothing is pushed before
	Fare          onayclient.Money // what a ride costs as far as this follower says
	Threshold     onayclient.Money // 0: none
	Low           bool             // told that the balance is below the threshold, and not to be again without a top-up
	Negative      bool             // told that it is below zero
	WantsRides    bool
	WantsTopUps   bool
	WantsNegative bool
}

// Plan is what a policy decides.
type Plan struct {
	NextPoll time.Time     // when the card is due
	MayWait  time.Duration // how long it may be; of the cards that are due, the one whose time ends first goes first
	Notes    string        // to be handed back with the next observation, as bytes
}

// Calendar is what a policy knows of days.
type Calendar struct {
	Zone    *time.Location
	WorksOn func(day int) bool // whether a day, counted from 1 January 1970, is a working day
}

// Fixed polls every card again after the same time. Whole minutes count from the beginning of the reading's minute: a
// tick comes as a minute begins, and would otherwise find a card due a moment later.
func Fixed(every time.Duration) Policy {
	return func(o Observation) Plan {
		next := o.Reading.At.Add(every)
		if every > time.Minute && every%time.Minute == 0 {
			next = next.Truncate(time.Minute)
		}
		return Plan{NextPoll: next, Notes: o.Notes}
	}
}
