package bot

import (
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

// asker is who is held to that speed.
type asker struct {
	id    int64
	group bool // everybody in it together; else a person, or the chat in whose name somebody speaks
}

// throttle holds each asker to that speed with a bucket of tokens. It serves
// the polling, one update after another.
type throttle struct {
	now     func() time.Time
	buckets *lru.Cache[asker, *bucket]
}

type bucket struct {
	tokens *rate.Limiter
	told   bool // somebody was told that it is empty, since it was full
}

func newThrottle(now func() time.Time) *throttle {
	buckets, _ := lru.New[asker, *bucket](keepBuckets) // fails on sizes below 1
	return &throttle{now: now, buckets: buckets}
}

// take takes a token from each of the buckets, or from none: then it returns
// the one that is empty. Otherwise it returns nil.
func (t *throttle) take(askers ...asker) (empty *bucket) {
	now := t.now()
	for _, a := range askers {
		if b := t.bucket(a); b.tokens.TokensAt(now) < 1 {
			return b
		}
	}
	for _, a := range askers {
		b := t.bucket(a)
		b.told = b.told && b.tokens.TokensAt(now) < float64(b.tokens.Burst())
		b.tokens.AllowN(now, 1)
	}
	return nil
}

func (t *throttle) bucket(a asker) *bucket {
	if b, ok := t.buckets.Get(a); ok {
		return b
	}
	b := &bucket{tokens: rate.NewLimiter(rate.Every(askEvery), askBurst)}
	if a.group {
		b.tokens = rate.NewLimiter(rate.Every(askEvery/2), 2*askBurst)
	}
	t.buckets.Add(a, b)
	return b
}
