package bot

import (
	"maps"
	"sync"
	"time"
)

// How fast a person may ask. Somebody who types or presses at human speed
// stays below it; an answer a second is what Telegram lets the bot give to a
// chat. A group may ask twice as much, so that nobody in it can use up what is
// there for all.
const (
	askEvery = time.Second
	askBurst = 60 // at once

	keepBuckets = 8192 // before those that are full are looked for
)

// throttle holds people and groups to that speed, each with a bucket of
// tokens. A full bucket is not remembered.
type throttle struct {
	now func() time.Time

	mu      sync.Mutex
	buckets map[int64]bucket // by person's or group's id
	room    int              // for buckets, until full ones are looked for
}

type bucket struct {
	full time.Time // when it will be
	told bool      // that it is empty, since it was full
}

func newThrottle(now func() time.Time) *throttle {
	return &throttle{now: now, buckets: map[int64]bucket{}, room: keepBuckets}
}

// take takes a token from each of the buckets, or from none: then it returns
// whose is empty. Otherwise it returns 0.
func (t *throttle) take(ids ...int64) (empty int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	for _, id := range ids {
		if t.buckets[id].refill(now)+price(id) > askBurst*askEvery {
			return id
		}
	}
	for _, id := range ids {
		b := t.buckets[id]
		missing := b.refill(now)
		t.buckets[id] = bucket{full: now.Add(missing + price(id)), told: b.told && missing > 0}
	}
	t.tidy(now)
	return 0
}

// price is how long a bucket takes to refill by one.
func price(id int64) time.Duration {
	if id < 0 { // as the ids of groups are
		return askEvery / 2
	}
	return askEvery
}

// refill is how long until the bucket is full. What is longer than an empty
// one takes was written by a clock that has been set back since.
func (b bucket) refill(now time.Time) time.Duration {
	left := b.full.Sub(now)
	if left < 0 || left > askBurst*askEvery {
		return 0
	}
	return left
}

// tidy forgets full buckets once there are twice as many as were left the
// time before.
func (t *throttle) tidy(now time.Time) {
	if len(t.buckets) < t.room {
		return
	}
	maps.DeleteFunc(t.buckets, func(_ int64, b bucket) bool { return b.refill(now) == 0 })
	t.room = max(keepBuckets, 2*len(t.buckets))
}

// tell has tell called for an empty bucket, once until it is full again; false:
// it could not be done now.
func (t *throttle) tell(id int64, tell func() bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if b := t.buckets[id]; !b.told {
		b.told = tell()
		t.buckets[id] = b
	}
}
