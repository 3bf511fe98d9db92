package bot

import (
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/time/rate"
)

// How fast a person may ask. Somebody who types or presses at human speed
// stays below it; an answer a second is what Telegram lets the bot give to a
// chat. A group may ask twice as much, so that nobody in it can use up what is
// there for all.
const (
	askEvery    = time.Second
	askBurst    = 60 // at once
	keepBuckets = 8192
)

// throttle holds people and groups to that speed, each with a bucket of
// tokens.
type throttle struct {
	now func() time.Time

	mu      sync.Mutex
	buckets *lru.Cache[int64, *bucket] // by person's or group's id
}

type bucket struct {
	tokens *rate.Limiter
	asked  time.Time // when a token was last wanted
	told   bool      // that it is empty, since it was full
}

func newThrottle(now func() time.Time) *throttle {
	buckets, _ := lru.New[int64, *bucket](keepBuckets) // fails on sizes below 1
	return &throttle{now: now, buckets: buckets}
}

// take takes a token from each of the buckets, or from none: then it returns
// whose is empty. Otherwise it returns 0.
func (t *throttle) take(ids ...int64) (empty int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	for _, id := range ids {
		if t.bucket(id, now).tokens.TokensAt(now) < 1 {
			return id
		}
	}
	for _, id := range ids {
		b := t.bucket(id, now)
		b.told = b.told && b.tokens.TokensAt(now) < float64(b.tokens.Burst())
		b.tokens.AllowN(now, 1)
	}
	return 0
}

// tellOnce has say tell whose bucket is empty, once until the bucket is full.
// If say returns false, it is called again the next time.
func (t *throttle) tellOnce(id int64, say func() bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if b := t.bucket(id, t.now()); !b.told {
		b.told = say()
	}
}

// bucket is a person's or a group's bucket. It is a new one when the clock has
// been set back, since a limiter gives nothing until the clock has caught up.
func (t *throttle) bucket(id int64, now time.Time) *bucket {
	if b, ok := t.buckets.Get(id); ok && !now.Before(b.asked) {
		b.asked = now
		return b
	}
	b := &bucket{tokens: rate.NewLimiter(rate.Every(askEvery), askBurst), asked: now}
	if id < 0 { // as the ids of groups are
		b.tokens = rate.NewLimiter(rate.Every(askEvery/2), 2*askBurst)
	}
	t.buckets.Add(id, b)
	return b
}
