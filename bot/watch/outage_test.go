package watch

import (
	"context"
	"testing"
	"time"

	"onaybot/onayclient"
	"onaybot/store"
)

func TestOutageIsNotedFromItsFirstMoment(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	pan := b.holds(1, "01.01", 600)
	if !b.DownSince().IsZero() {
		t.Errorf("down since %v to begin with", b.DownSince())
	}
	fail := func(err error) {
		b.cabinet.set(func(c *cabinet) { c.fail = err })
		b.clock.add(time.Minute)
		_, _ = b.Look(t.Context(), pan) // its error is not what this test is about
	}
	fail(onayclient.ErrUnavailable)
	first := b.clock.now()
	for _, err := range []error{onayclient.ErrUnavailable, onayclient.ErrBusy, onayclient.ErrBanned, context.Canceled} {
		fail(err)
		if !b.DownSince().Equal(first) {
			t.Errorf("after %v down since %v, want %v", err, b.DownSince(), first)
		}
	}
	b.restart()
	if !b.DownSince().Equal(first) {
		t.Errorf("after a restart down since %v, want %v", b.DownSince(), first)
	}
	fail(nil)
	if !b.DownSince().IsZero() {
		t.Errorf("down since %v though it answers", b.DownSince())
	}
	b.restart()
	if !b.DownSince().IsZero() {
		t.Errorf("down since %v after a restart", b.DownSince())
	}
}

func TestWhatIsAnOutage(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err  error
		down bool
	}{
		"unavailable":  {&onayclient.Error{Kind: onayclient.ErrUnavailable}, true},
		"banned":       {&onayclient.Error{Kind: onayclient.ErrBanned}, true},
		"changed":      {&onayclient.Error{Kind: onayclient.ErrChanged}, true},
		"busy":         {&onayclient.Error{Kind: onayclient.ErrBusy}, false},
		"no such card": {&onayclient.Error{Kind: onayclient.ErrNoCard}, false},
		"bad login":    {&onayclient.Error{Kind: onayclient.ErrBadLogin}, false},
		"no login":     {onayclient.ErrNoLogin, false},
		"gave up":      {context.DeadlineExceeded, false},
		"answered":     {nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			pan := b.holds(1, "01.01", 600)
			b.cabinet.set(func(cab *cabinet) { cab.fail = c.err })
			_, _ = b.Look(t.Context(), pan) // its error is not what this test is about
			if down := !b.DownSince().IsZero(); down != c.down {
				t.Errorf("down %v, want %v", down, c.down)
			}
		})
	}
}

func TestUnknownCardEndsAnOutage(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	pan := b.holds(1, "01.01", 600)
	for _, err := range []error{onayclient.ErrUnavailable, onayclient.ErrNoCard} {
		b.cabinet.set(func(c *cabinet) { c.fail = err })
		_, _ = b.Look(t.Context(), pan) // its error is not what this test is about
	}
	if !b.DownSince().IsZero() {
		t.Errorf("down since %v though it answered", b.DownSince())
	}
}

// A person who does not wait says nothing about the cabinet, even where the
// client calls it unavailable.
func TestWaiterThatGaveUpIsNoOutage(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	pan := b.holds(1, "01.01", 600)
	ctx, cancel := context.WithCancel(t.Context())
	b.cabinet.set(func(c *cabinet) { c.fail = onayclient.ErrUnavailable })
	b.cabinet.set(func(c *cabinet) { c.asked = func(onayclient.PAN) { cancel() } })
	_, _ = b.Look(ctx, pan) // its error is not what this test is about
	if !b.DownSince().IsZero() {
		t.Errorf("down since %v", b.DownSince())
	}
}

// waiting has chat 10 wait for rides, and chat 20 not.
func waiting(t *testing.T) *bench {
	t.Helper()
	b := newBench(t)
	b.holds(1, "01.01", 600)
	b.follow(1, 10, 20)
	b.wishes(1, 10, store.SubscribeRides)
	return b
}

func (b *bench) down(down bool) {
	b.cabinet.set(func(c *cabinet) {
		c.fail = nil
		if down {
			c.fail = onayclient.ErrUnavailable
		}
	})
}

func TestLongOutageIsToldToThoseWhoWaitForRides(t *testing.T) {
	t.Parallel()
	b := waiting(t)
	b.down(true)
	b.beats(every)
	b.beats(downLong - time.Minute)
	b.wantKinds(10)
	b.beats(time.Minute)
	b.wantKinds(10, store.EventOutage)
	b.restart()
	b.beats(time.Hour)
	b.wantKinds(10)

	b.down(false)
	b.beats(time.Hour)
	b.wantKinds(10, store.EventBack)
	b.beats(time.Hour)
	b.wantKinds(10)
	b.wantKinds(20)
}

func TestEndOfAnOutageNobodyHeardOfIsNoNews(t *testing.T) {
	t.Parallel()
	b := waiting(t)
	b.wishes(1, 10, store.SubscribeRides, func(a *store.Alerts) { a.QuietFrom, a.QuietTo = 8*60, 20*60 })
	b.down(true)
	b.beats(every)
	b.beats(downLong) // held
	b.down(false)
	b.beats(time.Hour)
	b.setTo(at(22, 20, 0))
	b.wantKinds(10)
}
