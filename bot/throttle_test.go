package bot

import (
	"testing"
	"time"
)

func TestHumanSpeedMeetsNoLimit(t *testing.T) {
	t.Parallel()
	at := start
	th := newThrottle(func() time.Time { return at })
	for range 600 { // twenty minutes, thirty a minute
		if th.take(5) != 0 {
			t.Fatalf("refused after %v", at.Sub(start))
		}
		at = at.Add(2 * time.Second)
	}
}

func TestBeyondItTokensRunOutAndComeBack(t *testing.T) {
	t.Parallel()
	at := start
	th := newThrottle(func() time.Time { return at })
	taken := func(n int, ids ...int64) (got int) {
		for range n {
			if th.take(ids...) == 0 {
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
		{-24 * time.Hour, []int64{9, -7}, askBurst}, // a clock set back
		{24 * time.Hour, []int64{9}, askBurst},
	} {
		at = at.Add(c.after)
		if got := taken(3*askBurst, c.ids...); got != c.want {
			t.Errorf("%v after %v: %d taken, want %d", c.ids, c.after, got, c.want)
		}
	}
}

func TestTheWordIsSaidOnceASpell(t *testing.T) {
	t.Parallel()
	at := start
	th := newThrottle(func() time.Time { return at })
	said, room := 0, false
	flood := func() {
		for range 2 * askBurst {
			if th.take(5) != 0 {
				th.tellOnce(5, func() bool {
					if room {
						said++
					}
					return room
				})
			}
		}
	}
	for _, c := range []struct {
		after time.Duration
		room  bool
		said  int
	}{
		{0, false, 0}, {time.Second, true, 1}, {30 * time.Second, true, 1}, {askBurst * askEvery, true, 2},
	} {
		at, room = at.Add(c.after), c.room
		if flood(); said != c.said {
			t.Errorf("after %v said %d times, want %d", at.Sub(start), said, c.said)
		}
	}
}

// However many ask, so many are remembered.
func TestBucketsAreBounded(t *testing.T) {
	t.Parallel()
	th := newThrottle(func() time.Time { return start })
	for id := range int64(3 * keepBuckets) {
		th.take(id + 1)
	}
	if n := th.buckets.Len(); n != keepBuckets {
		t.Errorf("%d buckets are kept", n)
	}
}
