package onayclient_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"onaybot/onayclient"
	"onaybot/onayclient/cabinetsim"
)

// The account of the simulated cabinet.
const (
	login    = "operator@example.kz"
	password = "correct horse"
	appToken = "application-token"
)

// clock is a time that a test sets.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func newClock() *clock {
	return &clock{t: time.Date(2026, 11, 20, 9, 0, 0, 0, time.FixedZone("", 5*60*60))}
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) step(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// site is a simulated cabinet under a path of its own.
type site struct {
	*cabinetsim.Server
	url   string
	clock *clock
	http  *http.Client
}

func newSite(t testing.TB, opts ...cabinetsim.Option) *site {
	t.Helper()
	c := newClock()
	opts = append([]cabinetsim.Option{
		cabinetsim.WithNow(c.now), cabinetsim.WithRiders(0), cabinetsim.WithLogin(login, password),
		cabinetsim.WithAppToken(appToken),
	}, opts...)
	sim := cabinetsim.New(opts...)
	srv := httptest.NewServer(http.StripPrefix("/city", sim))
	t.Cleanup(func() {
		sim.Close()
		sim.Release()
		srv.Close()
	})
	s := &site{Server: sim, url: srv.URL + "/city", clock: c, http: srv.Client()}
	for _, card := range []cabinetsim.Card{
		{PAN: unified, Type: "01.01", Name: "ETK-OnLine", Balance: 124_000},
		{PAN: reduced, Type: "01.02.15", Name: "School", Balance: -8_000, Blocked: true},
	} {
		if err := sim.Add(card); err != nil {
			t.Fatalf("add a card to the city: %v", err)
		}
	}
	return s
}

// client returns a client of s without pacing; opts may change that.
func (s *site) client(t testing.TB, opts ...onayclient.Option) *onayclient.Client {
	t.Helper()
	return newClient(t, s.url, append([]onayclient.Option{
		onayclient.WithNow(s.clock.now), onayclient.WithLogin(login, password),
	}, opts...)...)
}

// app returns a client that speaks the app dialect.
func (s *site) app(t testing.TB, opts ...onayclient.Option) *onayclient.Client {
	t.Helper()
	return s.client(t, append([]onayclient.Option{onayclient.WithApp(appToken, "", 1)}, opts...)...)
}

func newClient(t testing.TB, url string, opts ...onayclient.Option) *onayclient.Client {
	t.Helper()
	c, err := onayclient.New(url, append([]onayclient.Option{
		onayclient.WithRate(0), onayclient.WithRetryPause(time.Millisecond), onayclient.WithTimeout(5 * time.Second),
	}, opts...)...)
	if err != nil {
		t.Fatalf("make a client: %v", err)
	}
	t.Cleanup(c.Close)
	return c
}

// warm makes c fetch its session, and forgets the requests that took.
func (s *site) warm(t testing.TB, c *onayclient.Client) {
	t.Helper()
	read(t, c, unified)
	s.ResetRequests()
}

func read(t testing.TB, c *onayclient.Client, digits string) onayclient.Card {
	t.Helper()
	card, err := c.Card(t.Context(), mustPAN(t, digits))
	if err != nil {
		t.Fatalf("read a card: %v", err)
	}
	return card
}

// fails reads a card and returns what the *Error that must come of it says.
func fails(t testing.TB, c *onayclient.Client, kind error) onayclient.Error {
	t.Helper()
	card, err := c.Card(t.Context(), mustPAN(t, unified))
	if card != (onayclient.Card{}) {
		t.Errorf("a failure comes with a card: %+v", card)
	}
	return wantError(t, err, kind)
}

func wantError(t testing.TB, err, kind error) onayclient.Error {
	t.Helper()
	var e *onayclient.Error
	if !errors.Is(err, kind) || !errors.As(err, &e) {
		t.Fatalf("got error %v, want %v in an *Error", err, kind)
	}
	if e.Op == "" {
		t.Errorf("error %v names no step", err)
	}
	leakFree(t, "error", err.Error())
	return *e
}

func (s *site) wantRequests(t testing.TB, want cabinetsim.Counts) {
	t.Helper()
	if want.Total == 0 {
		want.Total = want.Start + want.Check + want.SignIn + want.AddCard + want.Detail + want.Other +
			want.AppCard + want.AppSignIn + want.AppCards + want.AppTickets
	}
	if diff := cmp.Diff(want, s.Requests()); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
}

// state is a State that outlives clients and can fail.
type state struct {
	mu   sync.Mutex
	m    map[string]string
	fail error
}

func newState() *state { return &state{m: make(map[string]string)} }

func (s *state) Get(_ context.Context, key string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.m[key], s.fail
}

func (s *state) Set(_ context.Context, key, value string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fail == nil {
		s.m[key] = value
	}
	return s.fail
}

// page serves fixed answers to POST /check behind a plain start page.
func page(t testing.TB, status int, body string) *onayclient.Client {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			_, _ = w.Write([]byte(`<!DOCTYPE html><form><input value="tok" type="hidden" id="csrftoken"></form>`))
			return
		}
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(srv.Close)
	return newClient(t, srv.URL+"/city/")
}
