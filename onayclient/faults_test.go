package onayclient_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"onaybot/onayclient"
	"onaybot/onayclient/cabinetsim"
)

// TestFaultsOfACheck says for each fault of a warm cabinet's answer to /check what the
// client returns and how many requests it makes.
func TestFaultsOfACheck(t *testing.T) {
	t.Parallel()
	once := cabinetsim.Counts{Check: 1}
	twice := cabinetsim.Counts{Check: 2}
	renewed := cabinetsim.Counts{Start: 1, Check: 2}
	for kind, want := range map[cabinetsim.FaultKind]struct {
		err      error
		requests cabinetsim.Counts
	}{
		cabinetsim.FaultError:          {onayclient.ErrUnavailable, twice},
		cabinetsim.FaultDown:           {onayclient.ErrUnavailable, twice},
		cabinetsim.FaultBusy:           {onayclient.ErrBusy, once},
		cabinetsim.FaultForbidden:      {onayclient.ErrBanned, renewed},
		cabinetsim.FaultCaptcha:        {onayclient.ErrBanned, once},
		cabinetsim.FaultHTML:           {onayclient.ErrBusy, once},
		cabinetsim.FaultRedirect:       {onayclient.ErrChanged, renewed},
		cabinetsim.FaultErrorDetail:    {onayclient.ErrUnavailable, once},
		cabinetsim.FaultRedesigned:     {onayclient.ErrChanged, once},
		cabinetsim.FaultNoSuchCard:     {onayclient.ErrNoCard, once},
		cabinetsim.FaultReset:          {onayclient.ErrUnavailable, twice},
		cabinetsim.FaultCutOff:         {onayclient.ErrUnavailable, twice},
		cabinetsim.FaultTruncated:      {onayclient.ErrUnavailable, once},
		cabinetsim.FaultHuge:           {onayclient.ErrChanged, once},
		cabinetsim.FaultStaleForbidden: {onayclient.ErrBanned, renewed},
		cabinetsim.FaultStaleExpired:   {onayclient.ErrChanged, renewed},
		cabinetsim.FaultStaleHTML:      {onayclient.ErrChanged, renewed},
		cabinetsim.FaultBalanceMissing: {onayclient.ErrChanged, once},
		cabinetsim.FaultBalanceNull:    {onayclient.ErrChanged, once},
		cabinetsim.FaultBalanceString:  {onayclient.ErrChanged, once},
		cabinetsim.FaultBalanceHuge:    {onayclient.ErrChanged, once},
		cabinetsim.FaultBalanceFloat:   {onayclient.ErrChanged, once},
		cabinetsim.FaultOtherCard:      {onayclient.ErrChanged, once},
	} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			c := s.client(t)
			s.warm(t, c)
			s.SetFault(cabinetsim.Fault{Kind: kind, On: cabinetsim.KindCheck})
			e := fails(t, c, want.err)
			s.wantRequests(t, want.requests)
			if errors.Is(want.err, onayclient.ErrChanged) && e.Missing == "" {
				t.Errorf("%v does not say what is missing", &e)
			}
		})
	}
}

// TestFaultsThatPass are gone at the second look.
func TestFaultsThatPass(t *testing.T) {
	t.Parallel()
	for _, kind := range []cabinetsim.FaultKind{
		cabinetsim.FaultError, cabinetsim.FaultDown, cabinetsim.FaultReset, cabinetsim.FaultCutOff,
		cabinetsim.FaultStaleForbidden, cabinetsim.FaultStaleExpired, cabinetsim.FaultStaleHTML,
		cabinetsim.FaultForgetSession, cabinetsim.FaultBalanceNegative,
	} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			c := s.client(t)
			s.warm(t, c)
			s.SetFault(cabinetsim.Fault{Kind: kind, On: cabinetsim.KindCheck, Times: 1})
			read(t, c, unified)
			if got := s.Requests().Total; got > 3 {
				t.Errorf("%d requests, want 3 at most", got)
			}
		})
	}
}

func TestFaultsOfTheStartPage(t *testing.T) {
	t.Parallel()
	for kind, want := range map[cabinetsim.FaultKind]struct {
		err      error
		requests int
	}{
		cabinetsim.FaultError:      {onayclient.ErrUnavailable, 2},
		cabinetsim.FaultBusy:       {onayclient.ErrBusy, 1},
		cabinetsim.FaultForbidden:  {onayclient.ErrBanned, 1},
		cabinetsim.FaultCaptcha:    {onayclient.ErrBanned, 1},
		cabinetsim.FaultNoToken:    {onayclient.ErrChanged, 1},
		cabinetsim.FaultHTML:       {onayclient.ErrChanged, 1},
		cabinetsim.FaultRedesigned: {onayclient.ErrChanged, 1},
		cabinetsim.FaultReset:      {onayclient.ErrUnavailable, 2},
		cabinetsim.FaultHuge:       {onayclient.ErrChanged, 1},
		cabinetsim.FaultRedirect:   {onayclient.ErrUnavailable, 4},
	} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			c := s.client(t)
			s.SetFault(cabinetsim.Fault{Kind: kind, On: cabinetsim.KindStart})
			e := fails(t, c, want.err)
			s.wantRequests(t, cabinetsim.Counts{Start: want.requests})
			if kind == cabinetsim.FaultNoToken && (e.Missing != "csrftoken input" || e.Status != http.StatusOK || e.Op != "start page") {
				t.Errorf("%+v does not say what is missing", e)
			}
		})
	}
}

// TestABrokenConnectionIsNotRepeatedBehindTheGate: net/http would ask for the start page
// again by itself when a kept connection breaks.
func TestABrokenConnectionIsNotRepeatedBehindTheGate(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	c := s.client(t)
	s.warm(t, c)
	s.ExpireSessions()
	s.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultReset, On: cabinetsim.KindStart})
	fails(t, c, onayclient.ErrUnavailable)
	s.wantRequests(t, cabinetsim.Counts{Check: 1, Start: 2})
}

func TestASlowCabinetIsCutOff(t *testing.T) {
	t.Parallel()
	for _, kind := range []cabinetsim.FaultKind{cabinetsim.FaultHang, cabinetsim.FaultSlow, cabinetsim.FaultDrip} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			c := s.client(t, onayclient.WithTimeout(100*time.Millisecond))
			s.SetFault(cabinetsim.Fault{Kind: kind})
			began := time.Now()
			fails(t, c, onayclient.ErrUnavailable)
			s.wantRequests(t, cabinetsim.Counts{Start: 1})
			if took := time.Since(began); took > 3*time.Second {
				t.Errorf("it took %v", took)
			}
		})
	}
}

func TestASessionForgottenBetweenTwoReadings(t *testing.T) {
	t.Parallel()
	for _, form := range []cabinetsim.Refusal{
		cabinetsim.RefuseForbidden, cabinetsim.RefuseExpired, cabinetsim.RefuseUnauthorized, cabinetsim.RefuseStartPage,
	} {
		s := newSite(t)
		c := s.client(t)
		s.warm(t, c)
		s.SetStaleAnswer(form)
		s.ExpireSessions()
		read(t, c, unified)
		s.wantRequests(t, cabinetsim.Counts{Start: 1, Check: 2})
	}
}

// TestFaultsOfTheRows says what a listing makes of rows in doubt; the city has 120.
func TestFaultsOfTheRows(t *testing.T) {
	t.Parallel()
	for kind, want := range map[cabinetsim.FaultKind]struct {
		rows    int
		details int
		err     error
	}{
		cabinetsim.FaultRowsRepeated:     {rows: 120, details: 3},
		cabinetsim.FaultRowsReordered:    {rows: 120, details: 3},
		cabinetsim.FaultRowsAmended:      {rows: 120, details: 3},
		cabinetsim.FaultRowsLate:         {rows: 119, details: 3},
		cabinetsim.FaultUnknownOperation: {rows: 120, details: 3},
		cabinetsim.FaultImpossibleDate:   {rows: 119, details: 3},
		cabinetsim.FaultBalanceMissing:   {rows: 120, details: 3},
		cabinetsim.FaultBalanceNull:      {rows: 120, details: 3},
		cabinetsim.FaultEndlessPages:     {rows: 120, details: 4},
		cabinetsim.FaultBalanceString:    {err: onayclient.ErrChanged, details: 1},
		cabinetsim.FaultBalanceHuge:      {err: onayclient.ErrChanged, details: 1},
		cabinetsim.FaultRedesigned:       {err: onayclient.ErrChanged, details: 1},
		cabinetsim.FaultErrorDetail:      {err: onayclient.ErrUnavailable, details: 1},
		cabinetsim.FaultTruncated:        {err: onayclient.ErrUnavailable, details: 1},
		cabinetsim.FaultDown:             {err: onayclient.ErrUnavailable, details: 2},
	} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			s.rides(t, 120)
			c := s.client(t)
			s.SetFault(cabinetsim.Fault{Kind: kind, On: cabinetsim.KindDetail})
			rows, err := c.Transactions(t.Context(), mustPAN(t, unified), s.clock.now().AddDate(0, -3, 0), s.clock.now())
			if !errors.Is(err, want.err) || len(rows) != want.rows {
				t.Errorf("%d rows and %v, want %d and %v", len(rows), err, want.rows, want.err)
			}
			if got := s.Requests().Detail; got != want.details {
				t.Errorf("%d pages read, want %d", got, want.details)
			}
			if kind == cabinetsim.FaultUnknownOperation && rows[0].Kind != "correction" {
				t.Errorf("an unknown operation became %q", rows[0].Kind)
			}
		})
	}
}

func TestARefusedSignInIsNotTakenForSomethingElse(t *testing.T) {
	t.Parallel()
	for kind, want := range map[cabinetsim.FaultKind]struct {
		err     error
		signIns int
	}{
		cabinetsim.FaultNoSignIn:    {onayclient.ErrBadLogin, 1},
		cabinetsim.FaultDown:        {onayclient.ErrUnavailable, 1}, // a sign-in is never repeated
		cabinetsim.FaultReset:       {onayclient.ErrUnavailable, 1},
		cabinetsim.FaultErrorDetail: {onayclient.ErrUnavailable, 1},
		cabinetsim.FaultBusy:        {onayclient.ErrBusy, 1},
		cabinetsim.FaultRedesigned:  {onayclient.ErrChanged, 1},
		// With a token that is certainly fresh, the start page is the sign-in page again.
		cabinetsim.FaultStaleHTML:      {onayclient.ErrBadLogin, 2},
		cabinetsim.FaultStaleExpired:   {onayclient.ErrBadLogin, 2},
		cabinetsim.FaultStaleForbidden: {onayclient.ErrBanned, 2},
	} {
		s := newSite(t)
		c := s.client(t)
		s.SetFault(cabinetsim.Fault{Kind: kind, On: cabinetsim.KindSignIn})
		noRides(t, s, c, want.err)
		if got := s.Requests().SignIn; got != want.signIns {
			t.Errorf("%s: %d sign-ins, want %d", kind, got, want.signIns)
		}
		if errors.Is(want.err, onayclient.ErrBadLogin) {
			s.ClearFaults()
			noRides(t, s, c, onayclient.ErrBadLogin)
		}
	}
}
