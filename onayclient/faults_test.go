package onayclient_test

import (
	"errors"
	"testing"
	"time"

	"onaybot/onayclient"
	"onaybot/onayclient/cabinetsim"
)

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
			c := s.client(t, patientFor(100*time.Millisecond))
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
