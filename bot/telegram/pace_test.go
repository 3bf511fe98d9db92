package telegram

import (
	"context"
	"errors"
	"onaybot/bot/internal/testkit"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

const (
	person = int64(1)
	group  = int64(-1)
)

// times sends n messages to a chat as fast as they are let through.
func times(t *testing.T, p *pace, chat int64, n int) (sent []time.Time) {
	t.Helper()
	for range n {
		if err := p.wait(t.Context(), chat, false, time.Hour); err != nil {
			t.Fatal(err)
		}
		sent = append(sent, time.Now())
	}
	return sent
}

// most is the largest number of messages within any span.
func most(sent []time.Time, span time.Duration) (n int) {
	for i, from := range sent {
		in := 0
		for _, at := range sent[i:] {
			if at.Sub(from) < span {
				in++
			}
		}
		n = max(n, in)
	}
	return n
}

func TestPaceToAPerson(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newPace(1000, time.Now)
		sent := times(t, p, person, 30)
		if burst := most(sent, 500*time.Millisecond); burst != chatBurst {
			t.Errorf("%d at once, want %d", burst, chatBurst)
		}
		if took := sent[29].Sub(sent[0]); took < 26*time.Second || took > 28*time.Second {
			t.Errorf("30 messages took %v, want one a second after the burst", took)
		}
	})
}

func TestPaceToAGroup(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sent := times(t, newPace(1000, time.Now), group, 100)
		if n := most(sent, time.Minute); n > 20 {
			t.Errorf("%d messages in a minute, want 20 at most", n)
		}
		if took := sent[99].Sub(sent[0]); took > 6*time.Minute {
			t.Errorf("100 messages took %v; Telegram allows 20 a minute", took)
		}
	})
}

func TestPaceInAll(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newPace(30, time.Now)
		var mu sync.Mutex
		var sent []time.Time
		var wg sync.WaitGroup
		for id := range int64(120) {
			wg.Go(func() {
				if err := p.wait(t.Context(), id+1, id%2 == 0, time.Hour); err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				sent = append(sent, time.Now())
			})
		}
		begun := time.Now()
		wg.Wait()
		if n := most(sent, time.Second); n > 30 {
			t.Errorf("%d messages in a second, want 30 at most", n)
		}
		if took := time.Since(begun); took > 4500*time.Millisecond {
			t.Errorf("120 messages took %v, want 4 s", took)
		}
	})
}

func TestAnswersGoBeforePushes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newPace(1, time.Now)
		var mu sync.Mutex
		var order []string
		var wg sync.WaitGroup
		enter := func(name string, push bool, id int64) {
			wg.Go(func() {
				if err := p.wait(t.Context(), id, push, time.Hour); err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				order = append(order, name)
			})
			synctest.Wait()
		}
		for id := range int64(3) {
			enter("push", true, id+1)
		}
		enter("reply", false, 4)
		wg.Wait()
		if order[1] != "reply" { // the first push goes at once
			t.Errorf("order %v", order)
		}
	})
}

func TestNoPacingAtARateOfNought(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newPace(0, time.Now)
		if sent := times(t, p, group, 100); sent[99] != sent[0] {
			t.Errorf("100 messages took %v", sent[99].Sub(sent[0]))
		}
		p.tooMany(group, 7*time.Second) // Telegram's own word counts all the same
		begun := time.Now()
		times(t, p, group, 1)
		if took := time.Since(begun); took != 7*time.Second {
			t.Errorf("waited %v after a 429 of 7 s", took)
		}
	})
}

func TestImpatienceIsToldUntilWhen(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		shifted := func() time.Time { return time.Now().Add(-24 * time.Hour) }
		p := newPace(1000, shifted)
		p.tooMany(person, 30*time.Second)
		begun := time.Now()
		err := p.wait(t.Context(), person, false, patience)
		var w *WaitError
		if !errors.As(err, &w) || !w.Until.Equal(shifted().Add(30*time.Second)) || time.Since(begun) != 0 {
			t.Errorf("%v after %v; want the moment by the bot's clock, at once", err, time.Since(begun))
		}
		if err := p.wait(t.Context(), 2, false, patience); err != nil {
			t.Errorf("another chat waits too: %v", err)
		}
	})
}

func TestTurnBeyondPatienceIsGivenBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newPace(1000, time.Now)
		times(t, p, group, chatBurst)
		for range 5 { // none of them may use up a turn
			var w *WaitError
			if err := p.wait(t.Context(), group, false, time.Second); !errors.As(err, &w) {
				t.Errorf("error %v", err)
			}
		}
		begun := time.Now()
		times(t, p, group, 1)
		if took := time.Since(begun); took > groupEvery+time.Second {
			t.Errorf("the next message waited %v, want %v", took, groupEvery)
		}
	})
}

func TestSecondChatHeldBackStopsAll(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newPace(1000, time.Now)
		p.tooMany(2, 10*time.Second)
		p.tooMany(person, 20*time.Second)
		begun := time.Now()
		times(t, p, 3, 1)
		if took := time.Since(begun); took < 20*time.Second || took > 21*time.Second {
			t.Errorf("a third chat waited %v, want 20 s", took)
		}
	})
}

func TestWaitingEndsWithItsContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newPace(1000, time.Now)
		p.tooMany(person, time.Hour)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		testkit.WantErr(t, p.wait(ctx, person, false, 2*time.Hour), context.DeadlineExceeded)
	})
}

func TestPaceIsRememberedOfSoManyChats(t *testing.T) {
	t.Parallel()
	p := newPace(0, time.Now)
	for id := range int64(2 * keepChats) {
		p.of(id + 1)
		p.of(1) // written to again and again
	}
	if n := p.chats.Len(); n != keepChats || !p.chats.Contains(1) {
		t.Errorf("%d chats are remembered", n)
	}
}
