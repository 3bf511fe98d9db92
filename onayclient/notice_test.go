package onayclient_test

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"onaybot/onayclient"
	"onaybot/onayclient/cabinetsim"
)

// told collects the notices of clients.
type told struct {
	mu  sync.Mutex
	all []onayclient.Notice
}

func (l *told) add(n onayclient.Notice) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = append(l.all, n)
}

// want fails unless exactly these were told since the last call.
func (l *told) want(t testing.TB, kinds ...onayclient.NoticeKind) []onayclient.Notice {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	got := l.all
	l.all = nil
	if !slices.EqualFunc(got, kinds, func(n onayclient.Notice, k onayclient.NoticeKind) bool { return n.Kind == k }) {
		t.Fatalf("told %+v, want %v", got, kinds)
	}
	return got
}

func TestABanIsToldOnceAndSoIsItsEnd(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	var l told
	c := s.client(t, onayclient.WithNotify(l.add), onayclient.WithBanPause(time.Hour))
	s.warm(t, c)
	l.want(t)
	s.SetMode(cabinetsim.ModeBanning)
	for range 3 {
		fails(t, c, onayclient.ErrBanned)
	}
	n := l.want(t, onayclient.Banned)[0]
	if !n.At.Equal(s.clock.now()) || !n.Until.Equal(n.At.Add(time.Hour)) || !errors.Is(n.Err, onayclient.ErrBanned) {
		t.Errorf("%+v", n)
	}
	s.clock.step(time.Hour)
	fails(t, c, onayclient.ErrBanned) // it holds
	l.want(t)
	s.SetMode(cabinetsim.ModeFine)
	s.clock.step(time.Hour)
	l.want(t) // that it might be over is no news
	read(t, c, unified)
	read(t, c, unified)
	if n := l.want(t, onayclient.BanOver)[0]; !n.At.Equal(s.clock.now()) || !n.Until.IsZero() || n.Err != nil {
		t.Errorf("%+v", n)
	}
	s.SetMode(cabinetsim.ModeBanning)
	fails(t, c, onayclient.ErrBanned)
	l.want(t, onayclient.Banned)
}

func TestABanThatOutlivesARestartIsNotToldAgain(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	kept := newState()
	var l told
	opts := []onayclient.Option{onayclient.WithNotify(l.add), onayclient.WithState(kept)}
	s.SetMode(cabinetsim.ModeBanning)
	fails(t, s.client(t, opts...), onayclient.ErrBanned)
	l.want(t, onayclient.Banned)
	fails(t, s.client(t, opts...), onayclient.ErrBanned)
	s.clock.step(onayclient.DefaultBanPause)
	fails(t, s.client(t, opts...), onayclient.ErrBanned)
	l.want(t)
	s.SetMode(cabinetsim.ModeFine)
	s.clock.step(onayclient.DefaultBanPause)
	c := s.client(t, opts...)
	read(t, c, unified)
	read(t, s.client(t, opts...), unified)
	l.want(t, onayclient.BanOver)
}

// TestABanThatNobodyWasToldOf: the process died first, or nobody listened then.
func TestABanThatNobodyWasToldOf(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	kept := newState()
	s.SetMode(cabinetsim.ModeBanning)
	fails(t, s.client(t, onayclient.WithState(kept)), onayclient.ErrBanned)
	var l told
	c := s.client(t, onayclient.WithNotify(l.add), onayclient.WithState(kept))
	fails(t, c, onayclient.ErrBanned)
	if n := l.want(t, onayclient.Banned)[0]; !n.Until.Equal(s.clock.now().Add(onayclient.DefaultBanPause)) {
		t.Errorf("%+v", n)
	}
	s.wantRequests(t, cabinetsim.Counts{Start: 1})
}

func TestTheCircuitIsToldOnceAndSoIsItsEnd(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	var l told
	c := s.client(t, onayclient.WithNotify(l.add), onayclient.WithBreaker(2, time.Nanosecond))
	s.warm(t, c)
	s.SetMode(cabinetsim.ModeDown)
	for range 3 { // each a probe
		fails(t, c, onayclient.ErrUnavailable)
	}
	if n := l.want(t, onayclient.CircuitOpen)[0]; n.Until.IsZero() || !errors.Is(n.Err, onayclient.ErrUnavailable) {
		t.Errorf("%+v", n)
	}
	s.SetMode(cabinetsim.ModeFine)
	read(t, c, unified)
	read(t, c, unified)
	l.want(t, onayclient.CircuitClosed)
}

func TestABanTakesTheCircuitsPlace(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	var l told
	c := s.client(t, onayclient.WithNotify(l.add), onayclient.WithBreaker(1, time.Nanosecond))
	s.SetMode(cabinetsim.ModeDown)
	fails(t, c, onayclient.ErrUnavailable)
	s.SetMode(cabinetsim.ModeBanning)
	fails(t, c, onayclient.ErrBanned)
	s.SetMode(cabinetsim.ModeDown)
	s.clock.step(onayclient.DefaultBanPause)
	fails(t, c, onayclient.ErrUnavailable)
	s.SetMode(cabinetsim.ModeFine)
	read(t, c, unified)
	l.want(t, onayclient.CircuitOpen, onayclient.Banned, onayclient.BanOver)
}

func TestBusyIsNoNews(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	var l told
	c := s.client(t, onayclient.WithNotify(l.add))
	s.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultBusy, RetryAfter: "20", Times: 1})
	fails(t, c, onayclient.ErrBusy)
	s.clock.step(20 * time.Second)
	read(t, c, unified)
	l.want(t)
}

// TestAListenerThatPanics costs one call, and nobody is told twice.
func TestAListenerThatPanics(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	var l told
	c := s.client(t, onayclient.WithNotify(func(n onayclient.Notice) {
		l.add(n)
		panic("bug in the listener")
	}))
	s.SetMode(cabinetsim.ModeBanning)
	_, _ = c.Card(t.Context(), mustPAN(t, unified)) // what comes of the panic is not the point
	fails(t, c, onayclient.ErrBanned)
	l.want(t, onayclient.Banned)
	s.SetMode(cabinetsim.ModeFine)
	s.clock.step(onayclient.DefaultBanPause)
	_, _ = c.Card(t.Context(), mustPAN(t, unified))
	l.want(t, onayclient.BanOver)
	read(t, c, unified)
}
