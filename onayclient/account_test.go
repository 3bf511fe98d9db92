package onayclient_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"onaybot/onayclient"
	"onaybot/onayclient/cabinetsim"
)

// ride is the city's n-th ride of a card, n hours before now.
func ride(s *site, n int) cabinetsim.Transaction {
	return cabinetsim.Transaction{
		ID: fmt.Sprintf("%04x", n), At: s.clock.now().Add(-time.Duration(n) * time.Hour), Operation: "ride",
		Route: "92", Vehicle: "524EY02", Amount: -12_000, Balance: 124_000,
	}
}

func (s *site) rides(t testing.TB, n int) {
	t.Helper()
	for i := range n {
		if err := s.AddTransaction(unified, ride(s, n-i)); err != nil {
			t.Fatal(err)
		}
	}
}

// account puts a card into the account and gives it n rides.
func (s *site) account(t testing.TB, n int) {
	t.Helper()
	s.rides(t, n)
	if err := s.AddToAccount(unified); err != nil {
		t.Fatal(err)
	}
}

func rides(t testing.TB, s *site, c *onayclient.Client) []onayclient.Transaction {
	t.Helper()
	list, err := c.Transactions(t.Context(), mustPAN(t, unified), s.clock.now().AddDate(0, -3, 0), s.clock.now())
	if err != nil {
		t.Fatalf("read rides: %v", err)
	}
	return list
}

func noRides(t testing.TB, s *site, c *onayclient.Client, kind error) onayclient.Error {
	t.Helper()
	list, err := c.Transactions(t.Context(), mustPAN(t, unified), s.clock.now().AddDate(0, -3, 0), s.clock.now())
	if list != nil {
		t.Errorf("a failure comes with %d transactions", len(list))
	}
	return wantError(t, err, kind)
}

func TestTransactions(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	topUp := cabinetsim.Transaction{
		ID: "t", At: s.clock.now().Add(-90 * time.Minute), Operation: "topup", Amount: 50_000, NoBalance: true,
	}
	for _, row := range []cabinetsim.Transaction{ride(s, 2), topUp, ride(s, 1)} {
		if err := s.AddTransaction(unified, row); err != nil {
			t.Fatal(err)
		}
	}
	at := s.clock.now()
	newest := onayclient.Transaction{
		ID: "0001", At: at.Add(-time.Hour), Kind: onayclient.KindRide, Route: "92", Vehicle: "524EY02", Amount: -12_000,
		Balance: 124_000, HasBalance: true,
	}
	oldest := newest
	oldest.ID, oldest.At = "0002", at.Add(-2*time.Hour)
	want := []onayclient.Transaction{
		newest, {ID: "t", At: at.Add(-90 * time.Minute), Kind: onayclient.KindTopUp, Amount: 50_000}, oldest,
	}
	c := s.client(t)
	if diff := cmp.Diff(want, rides(t, s, c)); diff != "" {
		t.Error(diff)
	}
	s.wantRequests(t, cabinetsim.Counts{Start: 1, SignIn: 1, AddCard: 1, Detail: 1})
	s.ResetRequests()
	rides(t, s, c)
	s.wantRequests(t, cabinetsim.Counts{Detail: 1})
}

func TestAppTransactions(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.account(t, 2)
	c := s.app(t)
	got := rides(t, s, c)
	want := onayclient.Transaction{
		At: s.clock.now().Add(-time.Hour), Kind: onayclient.KindRide, Route: "92", Vehicle: "524EY02", Amount: -12_000,
	}
	for i := range got {
		if got[i].ID == "" || i > 0 && got[i].ID == want.ID {
			t.Errorf("ids %q", got[i].ID)
		}
		want.ID, got[i].At = got[i].ID, got[i].At.In(want.At.Location())
		if diff := cmp.Diff(want, got[i]); diff != "" {
			t.Error(diff)
		}
		want.At = want.At.Add(-time.Hour)
	}
	s.wantRequests(t, cabinetsim.Counts{AppSignIn: 1, AppCards: 1, AppTickets: 1})
	s.ResetRequests()
	rides(t, s, c)
	s.wantRequests(t, cabinetsim.Counts{AppTickets: 1})
}

func TestThePeriodIsExact(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.rides(t, 120)
	from, to := s.clock.now().Add(-80*time.Hour), s.clock.now().Add(-10*time.Hour)
	c := s.client(t)
	list, err := c.Transactions(t.Context(), mustPAN(t, unified), from, to)
	if err != nil || len(list) != 71 || !list[0].At.Equal(to) || !list[70].At.Equal(from) {
		t.Errorf("%d transactions, %v", len(list), err)
	}
	if !slices.IsSortedFunc(list, func(a, b onayclient.Transaction) int { return b.At.Compare(a.At) }) {
		t.Error("not newest first")
	}
	if _, err := c.Transactions(t.Context(), mustPAN(t, unified), to, from); err == nil {
		t.Error("a period that ends before it begins is accepted")
	}
}

// TestAnEndlessListing has new rows on every page, and ever more pages.
func TestAnEndlessListing(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
	details := 0
	c := answering(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/city/":
			_, _ = w.Write([]byte(startPage))
		case "/city/detail":
			details++
			_, _ = fmt.Fprintf(w, `{"result":{"page":1,"pages":9999999,"rows":[`+
				`{"id":"%d","date":"20.11.2026 08:00:00","operation":"ride","amount":-1}]},"type":true}`, details)
		default:
			_, _ = w.Write([]byte(`{"type":true}`))
		}
	}, signedInAs(login, password), func(c *onayclient.Config) {
		c.Now, c.Location = func() time.Time { return at }, time.UTC
	})
	list, err := c.Transactions(t.Context(), mustPAN(t, unified), at.AddDate(0, 0, -1), at)
	if err != nil || len(list) != 100 || details != 100 || !list[0].At.Equal(at) {
		t.Errorf("%d transactions of %d pages, %v", len(list), details, err)
	}
}

func TestSignIn(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for c, want := range map[*onayclient.Client]cabinetsim.Counts{
		s.client(t): {Start: 1, SignIn: 1}, s.app(t): {AppSignIn: 1},
	} {
		s.ResetRequests()
		for range 2 {
			if err := c.SignIn(t.Context()); err != nil {
				t.Error(err)
			}
		}
		s.wantRequests(t, want)
	}
	for c, want := range map[*onayclient.Client]cabinetsim.Counts{
		s.client(t, signedInAs("", "")): {Start: 1}, s.app(t, signedInAs("", "")): {},
	} {
		s.ResetRequests()
		_, err := c.Transactions(t.Context(), mustPAN(t, unified), s.clock.now(), s.clock.now())
		if !errors.Is(err, onayclient.ErrNoLogin) {
			t.Errorf("rides without a login: %v", err)
		}
		s.wantRequests(t, cabinetsim.Counts{})
		if err := c.SignIn(t.Context()); !errors.Is(err, onayclient.ErrNoLogin) {
			t.Errorf("without a login: %v", err)
		}
		s.wantRequests(t, want)
	}
}

func TestARefusedLoginIsNotRepeated(t *testing.T) {
	t.Parallel()
	for name, dialect := range map[string]change{"web": func(*onayclient.Config) {}, "app": withApp(appToken, "")} {
		s := newSite(t)
		s.account(t, 1)
		kept := newState()
		c := s.client(t, dialect, signedInAs(login, "wrong"), keptIn(kept))
		noRides(t, s, c, onayclient.ErrBadLogin)
		noRides(t, s, c, onayclient.ErrBadLogin)
		noRides(t, s, s.client(t, dialect, signedInAs(login, "wrong"), keptIn(kept)), onayclient.ErrBadLogin) // restarted
		if got := s.Requests(); got.SignIn+got.AppSignIn != 1 || got.Start > 1 || got.Total > 2 {
			t.Errorf("%s: %+v", name, got)
		}
		for key, value := range kept.m {
			if strings.Contains(value, login) || strings.Contains(value, "wrong") {
				t.Errorf("the state keeps a secret in the clear: %s", key)
			}
		}
		rides(t, s, s.client(t, dialect, keptIn(kept))) // the operator mended it
		read(t, c, unified)                             // the balance needs no login
	}
}

// TestRefusedCredentialsAreTriedOnPurpose, and if they are good now, by everybody again.
func TestRefusedCredentialsAreTriedOnPurpose(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	kept := newState()
	running := s.client(t, keptIn(kept))
	s.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultNoSignIn})
	noRides(t, s, running, onayclient.ErrBadLogin)
	s.ClearFaults()
	noRides(t, s, running, onayclient.ErrBadLogin)
	if status := stands(t, s, running, onayclient.Closed, 0); !status.Refused {
		t.Error("the refusal is not told")
	}
	onPurpose := s.client(t, keptIn(kept), func(c *onayclient.Config) { c.TryRefused = true })
	if err := onPurpose.SignIn(t.Context()); err != nil {
		t.Errorf("on purpose: %v", err)
	}
	rides(t, s, running)
	if status := stands(t, s, running, onayclient.Closed, 0); status.Refused {
		t.Error("the refusal is still told")
	}
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

func TestTheCabinetForgetsTheSignIn(t *testing.T) {
	t.Parallel()
	for refusal, want := range map[cabinetsim.Refusal]cabinetsim.Counts{
		cabinetsim.RefuseUnauthorized: {SignIn: 1, Detail: 2},
		cabinetsim.RefuseStartPage:    {Start: 1, SignIn: 1, Detail: 2},
		cabinetsim.RefuseForbidden:    {AppSignIn: 1, AppTickets: 2},
	} {
		s := newSite(t)
		s.account(t, 1)
		c := s.client(t)
		if refusal == cabinetsim.RefuseForbidden {
			c = s.app(t)
		}
		rides(t, s, c)
		s.ResetRequests()
		s.SetSignedOutAnswer(refusal)
		s.ForgetSignIns()
		rides(t, s, c)
		s.wantRequests(t, want)
	}
}

func TestTheCabinetForgetsTheWholeSession(t *testing.T) {
	t.Parallel()
	for _, refusal := range []cabinetsim.Refusal{
		cabinetsim.RefuseForbidden, cabinetsim.RefuseExpired, cabinetsim.RefuseUnauthorized, cabinetsim.RefuseStartPage,
	} {
		s := newSite(t)
		c := s.client(t)
		rides(t, s, c)
		s.SetStaleAnswer(refusal)
		s.ExpireSessions()
		s.ResetRequests()
		rides(t, s, c)
		if got := s.Requests(); got.Start > 1 || got.SignIn > 2 || got.Detail > 3 {
			t.Errorf("refused by %s: %+v", refusal, got)
		}
		s.ExpireSessions()
		s.ResetRequests()
		read(t, c, unified)
		s.wantRequests(t, cabinetsim.Counts{Start: 1, Check: 2})
	}
}

func TestACardThatLeftTheAccountIsAddedAgain(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	c := s.client(t)
	rides(t, s, c)
	s.ResetRequests()
	if err := s.DropFromAccount(unified); err != nil {
		t.Fatal(err)
	}
	rides(t, s, c)
	s.wantRequests(t, cabinetsim.Counts{AddCard: 1, Detail: 2})
	s.ResetRequests()
	s.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultNoSuchCard, On: cabinetsim.KindDetail})
	noRides(t, s, c, onayclient.ErrUnavailable) // /cards/add took it, so it is there
	s.wantRequests(t, cabinetsim.Counts{AddCard: 1, Detail: 2})
}

func TestARefusalToAddIsNotTakenForAMissingCard(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	c := s.client(t)
	s.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultNoSuchCard, On: cabinetsim.KindAddCard})
	noRides(t, s, c, onayclient.ErrUnavailable)
	s.wantRequests(t, cabinetsim.Counts{Start: 1, SignIn: 1, AddCard: 1, Check: 1})
	s.ClearFaults()
	s.Remove(unified)
	noRides(t, s, c, onayclient.ErrNoCard)
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

// TestTheAppSaysWhoItIs on the wire, header by header, and stays who it is over restarts.
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
	start := func(given string) {
		c := newClient(t, srv.URL, withApp(appToken, given), signedInAs(login, password), keptIn(kept), byClock(s.clock),
			func(c *onayclient.Config) { c.Cities = []int{7} })
		read(t, c, unified)
		rides(t, s, c)
	}
	start(device)
	card, in := heads["GET /v1/external/card/"+unified], heads["PUT /v1/external/user/sign-in"]
	cards, tickets := heads["GET /v2/external/customer/cards?cityId=7"], heads["GET /v2/external/customer/tickets"]
	if len(heads) != 4 || card == nil || in == nil || cards == nil || tickets == nil {
		t.Fatalf("requests %v", len(heads))
	}
	if card.Get("X-Application-Token") != "Bearer "+appToken || in.Get("X-Application-Token") != "Bearer "+appToken {
		t.Error("the application token is missing")
	}
	if in.Get("X-MA-D") != device || in.Get("X-MA-OS") != "2" || in.Get("X-MA-Version") != "3.2.1" {
		t.Errorf("sign-in with %v", in)
	}
	for _, h := range []http.Header{cards, tickets} {
		if h.Get("X-Short-Token") == "" || h.Get("X-MA-Version") != "3.2.1" || h.Get("X-MA-D") == "" || h.Get("X-MA-D") == device {
			t.Errorf("asked with %v", h)
		}
		if h.Get("X-Application-Token") != "" || h.Get("Cookie") != "" {
			t.Errorf("more is told than asked for: %v", h)
		}
	}
	named := tickets.Get("X-MA-D") // by the API, at the sign-in
	for _, restart := range []struct{ given, want string }{{device, named}, {"another", "another"}} {
		start(restart.given)
		if got := heads["PUT /v1/external/user/sign-in"].Get("X-MA-D"); got != restart.want {
			t.Errorf("after a restart with the device id %s it signs in as %s, want %s", restart.given, got, restart.want)
		}
	}
}
