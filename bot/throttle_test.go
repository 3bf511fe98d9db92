package bot

import (
	"onaybot/bot/internal/testkit"
	"testing"
	"time"
)

func person(id int64) asker { return asker{id: id} }
func group(id int64) asker  { return asker{id: id, group: true} }

func TestHumanSpeedMeetsNoLimit(t *testing.T) {
	t.Parallel()
	at := testkit.Start
	th := newThrottle(func() time.Time { return at })
	for range 600 { // twenty minutes, thirty a minute
		if th.take(person(5)) != nil {
			t.Fatalf("refused after %v", at.Sub(testkit.Start))
		}
		at = at.Add(2 * time.Second)
	}
}

func TestBeyondItTokensRunOutAndComeBack(t *testing.T) {
	t.Parallel()
	at := testkit.Start
	th := newThrottle(func() time.Time { return at })
	taken := func(n int, who ...asker) (got int) {
		for range n {
			if th.take(who...) == nil {
				got++
			}
		}
		return got
	}
	for _, c := range []struct {
		after time.Duration
		who   []asker
		want  int
	}{
		{0, []asker{person(5)}, askBurst},
		{0, []asker{person(6)}, askBurst}, // another person
		{3 * time.Second, []asker{person(5)}, 3},
		{0, []asker{person(5), group(-7)}, 0},
		{0, []asker{person(8), group(-7)}, askBurst}, // which has cost the group nothing
		{0, []asker{person(9), group(-7)}, askBurst}, // there is enough for another one
		{0, []asker{person(10), group(-7)}, 0},
		{2 * time.Second, []asker{person(8), group(-7)}, 2},
		{0, []asker{person(10), group(-7)}, 2},
		{time.Hour, []asker{person(9), group(-7)}, askBurst},
	} {
		at = at.Add(c.after)
		if got := taken(3*askBurst, c.who...); got != c.want {
			t.Errorf("%v after %v: %d taken, want %d", c.who, c.after, got, c.want)
		}
	}
}

func TestWhoWasToldIsToldAgainOnceTheBucketWasFull(t *testing.T) {
	t.Parallel()
	at := testkit.Start
	th := newThrottle(func() time.Time { return at })
	for _, c := range []struct {
		after time.Duration
		told  bool
	}{{0, false}, {time.Second, true}, {30 * time.Second, true}, {askBurst * askEvery, false}} {
		at = at.Add(c.after)
		var empty *bucket
		for range 2 * askBurst {
			empty = th.take(person(5))
		}
		if empty == nil || empty.told != c.told {
			t.Errorf("after %v: %+v, want told %v", at.Sub(testkit.Start), empty, c.told)
		}
		empty.told = true
	}
}

// However many ask, so many are remembered.
func TestBucketsAreBounded(t *testing.T) {
	t.Parallel()
	th := newThrottle(func() time.Time { return testkit.Start })
	for id := range int64(3 * keepBuckets) {
		th.take(person(id + 1))
	}
	if n := th.buckets.Len(); n != keepBuckets {
		t.Errorf("%d buckets are kept", n)
	}
}
