package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"onaybot/onayclient/cabinetsim"
)

// Replacements in the configuration of a doctor.
var (
	byApp        = []string{"{base_url", "{dialect: app, app_token: demo-token, base_url"}
	withoutLogin = []string{"login: op, password: secret", `login: ""`}
	impatient    = []string{"rate: 1000", "rate: 1000, timeout: 150ms"}
)

// marks is the report of the cabinet's steps in a line: + held, ! failed, - skipped.
func marks(r report) string {
	var all []string
	for _, f := range r.Steps {
		if f.Basis != local && f.Basis != documented {
			all = append(all, map[outcome]string{held: "+", failed: "!", skipped: "-"}[f.Outcome]+f.Step)
		}
	}
	return strings.Join(all, " ")
}

// examine runs the doctor and returns what it found.
func (e *e2e) examine(file string, args ...string) report {
	e.t.Helper()
	_, stdout, _ := e.doctor(file, append([]string{"--json"}, args...)...)
	e.discreet(stdout)
	return decodeReport(e.t, stdout)
}

// firstFailure is the first of the cabinet's steps that failed.
func firstFailure(t testing.TB, r report) finding {
	t.Helper()
	for _, f := range r.Steps {
		if f.Outcome == failed {
			return f
		}
	}
	t.Fatalf("nothing failed: %s", marks(r))
	return finding{}
}

func TestDoctorSkipsWhatItIsNotGiven(t *testing.T) {
	t.Parallel()
	const web = "+cabinet reachable +token found "
	for name, tc := range map[string]struct {
		change []string
		card   bool
		want   string
	}{
		"web, all given":       {nil, true, web + "+card read +sign-in +card added +rides read"},
		"web, nothing":         {withoutLogin, false, web + "-card read -sign-in -card added -rides read"},
		"web, without card":    {nil, false, web + "-card read +sign-in -card added -rides read"},
		"web, without account": {withoutLogin, true, web + "+card read -sign-in -card added -rides read"},
		"app, all given":       {byApp, true, "+card read +sign-in +card in account +rides read"},
		"app, nothing":         {append(withoutLogin, byApp...), false, "-card read -sign-in -card in account -rides read"},
		"app, without card":    {byApp, false, "-card read +sign-in -card in account -rides read"},
		"app, without account": {append(withoutLogin, byApp...), true, "+card read -sign-in -card in account -rides read"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newSims(t)
			if err := e.cabinet.AddToAccount(panMum); err != nil {
				t.Fatal(err)
			}
			file, _ := e.doctorConfig(tc.change...)
			var args []string
			if tc.card {
				args = []string{"--card", panMum}
			}
			r := e.examine(file, args...)
			if got := marks(r); got != tc.want || !r.OK {
				t.Errorf("got %s, want %s", got, tc.want)
			}
			want := strings.Count(tc.want, "+") - strings.Count(tc.want, "+token")
			if got := e.cabinet.Requests().Total; got != want {
				t.Errorf("%d requests, want %d", got, want)
			}
			for _, f := range r.Steps {
				named := strings.Contains(f.Detail, "--card") || strings.Contains(f.Detail, "cabinet.login is empty")
				if f.Outcome == skipped && !named {
					t.Errorf("%s is skipped: %q", f.Step, f.Detail)
				}
			}
		})
	}
}

// TestDoctorSendsOneRequestAStepAtMost whatever happens, and has something to say of every failure.
func TestDoctorSendsOneRequestAStepAtMost(t *testing.T) {
	t.Parallel()
	steps := []cabinetsim.Kind{cabinetsim.KindStart, cabinetsim.KindCheck, cabinetsim.KindSignIn, cabinetsim.KindDetail}
	for _, kind := range cabinetsim.FaultKinds() {
		for _, on := range steps {
			t.Run(fmt.Sprintf("%s %s", kind, on), func(t *testing.T) {
				t.Parallel()
				e := newSims(t)
				file, _ := e.doctorConfig(impatient...)
				if !e.setFault(cabinetsim.Fault{Kind: kind, On: on, Delay: 200 * time.Millisecond, Size: 2 << 20}) {
					return // there is no such fault of this step
				}
				r := e.examine(file, "--card", panMum)
				got := e.cabinet.Requests()
				starts := 1
				if kind == cabinetsim.FaultRedirect {
					starts = 4
				}
				if got.Start > starts || max(got.Check, got.SignIn, got.AddCard, got.Detail) > 1 {
					t.Errorf("%+v: %s", got, marks(r))
				}
				sent := strings.Count(marks(r), "+") + strings.Count(marks(r), "!") - strings.Count(marks(r), "token") +
					strings.Count(marks(r), "-token")
				for _, f := range r.Steps {
					if f.Outcome == failed && (f.Expected == "" || f.Came == "" || f.Do == "") {
						t.Errorf("%s says too little: %+v", f.Step, f)
					}
				}
				if got.Total > sent {
					t.Errorf("%d requests in %d steps: %s", got.Total, sent, marks(r))
				}
			})
		}
	}
}

// setFault reports whether the fault touches what it is set on.
func (e *e2e) setFault(f cabinetsim.Fault) (touches bool) {
	defer func() { touches = recover() == nil }()
	e.cabinet.SetFault(f)
	return
}

func TestDoctorNamesTheFileToChange(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		fault                cabinetsim.FaultKind
		on                   cabinetsim.Kind
		step, file, expected string
	}{
		{cabinetsim.FaultRedesigned, cabinetsim.KindCheck, "card read", "onayclient/web.go", "type: true or false"},
		{cabinetsim.FaultRedesigned, cabinetsim.KindSignIn, "sign-in", "onayclient/web_assumed.go", "type: true or false"},
		{cabinetsim.FaultRedesigned, cabinetsim.KindDetail, "rides read", "onayclient/web_assumed.go", "type: true or false"},
		{cabinetsim.FaultDown, cabinetsim.KindCheck, "card read", "", "HTTP 200"},
		{cabinetsim.FaultNoSuchCard, cabinetsim.KindCheck, "card read", "", "HTTP 200"},
		{cabinetsim.FaultReset, cabinetsim.KindStart, "cabinet reachable", "", "HTTP 200"},
	} {
		t.Run(string(tc.fault)+" "+tc.step, func(t *testing.T) {
			t.Parallel()
			e := newSims(t)
			file, _ := e.doctorConfig()
			e.cabinet.SetFault(cabinetsim.Fault{Kind: tc.fault, On: tc.on})
			got := firstFailure(t, e.examine(file, "--card", panMum))
			if got.Step != tc.step || got.File != tc.file || !strings.Contains(got.Expected, tc.expected) {
				t.Errorf("got %+v, want %s to fail, for %q, in %q", got, tc.step, tc.expected, tc.file)
			}
		})
	}
}

// TestDoctorLeavesABanAlone: nothing is sent after it, nor by the next run.
func TestDoctorLeavesABanAlone(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]cabinetsim.Fault{
		"ban":         {Kind: cabinetsim.FaultForbidden, On: cabinetsim.KindCheck},
		"retry later": {Kind: cabinetsim.FaultBusy, On: cabinetsim.KindCheck, RetryAfter: "600"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newSims(t)
			file, _ := e.doctorConfig()
			e.cabinet.SetFault(fault)
			r := e.examine(file, "--card", panMum)
			want := "+cabinet reachable +token found !card read -sign-in -card added -rides read"
			if got := marks(r); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
			if said := r.Steps[len(r.Steps)-1].Detail; !saysUntil(said, "nothing is sent: ") {
				t.Error(said)
			}
			if got := e.cabinet.Requests().Total; got != 2 {
				t.Errorf("%d requests, want 2", got)
			}
			e.cabinet.ClearFaults()
			e.cabinet.ResetRequests()
			f := firstFailure(t, e.examine(file, "--card", panMum))
			if f.Step != "cabinet reachable" || !saysUntil(f.Came, "nothing was sent: ") {
				t.Errorf("%+v", f)
			}
			if got := e.cabinet.Requests().Total; got != 0 {
				t.Errorf("%d requests", got)
			}
		})
	}
}

func saysUntil(text, what string) bool {
	return strings.HasPrefix(text, what) && strings.Contains(text, " until 2026-11-23T")
}

// TestDoctorFollowsRedirects, a step each, as far as the client does.
func TestDoctorFollowsRedirects(t *testing.T) {
	t.Parallel()
	e := newSims(t)
	file, _ := e.doctorConfig()
	e.cabinet.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultRedirect, On: cabinetsim.KindStart, Times: 2})
	want := "+cabinet reachable +redirect followed +redirect followed +token found " +
		"-card read +sign-in -card added -rides read"
	if got := marks(e.examine(file)); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	e.cabinet.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultRedirect, On: cabinetsim.KindStart})
	e.cabinet.ResetRequests()
	r := e.examine(file)
	if f := firstFailure(t, r); f.Step != "token found" || !strings.Contains(f.Do, "the address that it ends at") {
		t.Errorf("%s: %+v", marks(r), f)
	}
	if got := e.cabinet.Requests(); got.Start != 4 || got.Total != 4 {
		t.Errorf("%+v, want 4 start pages", got)
	}
}

func TestDoctorTellsWhyTheCabinetCannotBeReached(t *testing.T) {
	t.Parallel()
	e := newSims(t)
	untrusted := httptest.NewUnstartedServer(http.NotFoundHandler())
	untrusted.Config.ErrorLog = log.New(io.Discard, "", 0) // it would tell of the handshake
	untrusted.StartTLS()
	t.Cleanup(untrusted.Close)
	for url, want := range map[string]string{
		"http://127.0.0.1:1": "no answer: connection refused",
		untrusted.URL:        "no answer: certificate of an unknown authority",
	} {
		file, _ := e.doctorConfig(e.cfg.Cabinet.BaseURL, url)
		r := e.examine(file, "--card", panMum)
		if f := firstFailure(t, r); f.Step != "cabinet reachable" || f.Came != want {
			t.Errorf("%+v", f)
		}
		if f := r.Steps[len(r.Steps)-1]; f.Outcome != skipped || f.Detail != "not reached" {
			t.Errorf("%+v", f)
		}
	}
}

// TestDoctorTellsOfRowsInDoubt that the client leaves out.
func TestDoctorTellsOfRowsInDoubt(t *testing.T) {
	t.Parallel()
	e := newSims(t)
	file, _ := e.doctorConfig()
	for range 3 {
		ride(t, e.cabinet, panMum)
		e.clock.move(time.Minute)
	}
	e.cabinet.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultImpossibleDate})
	r := e.examine(file, "--card", panMum)
	f := r.Steps[len(r.Steps)-1]
	for _, part := range []string{"2 rows of the last 30 days", "rows left out", "date"} {
		if f.Outcome != held || !strings.Contains(f.Detail, part) {
			t.Errorf("the line lacks %q: %+v", part, f)
		}
	}
}

// TestDoctorTellsNoSecrets: the answer of a cabinet that has changed may hold anything.
func TestDoctorTellsNoSecrets(t *testing.T) {
	t.Parallel()
	e := newSims(t)
	for _, body := range []string{
		`{"` + panMum + `":1,"Айгерим":2,"pass word":3}`,
		`{"type":true,"result":{"pan":"` + panMum + `","balance":1,"type":"Айгерим"}}`,
	} {
		site := e.serve(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			answer := body
			if r.Method == http.MethodGet {
				answer = `<input value="tok" type="hidden" id="csrftoken">`
			}
			_, _ = io.WriteString(w, answer)
		}))
		file, _ := e.doctorConfig(e.cfg.Cabinet.BaseURL, site)
		_, stdout, _ := e.doctor(file, "--card", panMum)
		e.discreet(stdout)
		if strings.Contains(stdout, "Айгерим") || strings.Contains(stdout, "pass word") {
			t.Errorf("a finding quotes the answer:\n%s", stdout)
		}
	}
}
