package watch

import (
	"time"

	"onaybot/onayclient"
	"onaybot/store"
)

// Policy says when to look at a card next. It is a pure function of what is
// known of the card, so that a replay of the past goes as the past went.
type Policy func(Sight) Plan

// Sight is what is known of a card right after a reading.
type Sight struct {
	Now   time.Time
	Card  onayclient.Card          // as it was read
	Was   onayclient.Card          // the reading before; zero: there was none; Card itself: nothing was read since
	Rows  []onayclient.Transaction // that became known with the reading, in any order
	Whole bool                     // every ride between the two readings is among Rows
	Links []store.Link             // of those who can be told, as they are once they have been told of the reading
	Habit string                   // what the policy noted last, as bytes; empty: nothing yet
	Late  time.Duration            // how long the look was due, as all are when requests are scarce; below 0: it was not
	Slack time.Duration            // of the look, as it was planned
}

// Plan is what a policy decides.
type Plan struct {
	Next  time.Time     // when the look is due
	Slack time.Duration // how long it may be due; of the looks that are, the one whose slack ends first is the most urgent
	Habit string        // to be handed back at the next sight of the card
}

// Fixed looks at every card again after the same time. Whole minutes count from
// the minute of the reading: a heartbeat comes as a minute begins, and would
// else find a card due a moment later.
func Fixed(every time.Duration) Policy {
	return func(s Sight) Plan {
		next := s.Card.At.Add(every)
		if every > time.Minute && every%time.Minute == 0 {
			next = next.Truncate(time.Minute)
		}
		return Plan{Next: next, Habit: s.Habit}
	}
}
