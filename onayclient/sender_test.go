package onayclient_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"onaybot/onayclient"
	"onaybot/onayclient/cabinetsim"
)

// TestEveryRequestPassesTheGate: repetitions, renewals and redirects are paced too.
func TestEveryRequestPassesTheGate(t *testing.T) {
	t.Parallel()
	const rate = 100
	s := newSite(t)
	began := time.Now()
	c := s.client(t, onayclient.WithRate(rate), onayclient.WithBreaker(1000, time.Hour))
	s.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultReset, On: cabinetsim.KindCheck})
	var all sync.WaitGroup
	for range 5 {
		all.Go(func() { _, _ = c.Card(t.Context(), mustPAN(t, unified)) }) // fails
		all.Go(func() { _, _ = c.Card(t.Context(), mustPAN(t, reduced)) })
	}
	all.Wait()
	s.ClearFaults()
	s.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultStaleExpired, On: cabinetsim.KindCheck, Times: 3})
	s.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultRedirect, On: cabinetsim.KindStart, Times: 2})
	for range 3 {
		_, _ = c.Card(t.Context(), mustPAN(t, unified)) // some fail
	}
	_, _ = c.Transactions(t.Context(), mustPAN(t, unified), s.clock.now(), s.clock.now())
	took := time.Since(began)
	if n := s.Requests().Total; n < 15 || took < time.Duration(n)*time.Second/rate {
		t.Errorf("%d requests in %v at %d a second", n, took, rate)
	}
}

func TestAPageOfRefusalIsABanWhateverItsStatus(t *testing.T) {
	t.Parallel()
	for _, status := range []int{403, 429, 503} {
		c := page(t, status, `<html><div class="h-captcha"></div></html>`)
		fails(t, c, onayclient.ErrBanned)
	}
}

func TestA503WithRetryAfterIsARequestToSlowDown(t *testing.T) {
	t.Parallel()
	c := start(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "120")
		w.WriteHeader(http.StatusServiceUnavailable)
	})
	if e := fails(t, c, onayclient.ErrBusy); time.Until(e.Until) < time.Minute {
		t.Errorf("%v", &e)
	}
}

// TestAnEndlessListing has new rows on every page, and ever more pages.
func TestAnEndlessListing(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
	details := 0
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/":
			_, _ = w.Write([]byte(`<input id="csrftoken" value="t">`))
		case "/detail":
			details++
			_, _ = fmt.Fprintf(w, `{"result":{"page":1,"pages":9999999,"rows":[{"id":"%d","date":"20.11.2026 08:00:00","operation":"ride","amount":-1}]},"type":true}`, details)
		default:
			_, _ = w.Write([]byte(`{"type":true}`))
		}
	}))
	t.Cleanup(srv.Close)
	c := newClient(t, srv.URL, onayclient.WithLogin(login, password), onayclient.WithNow(func() time.Time { return at }), onayclient.WithLocation(time.UTC))
	rows, err := c.Transactions(t.Context(), mustPAN(t, unified), at.AddDate(0, 0, -1), at)
	if err != nil || len(rows) != 100 || details != 100 || !rows[0].At.Equal(at) {
		t.Errorf("%d rows of %d pages, %v", len(rows), details, err)
	}
}
