package simulate

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"onaybot/bot/watch"
	"onaybot/bot/watch/policy"
	"onaybot/onayclient"
)

// Follow is what the chats of a city want to be told.
type Follow string

// Either that a balance fell below the threshold, which a read of the balance
// finds, or each ride, which a read of the newest rows finds.
const (
	Balance Follow = "balance"
	Rides   Follow = "rides"
)

// Setup is how a city is watched.
type Setup struct {
	Follow    Follow
	Threshold onayclient.Money // of every card's low-balance alert
	Rate      float64          // requests a second; 0: as many as the policy likes
	Fresh     time.Duration    // no card is read again within it
	Fares     watch.Fares
	Zone      *time.Location
}

// tick is how often the bot asks what is due.
const tick = time.Minute

// Run replays a trace. Every card is linked at the beginning of the period,
// by a reading that costs a request and tells nothing. From then on it is read
// when the policy says, at the next whole minute, as at the bot's ticks.
// With a rate the cards wait in one queue, the most urgent first, as in the
// sweep; a request takes no time but its place in the queue. The result does
// not depend on how many processors there are.
func Run(ctx context.Context, t Trace, s Setup, decide policy.Policy) (Figures, error) {
	r := run{trace: t, setup: s, decide: decide, tallies: make([]tally, 1)}
	replay := r.queued
	if s.Rate == 0 {
		r.tallies = make([]tally, runtime.GOMAXPROCS(0))
		replay = r.unlimited
	}
	if err := replay(ctx); err != nil {
		return Figures{}, err
	}
	return figures(t, s, r.tallies), nil
}

// run is one replay.
type run struct {
	trace   Trace
	setup   Setup
	decide  policy.Policy
	tallies []tally // of one processor each
}

// unlimited replays card by card: without a queue none delays another.
func (r *run) unlimited(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	var taken atomic.Int64
	for p := range r.tallies {
		group.Go(func() error {
			for n := taken.Add(1); n <= int64(len(r.trace.Cards)); n = taken.Add(1) {
				if ctx.Err() != nil {
					return ctx.Err()
				}
				f := r.link(&r.trace.Cards[n-1], &r.tallies[p])
				for f.next.Before(r.trace.To) {
					r.poll(f, f.next)
				}
				f.close(r.trace.To)
			}
			return nil
		})
	}
	return group.Wait()
}

// queued replays all cards at once, a request at a time. No card is due again
// within the time for which a reading is fresh, so that those that fall due
// within it are polled at before what to plan for any of them matters.
func (r *run) queued(ctx context.Context) error {
	q := newQueue(len(r.trace.Cards))
	for i := range r.trace.Cards {
		f := r.link(&r.trace.Cards[i], &r.tallies[0])
		f.place = i
		q.put(f)
	}
	for free, polled := r.trace.From, []*follower(nil); ; {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if polled, free = r.pollAhead(q, polled[:0], free); len(polled) == 0 {
			break
		}
		r.planAll(polled)
		for _, f := range polled {
			q.put(f)
		}
	}
	for f := range q.all() {
		f.close(r.trace.To)
	}
	return nil
}

// pollAhead takes cards out of the queue and reads them, as long as the next one
// is known; free is when the next request may go out.
func (r *run) pollAhead(q *queue, polled []*follower, free time.Time) ([]*follower, time.Time) {
	space := time.Duration(float64(time.Second) / r.setup.Rate)
	var known time.Time
	for q.size() > 0 {
		at := q.next(free)
		if len(polled) == 0 {
			known = at.Add(r.setup.Fresh)
		}
		if !at.Before(r.trace.To) || len(polled) > 0 && !at.Before(known) {
			break
		}
		f := q.take(at)
		f.poll(at)
		polled, free = append(polled, f), at.Add(space)
	}
	return polled, free
}

// planAll plans for cards side by side; a policy is a pure function.
func (r *run) planAll(list []*follower) {
	var all sync.WaitGroup
	for part := range slices.Chunk(list, max(16, 1+len(list)/runtime.GOMAXPROCS(0))) {
		all.Go(func() {
			for _, f := range part {
				r.plan(f)
			}
		})
	}
	all.Wait()
}

// link begins to follow a card.
func (r *run) link(c *Card, t *tally) *follower {
	f := newFollower(c, &r.setup, t, r.trace.From)
	t.requests++
	r.plan(f)
	return f
}

// poll reads a card once.
func (r *run) poll(f *follower, now time.Time) {
	f.poll(now)
	r.plan(f)
}

// plan sets when a card is due next, and the tick for it.
func (r *run) plan(f *follower) {
	plan := r.decide(f.observation())
	f.notes, f.mayWait, f.due = plan.Notes, plan.MayWait, plan.NextPoll
	if aged := f.reading.Card.At.Add(r.setup.Fresh); f.due.Before(aged) {
		f.due = aged
	}
	f.by = f.due.Add(plan.MayWait)
	f.next = f.due.Truncate(tick)
	if f.next.Before(f.due) {
		f.next = f.next.Add(tick)
	}
}

// Oracle is what somebody would tell who knows beforehand: one request for
// each crossing or ride, at its moment.
func Oracle(t Trace, s Setup) Figures {
	var all tally
	for i := range t.Cards {
		f := newFollower(&t.Cards[i], &s, &all, t.From)
		for _, x := range f.card.Rows {
			happened := all.happened
			f.pass(x)
			f.reading.Card.Balance = x.Balance
			if all.happened > happened {
				all.requests++
				f.spell.done = true
				all.tell(x.At, 0, s.Zone)
			}
		}
	}
	return figures(t, s, []tally{all})
}
