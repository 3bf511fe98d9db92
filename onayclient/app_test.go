package onayclient_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"onaybot/onayclient"
	"onaybot/onayclient/cabinetsim"
)

// account puts a card into the account and gives it n rides.
func (s *site) account(t testing.TB, n int) {
	t.Helper()
	s.rides(t, n)
	if err := s.AddToAccount(unified); err != nil {
		t.Fatal(err)
	}
}

func TestAppCard(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	c := s.app(t)
	want := onayclient.Card{PAN: mustPAN(t, unified), Balance: onayclient.Tenge(1240), At: s.clock.now()}
	got := read(t, c, unified)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got.Class() != onayclient.FareUnknown {
		t.Errorf("the fare class of a card without a type is %v", got.Class())
	}
	if got := read(t, c, reduced).Balance; got != onayclient.Tenge(-80) {
		t.Errorf("balance %d", got)
	}
	s.wantRequests(t, cabinetsim.Counts{AppCard: 2})
}

// TestAppBalancesAreTenge, never taken for tiyn by their size.
func TestAppBalancesAreTenge(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	c := s.app(t)
	for _, tiyn := range []int64{0, 1, -1, 99, 100, -100, 60_50, 100_000_00, -100_000_05, 9_999_999_999_99} {
		if err := s.SetBalance(unified, tiyn); err != nil {
			t.Fatal(err)
		}
		if got := read(t, c, unified).Balance; got != onayclient.Money(tiyn) {
			t.Errorf("%d tiyn are read as %d", tiyn, got)
		}
	}
}

func TestAppTransactions(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.account(t, 2)
	c := s.app(t)
	at := s.clock.now()
	got := rides(t, s, c)
	for i := range got {
		if got[i].ID == "" || i > 0 && got[i].ID == got[0].ID {
			t.Errorf("ids %q", got[i].ID)
		}
		got[i].ID = ""
		got[i].At = got[i].At.In(at.Location())
	}
	row := onayclient.Transaction{At: at.Add(-time.Hour), Kind: onayclient.KindRide, Route: "92", Vehicle: "524EY02", Amount: -12_000}
	older := row
	older.At = at.Add(-2 * time.Hour)
	if diff := cmp.Diff([]onayclient.Transaction{row, older}, got); diff != "" {
		t.Error(diff)
	}
	s.wantRequests(t, cabinetsim.Counts{AppSignIn: 1, AppCards: 1, AppTickets: 1})
	s.ResetRequests()
	rides(t, s, c)
	s.wantRequests(t, cabinetsim.Counts{AppTickets: 1})
}

func TestAppTellsRidesOfTheAccountsCardsAlone(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.rides(t, 2)
	c := s.app(t)
	for range 3 {
		e := noRides(t, s, c, onayclient.ErrNotInAccount)
		if errors.Is(&e, onayclient.ErrNoCard) || errors.Is(&e, onayclient.ErrUnavailable) {
			t.Errorf("%v says more than it knows", &e)
		}
	}
	s.wantRequests(t, cabinetsim.Counts{AppSignIn: 1, AppCards: 1})
	if err := s.AddToAccount(unified); err != nil { // the operator adds it in the app
		t.Fatal(err)
	}
	s.clock.step(10 * time.Minute)
	if got := rides(t, s, c); len(got) != 2 {
		t.Errorf("%d rides", len(got))
	}
	s.wantRequests(t, cabinetsim.Counts{AppSignIn: 1, AppCards: 2, AppTickets: 1})
}

func TestAppWithoutAnAccount(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	c := s.app(t, signedInAs("", ""))
	_, err := c.Transactions(t.Context(), mustPAN(t, unified), s.clock.now(), s.clock.now())
	if !errors.Is(err, onayclient.ErrNoLogin) {
		t.Errorf("got %v, want ErrNoLogin", err)
	}
	s.wantRequests(t, cabinetsim.Counts{})
}

func TestAppSignsInOnceMore(t *testing.T) {
	t.Parallel()
	for _, how := range []cabinetsim.Refusal{cabinetsim.RefuseUnauthorized, cabinetsim.RefuseForbidden} {
		s := newSite(t)
		s.account(t, 1)
		c := s.app(t)
		rides(t, s, c)
		s.ResetRequests()
		s.SetSignedOutAnswer(how)
		s.ForgetSignIns()
		rides(t, s, c)
		s.wantRequests(t, cabinetsim.Counts{AppSignIn: 1, AppTickets: 2})
		s.ResetRequests()
		s.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultForgetSignIn, On: cabinetsim.KindAppTickets})
		noRides(t, s, c, onayclient.ErrUnavailable) // signing in does not help: no more than once
		s.wantRequests(t, cabinetsim.Counts{AppSignIn: 1, AppTickets: 2})
	}
}

func TestAppDoesNotRepeatARefusedLogin(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.account(t, 1)
	kept := newState()
	wrong := signedInAs(login, "wrong")
	c := s.app(t, wrong, keptIn(kept))
	noRides(t, s, c, onayclient.ErrBadLogin)
	noRides(t, s, c, onayclient.ErrBadLogin)
	noRides(t, s, s.app(t, wrong, keptIn(kept)), onayclient.ErrBadLogin) // restarted
	s.wantRequests(t, cabinetsim.Counts{AppSignIn: 1})
	rides(t, s, s.app(t, keptIn(kept))) // the operator mended it
	read(t, c, unified)                 // the balance needs no login
}

// TestAnotherApplicationTokenIsTriedAgain: the sign-in may have been refused for the token's
// sake.
func TestAnotherApplicationTokenIsTriedAgain(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.account(t, 1)
	kept := newState()
	noRides(t, s, s.app(t, withApp("revoked", ""), keptIn(kept)), onayclient.ErrBadLogin)
	rides(t, s, s.app(t, withApp("Bearer "+appToken, ""), keptIn(kept)))
}

func TestAppReadersShare(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.account(t, 1)
	if err := s.AddToAccount(reduced); err != nil {
		t.Fatal(err)
	}
	c := s.app(t)
	s.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultHang, On: cabinetsim.KindAppTickets})
	var all sync.WaitGroup
	for i := range 50 {
		all.Go(func() {
			pan := mustPAN(t, []string{unified, reduced}[i%2])
			if _, err := c.Transactions(t.Context(), pan, s.clock.now(), s.clock.now()); err != nil {
				t.Error(err)
			}
		})
	}
	if err := s.AwaitHeld(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	s.ClearFaults()
	all.Wait()
	if got := s.Requests(); got.AppSignIn != 1 || got.AppCards != 1 || got.AppTickets > 20 {
		t.Errorf("%+v for 50 readers of two cards", got)
	}
}

func TestTheApplicationTokenIsChecked(t *testing.T) {
	t.Parallel()
	for _, token := range []string{"", "Bearer ", "se\ncret"} {
		_, err := onayclient.New(onayclient.Config{BaseURL: "https://api.example", Dialect: onayclient.App, AppToken: token})
		if err == nil || strings.Contains(err.Error(), "cret") {
			t.Errorf("token %q: %v", token, err)
		}
	}
}

// TestTheAppSaysWhoItIs on the wire, header by header.
func TestTheAppSaysWhoItIs(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.account(t, 1)
	heads, kept := map[string]http.Header{}, newState()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		heads[r.Method+" "+r.URL.String()] = r.Header.Clone()
		s.ServeHTTP(w, r)
	}))
	t.Cleanup(srv.Close)
	const device = "123e4567-e89b-42d3-a456-426614174000"
	c := newClient(t, srv.URL, withApp(appToken, device), signedInAs(login, password), keptIn(kept), byClock(s.clock),
		func(c *onayclient.Config) { c.CityID = 7 })
	read(t, c, unified)
	rides(t, s, c)
	card, in := heads["GET /v1/external/card/"+unified], heads["PUT /v1/external/user/sign-in"]
	cards, tickets := heads["GET /v2/external/customer/cards?cityId=7"], heads["GET /v2/external/customer/tickets"]
	if len(heads) != 4 || card == nil || in == nil || cards == nil || tickets == nil {
		t.Fatalf("requests %v", len(heads))
	}
	if card.Get("X-Application-Token") != "Bearer "+appToken || in.Get("X-Application-Token") != "Bearer "+appToken {
		t.Error("the application token is missing")
	}
	if in.Get("X-MA-D") != device || in.Get("X-MA-OS") == "" || in.Get("X-MA-Version") == "" {
		t.Errorf("sign-in with %v", in)
	}
	named := tickets.Get("X-MA-D") // by the API, at the sign-in
	for _, given := range []string{device, "another"} {
		want := map[string]string{device: named, "another": "another"}[given]
		c := newClient(t, srv.URL, withApp(appToken, given), signedInAs(login, password), keptIn(kept), byClock(s.clock))
		rides(t, s, c)
		if got := heads["PUT /v1/external/user/sign-in"].Get("X-MA-D"); got != want {
			t.Errorf("after a restart with the device id %s it signs in as %s, want %s", given, got, want)
		}
	}
	for _, h := range []http.Header{cards, tickets} {
		if h.Get("X-Short-Token") == "" || h.Get("X-MA-Version") == "" || h.Get("X-MA-D") == "" || h.Get("X-MA-D") == device {
			t.Errorf("asked with %v", h)
		}
		if h.Get("X-Application-Token") != "" || h.Get("Cookie") != "" {
			t.Errorf("more is told than asked for: %v", h)
		}
	}
}

// TestADeviceIDThatCannotBeKeptIsNotUsed, or each restart would be another device.
func TestADeviceIDThatCannotBeKeptIsNotUsed(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	full := newState()
	full.full = errors.New("disk full")
	err := s.app(t, keptIn(full)).SignIn(t.Context())
	if !errors.Is(err, full.full) || errors.Is(err, onayclient.ErrUnavailable) {
		t.Errorf("got %v", err)
	}
	s.wantRequests(t, cabinetsim.Counts{})
}
