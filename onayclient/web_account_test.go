package onayclient_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
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

func rides(t testing.TB, s *site, c *onayclient.Client) []onayclient.Transaction {
	t.Helper()
	rows, err := c.Transactions(t.Context(), mustPAN(t, unified), s.clock.now().AddDate(0, -3, 0), s.clock.now())
	if err != nil {
		t.Fatalf("read rides: %v", err)
	}
	return rows
}

func noRides(t testing.TB, s *site, c *onayclient.Client, kind error) onayclient.Error {
	t.Helper()
	rows, err := c.Transactions(t.Context(), mustPAN(t, unified), s.clock.now().AddDate(0, -3, 0), s.clock.now())
	if rows != nil {
		t.Errorf("a failure comes with %d rows", len(rows))
	}
	return wantError(t, err, kind)
}

func TestTransactions(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	topUp := cabinetsim.Transaction{ID: "t", At: s.clock.now().Add(-90 * time.Minute), Operation: "topup", Amount: 50_000, NoBalance: true}
	for _, row := range []cabinetsim.Transaction{ride(s, 2), topUp, ride(s, 1)} {
		if err := s.AddTransaction(unified, row); err != nil {
			t.Fatal(err)
		}
	}
	at := s.clock.now()
	want := []onayclient.Transaction{
		{ID: "0001", At: at.Add(-time.Hour), Kind: onayclient.KindRide, Route: "92", Vehicle: "524EY02", Amount: -12_000, Balance: 124_000, HasBalance: true},
		{ID: "t", At: at.Add(-90 * time.Minute), Kind: onayclient.KindTopUp, Amount: 50_000},
		{ID: "0002", At: at.Add(-2 * time.Hour), Kind: onayclient.KindRide, Route: "92", Vehicle: "524EY02", Amount: -12_000, Balance: 124_000, HasBalance: true},
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

func TestPages(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.rides(t, 120)
	rows := rides(t, s, s.client(t))
	if len(rows) != 120 || rows[0].ID != "0001" || rows[119].ID != fmt.Sprintf("%04x", 120) {
		t.Errorf("%d rows", len(rows))
	}
	if !slices.IsSortedFunc(rows, func(a, b onayclient.Transaction) int { return b.At.Compare(a.At) }) {
		t.Error("not newest first")
	}
	s.wantRequests(t, cabinetsim.Counts{Start: 1, SignIn: 1, AddCard: 1, Detail: 3})
}

func TestThePeriodIsExact(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.rides(t, 48)
	from, to := s.clock.now().Add(-20*time.Hour), s.clock.now().Add(-10*time.Hour)
	c := s.client(t)
	rows, err := c.Transactions(t.Context(), mustPAN(t, unified), from, to)
	if err != nil || len(rows) != 11 || !rows[0].At.Equal(to) || !rows[10].At.Equal(from) {
		t.Errorf("%d rows, %v", len(rows), err)
	}
	if _, err := c.Transactions(t.Context(), mustPAN(t, unified), to, from); err == nil {
		t.Error("a period that ends before it begins is accepted")
	}
}

func TestWithoutAnAccountRidesAreNotAskedFor(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	c := s.client(t, signedInAs("", ""))
	_, err := c.Transactions(t.Context(), mustPAN(t, unified), s.clock.now(), s.clock.now())
	if !errors.Is(err, onayclient.ErrNoLogin) {
		t.Errorf("got %v, want ErrNoLogin", err)
	}
	s.wantRequests(t, cabinetsim.Counts{})
}

func TestARefusedLoginIsNotRepeated(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	kept := newState()
	wrong := signedInAs(login, "wrong")
	c := s.client(t, wrong, keptIn(kept))
	noRides(t, s, c, onayclient.ErrBadLogin)
	noRides(t, s, c, onayclient.ErrBadLogin)
	noRides(t, s, s.client(t, wrong, keptIn(kept)), onayclient.ErrBadLogin) // restarted
	s.wantRequests(t, cabinetsim.Counts{Start: 1, SignIn: 1})
	for key, value := range kept.m {
		if strings.Contains(value, login) || strings.Contains(value, "wrong") {
			t.Errorf("the state keeps a secret in the clear: %s", key)
		}
	}
	rides(t, s, s.client(t, keptIn(kept))) // the operator mended it
	read(t, c, unified)                    // the balance needs no login
}

func TestARefusalThatCannotBeKept(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	kept := newState()
	c := s.client(t, signedInAs(login, "wrong"), keptIn(kept))
	read(t, c, unified)
	s.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultHang, On: cabinetsim.KindSignIn, Times: 1})
	got := make(chan error, 1)
	go func() {
		_, err := c.Transactions(t.Context(), mustPAN(t, unified), s.clock.now(), s.clock.now())
		got <- err
	}()
	if err := s.AwaitHeld(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	kept.mu.Lock()
	kept.fail = errors.New("disk full")
	kept.mu.Unlock()
	s.Release()
	err := <-got
	wantError(t, err, onayclient.ErrBadLogin)
	if !errors.Is(err, kept.fail) {
		t.Errorf("nobody is told that it was not kept: %v", err)
	}
	noRides(t, s, c, onayclient.ErrBadLogin)
	if n := s.Requests().SignIn; n != 1 {
		t.Errorf("%d sign-ins, want 1", n)
	}
}

func TestReadersShareASignIn(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	c := s.client(t)
	var all sync.WaitGroup
	for i := range 50 {
		all.Go(func() {
			pan := mustPAN(t, []string{unified, reduced}[i%2])
			if _, err := c.Transactions(t.Context(), pan, s.clock.now(), s.clock.now()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if got := s.Requests(); got.SignIn != 1 || got.Start != 1 {
		t.Errorf("%+v", got)
	}
}

func TestTheCabinetForgetsTheSignIn(t *testing.T) {
	t.Parallel()
	for refusal, want := range map[cabinetsim.Refusal]cabinetsim.Counts{
		cabinetsim.RefuseUnauthorized: {SignIn: 1, Detail: 2},
		cabinetsim.RefuseStartPage:    {Start: 1, SignIn: 1, Detail: 2},
	} {
		s := newSite(t)
		c := s.client(t)
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
		got := s.Requests()
		if got.Start > 1 || got.SignIn > 2 || got.Detail > 3 {
			t.Errorf("refused by %s: %+v", refusal, got)
		}
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

// TestAnEndlessListing has new rows on every page, and ever more pages.
func TestAnEndlessListing(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
	details := 0
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
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
	}, signedInAs(login, password), func(c *onayclient.Config) { c.Now, c.Location = func() time.Time { return at }, time.UTC })
	list, err := c.Transactions(t.Context(), mustPAN(t, unified), at.AddDate(0, 0, -1), at)
	if err != nil || len(list) != 100 || details != 100 || !list[0].At.Equal(at) {
		t.Errorf("%d transactions of %d pages, %v", len(list), details, err)
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
	onPurpose := s.client(t, keptIn(kept), func(c *onayclient.Config) { c.TryRefused = true })
	if status := stands(t, s, running, onayclient.Closed, 0); !status.Refused {
		t.Error("the refusal is not told")
	}
	if err := onPurpose.SignIn(t.Context()); err != nil {
		t.Errorf("on purpose: %v", err)
	}
	rides(t, s, running)
	if status := stands(t, s, running, onayclient.Closed, 0); status.Refused {
		t.Error("the refusal is still told")
	}
}
