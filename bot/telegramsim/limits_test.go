package telegramsim

import (
	"testing"
	"time"
)

func testLimiter(now *clock) *limiter {
	l := newLimiter()
	l.now = now.now
	return l
}

func TestThirtyASecondInAll(t *testing.T) {
	t.Parallel()
	now := newClock()
	l := testLimiter(now)
	for i := range int64(30) {
		if wait := l.take(i, false); wait > 0 {
			t.Fatalf("message %d has to wait %s", i, wait)
		}
	}
	if wait := l.take(99, false); wait != overallSpan-jitter {
		t.Errorf("wait %s", wait)
	}
	for i := range int64(900) {
		now.add(time.Second / 30)
		if wait := l.take(1000+i, false); wait > 0 && i > 30 {
			t.Fatalf("message %d of an even 30 a second has to wait %s", i, wait)
		}
	}
}

func TestOneASecondToAChat(t *testing.T) {
	t.Parallel()
	now := newClock()
	l := testLimiter(now)
	for i := range 3 {
		if wait := l.take(1, false); wait > 0 {
			t.Fatalf("message %d of the burst has to wait %s", i, wait)
		}
	}
	if wait := l.take(1, false); wait != chatSpacing-jitter {
		t.Errorf("wait %s", wait)
	}
	if wait := l.take(2, false); wait > 0 {
		t.Errorf("another chat has to wait %s", wait)
	}
	for i := range 10 {
		now.add(time.Second)
		if wait := l.take(1, false); wait > 0 {
			t.Fatalf("second %d has to wait %s", i, wait)
		}
	}
	if wait := l.take(1, false); wait <= 0 {
		t.Error("the burst came back too early")
	}
}

func TestTwentyAMinuteToAGroup(t *testing.T) {
	t.Parallel()
	now := newClock()
	l := testLimiter(now)
	for i := range 20 {
		if wait := l.take(-1, true); wait > 0 {
			t.Fatalf("message %d has to wait %s", i, wait)
		}
		now.add(time.Second)
	}
	if wait := l.take(-1, true); wait != 40*time.Second-jitter {
		t.Errorf("wait %s", wait)
	}
	now.add(40 * time.Second)
	if wait := l.take(-1, true); wait > 0 {
		t.Errorf("after a minute: wait %s", wait)
	}
}

func TestLimitsAreAnsweredWith429(t *testing.T) {
	t.Parallel()
	b := strict(t, WithLimits())
	now := newClock()
	b.limits.now = now.now
	c := b.aida()
	p := params{"chat_id": c.ID(), "text": "x"}
	for range 3 {
		b.must("sendMessage", p)
	}
	a := b.call("sendMessage", p)
	if wantRefusal(t, a, 429, "Too Many Requests: retry after 1"); a.Parameters.RetryAfter != 1 {
		t.Errorf("parameters %+v", a.Parameters)
	}
	b.must("editMessageText", params{"chat_id": c.ID(), "message_id": 2, "text": "y"})
	now.add(time.Second)
	b.must("sendMessage", p)
	if n := len(c.Messages()); n != 5 {
		t.Errorf("%d messages", n)
	}
}
