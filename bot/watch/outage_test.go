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
	fail := func(err error) {
		b.cabinet.set(func(c *cabinet) { c.fail = err })
		b.clock.add(time.Minute)
		_, _ = b.Fetch(t.Context(), pan) // its error is not what this test is about
		b.restart()
	}
	fail(onayclient.ErrUnavailable)
	first := b.clock.now()
	for _, err := range []error{onayclient.ErrUnavailable, onayclient.ErrBusy, onayclient.ErrBanned, context.Canceled} {
		fail(err)
		if !b.DownSince().Equal(first) {
			t.Errorf("after %v down since %v, want %v", err, b.DownSince(), first)
		}
	}
	fail(onayclient.ErrNoCard)
	if !b.DownSince().IsZero() {
		t.Errorf("down since %v though it answers", b.DownSince())
	}
}

func TestWhatIsAnOutage(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err           error
		down, answers bool
	}{
		"unavailable":  {&onayclient.Error{Kind: onayclient.ErrUnavailable}, true, false},
		"banned":       {&onayclient.Error{Kind: onayclient.ErrBanned}, true, false},
		"changed":      {&onayclient.Error{Kind: onayclient.ErrChanged}, true, false},
		"not told":     {&onayclient.Error{Kind: onayclient.ErrUnavailable, Err: onayclient.ErrNotTold}, false, false},
		"busy":         {&onayclient.Error{Kind: onayclient.ErrBusy}, false, false},
		"no such card": {&onayclient.Error{Kind: onayclient.ErrNoCard}, false, true},
		"bad login":    {&onayclient.Error{Kind: onayclient.ErrBadLogin}, false, false},
		"no login":     {onayclient.ErrNoLogin, false, false},
		"gave up":      {context.DeadlineExceeded, false, false},
		"answered":     {nil, false, true},
	} {
		if isOutage(c.err) != c.down || answers(c.err) != c.answers {
			t.Errorf("%s: outage %v, answers %v", name, isOutage(c.err), answers(c.err))
		}
	}
}

// A person who does not wait says nothing about the cabinet, even where the client calls it unavailable.
func TestCallerThatGaveUpIsNoOutage(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	pan := b.holds(1, "01.01", 600)
	ctx, cancel := context.WithCancel(t.Context())
	b.cabinet.set(func(c *cabinet) { c.fail, c.asked = onayclient.ErrUnavailable, func(onayclient.PAN) { cancel() } })
	_, _ = b.Fetch(ctx, pan) // its error is not what this test is about
	if !b.DownSince().IsZero() {
		t.Errorf("down since %v", b.DownSince())
	}
}

// waiting has chat 10 wait for rides, and chat 20 not.
func waiting(t *testing.T, change ...func(*store.Alerts)) *bench {
	t.Helper()
	b := newBench(t)
	b.holds(1, "01.01", 600)
	b.follow(1, 10, 20)
	b.subscribe(1, 10, store.SubscribeRides, change...)
	return b
}

func (b *bench) fails(err error) {
	b.cabinet.set(func(c *cabinet) { c.fail = err })
}

func TestLongOutageIsToldToThoseWhoWaitForRides(t *testing.T) {
	t.Parallel()
	b := waiting(t)
	b.fails(onayclient.ErrUnavailable)
	b.tick(every)
	b.tick(longOutage - time.Minute)
	b.wantKinds(10)
	b.tick(time.Minute)
	b.wantKinds(10, store.EventOutage)
	b.restart()
	b.tick(time.Hour)
	b.wantKinds(10)

	b.fails(nil)
	b.tick(time.Hour)
	b.wantKinds(10, store.EventBack)
	b.tick(time.Hour)
	b.wantKinds(10)
	b.wantKinds(20)
}

func TestEndOfAnOutageNobodyHeardOfIsNoNews(t *testing.T) {
	t.Parallel()
	b := waiting(t, quiet(8, 20))
	b.fails(onayclient.ErrUnavailable)
	b.tick(every)
	b.tick(longOutage) // held
	b.fails(nil)
	b.tick(time.Hour)
	b.setTo(at(22, 20, 0))
	b.wantKinds(10)
}
