package bot

import (
	"onaybot/bot/internal/testkit"
	"testing"
	"time"
)

func TestHumanSpeedMeetsNoLimit(t *testing.T) {
	t.Parallel()
	at := testkit.Start
	th := newThrottle(func() time.Time { return at })
	for range 600 { // twenty minutes, thirty a minute
		if th.take(5) != nil {
			t.Fatalf("refused after %v", at.Sub(testkit.Start))
		}
		at = at.Add(2 * time.Second)
	}
}

func TestBeyondItTokensRunOutAndComeBack(t *testing.T) {
	t.Parallel()
	at := testkit.Start
	th := newThrottle(func() time.Time { return at })
	taken := func(n int, ids ...int64) (got int) {
		for range n {
			if th.take(ids...) == nil {
				got++
			}
		}
		return got
	}
	for _, c := range []struct {
		after time.Duration
		ids   []int64
		want  int
	}{
		{0, []int64{5}, askBurst},
		{0, []int64{6}, askBurst}, // another person
		{3 * time.Second, []int64{5}, 3},
		{0, []int64{5, -7}, 0},
		{0, []int64{8, -7}, askBurst}, // which has cost the group nothing
		{0, []int64{9, -7}, askBurst}, // there is enough for another one
		{0, []int64{10, -7}, 0},
		{2 * time.Second, []int64{8, -7}, 2},
		{0, []int64{10, -7}, 2},
		{time.Hour, []int64{9, -7}, askBurst},
	} {
		at = at.Add(c.after)
		if got := taken(3*askBurst, c.ids...); got != c.want {
			t.Errorf("%v after %v: %d taken, want %d", c.ids, c.after, got, c.want)
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
			empty = th.take(5)
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
		th.take(id + 1)
	}
	if n := th.buckets.Len(); n != keepBuckets {
		t.Errorf("%d buckets are kept", n)
	}
}
