package onayclient_test

import (
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"onaybot/onayclient"
	"onaybot/onayclient/cabinetsim"
)

func walk(t testing.TB, c *onayclient.Client, digits string) *onayclient.Report {
	t.Helper()
	var pan onayclient.PAN
	if digits != "" {
		pan = mustPAN(t, digits)
	}
	var told []onayclient.Finding
	report, err := c.Walk(t.Context(), pan, func(f onayclient.Finding) { told = append(told, f) })
	if err != nil {
		t.Fatalf("walk: %v", err)
	}
	if fmt.Sprint(told) != fmt.Sprint(report.Findings) {
		t.Errorf("told %v, found %v", told, report.Findings)
	}
	for _, f := range report.Findings {
		leakFree(t, f.Step, fmt.Sprintf("%+v", f))
	}
	return report
}

// line is the report in one: a mark and the step each.
func line(r *onayclient.Report) string {
	marks := map[onayclient.Outcome]string{onayclient.Held: "+", onayclient.Failed: "!", onayclient.Skipped: "-"}
	var all []string
	for _, f := range r.Findings {
		all = append(all, marks[f.Outcome]+f.Step)
	}
	return strings.Join(all, " ")
}

func failed(t testing.TB, r *onayclient.Report) onayclient.Finding {
	t.Helper()
	for _, f := range r.Findings {
		if f.Outcome == onayclient.Failed {
			return f
		}
	}
	t.Fatalf("nothing failed: %s", line(r))
	return onayclient.Finding{}
}

func TestWalkOfAHealthyCabinet(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.account(t, 3)
	web := walk(t, s.client(t), unified)
	if got, want := line(web), "+cabinet reachable +token found +card read +sign-in +card added +rides read"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	s.wantRequests(t, cabinetsim.Counts{Start: 1, Check: 1, SignIn: 1, AddCard: 1, Detail: 1})
	if got := web.Findings[5]; got.Basis != onayclient.Assumed || !strings.Contains(got.Detail, "3 rows") || got.Took <= 0 {
		t.Errorf("rides: %+v", got)
	}
	if got := web.Findings[2]; got.Basis != onayclient.Observed || got.Detail != "1240.00 tenge, type 01.01" {
		t.Errorf("card: %+v", got)
	}

	s.ResetRequests()
	app := walk(t, s.app(t), unified)
	if got, want := line(app), "+card read +sign-in +card in account +rides read"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	s.wantRequests(t, cabinetsim.Counts{AppCard: 1, AppSignIn: 1, AppCards: 1, AppTickets: 1, Total: 4})
}

func TestWalkSkipsWhatItIsNotGiven(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		card     string
		account  bool
		web, app string
	}{
		"nothing": {
			web: "+cabinet reachable +token found -card read -sign-in -card added -rides read",
			app: "-card read -sign-in -card in account -rides read",
		},
		"no card": {
			account: true,
			web:     "+cabinet reachable +token found -card read +sign-in -card added -rides read",
			app:     "-card read +sign-in -card in account -rides read",
		},
		"no account": {
			card: unified,
			web:  "+cabinet reachable +token found +card read -sign-in -card added -rides read",
			app:  "+card read -sign-in -card in account -rides read",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			var opts []onayclient.Option
			if !tc.account {
				opts = append(opts, onayclient.WithLogin("", ""))
			}
			if got := line(walk(t, s.client(t, opts...), tc.card)); got != tc.web {
				t.Errorf("web: got %s, want %s", got, tc.web)
			}
			if got := line(walk(t, s.app(t, opts...), tc.card)); got != tc.app {
				t.Errorf("app: got %s, want %s", got, tc.app)
			}
		})
	}
}

// TestWalkSendsOneRequestAStepAtMost whatever happens: the counters of the cabinet say so
// for every fault.
func TestWalkSendsOneRequestAStepAtMost(t *testing.T) {
	t.Parallel()
	for _, kind := range cabinetsim.FaultKinds() {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			s.account(t, 3)
			c := s.client(t, onayclient.WithTimeout(150*time.Millisecond))
			onlyFrom(s, kind)
			r := walk(t, c, unified)
			got := s.Requests()
			for what, n := range map[string]int{"/check": got.Check, "/signin": got.SignIn, "/cards/add": got.AddCard, "/detail": got.Detail} {
				if n > 1 {
					t.Errorf("%d requests to %s: %s", n, what, line(r))
				}
			}
			steps := 0
			for _, f := range r.Findings {
				if f.Outcome != onayclient.Skipped && f.Step != "token found" {
					steps++
				}
				if f.Outcome == onayclient.Failed && (f.Expected == "" || f.Came == "" || f.Advice == "") {
					t.Errorf("%s says too little: %+v", f.Step, f)
				}
			}
			if got.Total > steps {
				t.Errorf("%d requests in %d steps", got.Total, steps)
			}
		})
	}
}

func TestWalkNamesTheFileToChange(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		fault      cabinetsim.FaultKind
		on         cabinetsim.Kind
		step, file string
		expected   string
	}{
		{cabinetsim.FaultNoToken, cabinetsim.KindStart, "token found", "onayclient/web_start.go", "csrftoken input"},
		{cabinetsim.FaultRedesigned, cabinetsim.KindCheck, "card read", "onayclient/web.go", "type: true or false"},
		{cabinetsim.FaultBalanceMissing, cabinetsim.KindCheck, "card read", "onayclient/web.go", "result.balance"},
		{cabinetsim.FaultRedesigned, cabinetsim.KindSignIn, "sign-in", "onayclient/web_assumed.go", "type: true or false"},
		{cabinetsim.FaultRedesigned, cabinetsim.KindDetail, "rides read", "onayclient/web_assumed.go", "type: true or false"},
		{cabinetsim.FaultDown, cabinetsim.KindCheck, "card read", "", "HTTP 200"},
		{cabinetsim.FaultNoSuchCard, cabinetsim.KindCheck, "card read", "", "HTTP 200"},
		{cabinetsim.FaultReset, cabinetsim.KindStart, "cabinet reachable", "", "HTTP 200"},
	} {
		t.Run(string(tc.fault)+" "+tc.step, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			s.SetFault(cabinetsim.Fault{Kind: tc.fault, On: tc.on})
			got := failed(t, walk(t, s.client(t), unified))
			if got.Step != tc.step || got.File != tc.file || !strings.Contains(got.Expected, tc.expected) {
				t.Errorf("got %+v, want %s to fail, for %q, in %q", got, tc.step, tc.expected, tc.file)
			}
		})
	}
}

// TestWalkLeavesABanAlone: nothing is sent after it, nor by the next walk.
func TestWalkLeavesABanAlone(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]cabinetsim.Fault{
		"ban":         {Kind: cabinetsim.FaultForbidden, On: cabinetsim.KindCheck},
		"retry later": {Kind: cabinetsim.FaultBusy, On: cabinetsim.KindCheck, RetryAfter: "600"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, kept := newSite(t), newState()
			s.SetFault(fault)
			first := walk(t, s.client(t, onayclient.WithState(kept)), unified)
			if got, want := line(first), "+cabinet reachable +token found !card read -sign-in -card added -rides read"; got != want {
				t.Errorf("got %s, want %s", got, want)
			}
			s.wantRequests(t, cabinetsim.Counts{Start: 1, Check: 1})
			s.ClearFaults()
			s.ResetRequests()
			second := walk(t, s.client(t, onayclient.WithState(kept)), unified)
			f := failed(t, second)
			if f.Step != "cabinet reachable" || !strings.Contains(f.Came, "until 2026-11-20T") {
				t.Errorf("%+v", f)
			}
			s.wantRequests(t, cabinetsim.Counts{})
			if n := len(second.Captures()); n != 0 {
				t.Errorf("%d captures of nothing", n)
			}
		})
	}
}

func TestWalkDoesNotRepeatARefusedSignIn(t *testing.T) {
	t.Parallel()
	s, kept := newSite(t), newState()
	s.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultNoSignIn})
	for range 2 {
		f := failed(t, walk(t, s.client(t, onayclient.WithState(kept)), unified))
		if f.Step != "sign-in" || !errors.Is(f.Err, onayclient.ErrBadLogin) || f.File != "" {
			t.Errorf("%+v", f)
		}
	}
	if got := s.Requests().SignIn; got != 1 {
		t.Errorf("%d sign-ins, want 1", got)
	}
}

// TestWalkFollowsRedirects, one step each, to the same end as the client.
func TestWalkFollowsRedirects(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultRedirect, On: cabinetsim.KindStart, Times: 2})
	got := line(walk(t, s.client(t), ""))
	if want := "+cabinet reachable +redirect followed +redirect followed +token found -card read +sign-in -card added -rides read"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	s.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultRedirect, On: cabinetsim.KindStart})
	s.ResetRequests()
	f := failed(t, walk(t, s.client(t), ""))
	if f.Step != "token found" || !errors.Is(f.Err, onayclient.ErrUnavailable) {
		t.Errorf("%+v", f)
	}
	s.wantRequests(t, cabinetsim.Counts{Start: 4})
}

func TestWalkTellsWhyTheCabinetCannotBeReached(t *testing.T) {
	t.Parallel()
	c := newClient(t, "http://127.0.0.1:1")
	f := failed(t, walk(t, c, unified))
	want := onayclient.Finding{Step: "cabinet reachable", Came: "no answer: connection refused"}
	if diff := cmp.Diff([]string{want.Step, want.Came}, []string{f.Step, f.Came}); diff != "" {
		t.Error(diff)
	}
	page := newClient(t, untrusted(t))
	if f := failed(t, walk(t, page, unified)); f.Came != "no answer: certificate of an unknown authority" {
		t.Errorf("%+v", f)
	}
}

func untrusted(t testing.TB) string {
	t.Helper()
	srv := httptest.NewUnstartedServer(http.NotFoundHandler())
	srv.Config.ErrorLog = log.New(io.Discard, "", 0) // it would tell of the handshake
	srv.StartTLS()
	t.Cleanup(srv.Close)
	return srv.URL
}

// TestWalkTellsNoSecrets: the answer of a cabinet that has changed may hold anything.
func TestWalkTellsNoSecrets(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{"` + unified + `":1,"Айгерим":2,"` + password + `":3}`,
		`{"type":true,"result":{"pan":"` + unified + `","balance":1,"type":"Айгерим Сапарова"}}`,
	} {
		for _, f := range walk(t, page(t, http.StatusOK, body), unified).Findings {
			if text := fmt.Sprintf("%+v", f); strings.Contains(text, "Айгерим") || strings.Contains(text, password) {
				t.Errorf("a finding quotes the answer: %s", text)
			}
		}
	}
}
