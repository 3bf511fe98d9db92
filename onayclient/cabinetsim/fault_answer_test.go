package cabinetsim

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

func TestWholeFaults(t *testing.T) {
	t.Parallel()
	runFaults(t, wholeFaults())
}

func wholeFaults() map[FaultKind]func(*testing.T, *visitor) {
	return map[FaultKind]func(*testing.T, *visitor){
		FaultError:       htmlCheck(http.StatusInternalServerError, "500"),
		FaultDown:        htmlCheck(http.StatusBadGateway, "502"),
		FaultBusy:        htmlCheck(http.StatusTooManyRequests, "Too many requests"),
		FaultForbidden:   htmlCheck(http.StatusForbidden, "403"),
		FaultCaptcha:     htmlCheck(http.StatusOK, "captcha"),
		FaultHTML:        htmlCheck(http.StatusOK, "работы"),
		FaultRedirect:    redirectLoop,
		FaultErrorDetail: errorDetailCheck,
		FaultRedesigned:  redesignedSite,
		FaultNoToken:     startWithoutToken,
		FaultNoSignIn:    signInRefused,
		FaultNoSuchCard:  cardDenied,
		FaultWorks:       worksCheck,
		FaultDeclined:    appAnswers(`"success":false`),
		FaultNoData:      appAnswers(`"data":null`),
		FaultEmptyData:   appAnswers(`"data":{}`),
		FaultEmptyList:   appAnswers(`"data":[]`),
	}
}

// htmlCheck wants a page without token in answer to a check.
func htmlCheck(status int, text string) func(*testing.T, *visitor) {
	return func(t *testing.T, v *visitor) {
		p := v.check(unified)
		if p.status != status || !p.isHTML() || !strings.Contains(p.body, text) || strings.Contains(p.body, "csrftoken") {
			t.Errorf("status %d, body %s", p.status, p.body)
		}
		if log := v.sim.Log(); log[len(log)-1].Status != status || log[len(log)-1].Outcome == "ok" {
			t.Errorf("log %+v", log[len(log)-1])
		}
	}
}

func TestRetryAfterIsSentAsItIs(t *testing.T) {
	t.Parallel()
	v := newVisitor(t).start()
	for _, value := range []string{"120", "Wed, 25 Nov 2026 07:05:00 GMT", "-1", "soon", ""} {
		v.sim.SetFault(Fault{Kind: FaultBusy, RetryAfter: value})
		p := v.check(unified)
		if got, set := p.header["Retry-After"]; p.header.Get("Retry-After") != value || set != (value != "") {
			t.Errorf("Retry-After: %v, want %q", got, value)
		}
	}
}

func redirectLoop(t *testing.T, v *visitor) {
	before := v.sim.Requests().Check
	if _, err := v.try(v.form(t.Context(), "/check", "pan", unified)); err == nil || !strings.Contains(err.Error(), "stopped after 10") {
		t.Errorf("the loop ended with %v", err)
	}
	if got := v.sim.Requests().Check - before; got != 10 {
		t.Errorf("%d requests, want 10 under the same prefix", got)
	}
}

func TestRedirectElsewhere(t *testing.T) {
	t.Parallel()
	v := newVisitor(t)
	v.sim.SetFault(Fault{Kind: FaultRedirect, On: KindStart, Location: "/elsewhere", Times: 1})
	if p := v.send(v.request(t.Context(), http.MethodGet, "/", "")); p.status != http.StatusNotFound {
		t.Errorf("status %d", p.status)
	}
}

func errorDetailCheck(t *testing.T, v *visitor) {
	if r := v.check(unified).reply(t); r.Type || r.ErrorDetail == "" || string(r.Result) != "null" {
		t.Errorf("answer %+v", r)
	}
}

func redesignedSite(t *testing.T, v *visitor) {
	var answer struct {
		Type   *bool
		Result any
		Status string
	}
	p := v.check(unified)
	if err := json.Unmarshal([]byte(p.body), &answer); err != nil || answer.Type != nil || answer.Result != nil || answer.Status == "" {
		t.Errorf("answer %s: %v", p.body, err)
	}
	v.sim.SetFault(Fault{Kind: FaultRedesigned, On: KindStart})
	if p := v.send(v.request(t.Context(), http.MethodGet, "/", "")); !p.isHTML() || strings.Contains(p.body, "csrf") {
		t.Errorf("page %s", p.body)
	}
}

func startWithoutToken(t *testing.T, v *visitor) {
	stranger := v.another()
	p := stranger.send(v.request(t.Context(), http.MethodGet, "/", ""))
	if _, err := tokenIn(p.body); err == nil || p.status != http.StatusOK || !strings.Contains(p.body, "check-form") {
		t.Errorf("page %s", p.body)
	}
	if !strings.Contains(p.header.Get("Set-Cookie"), sessionCookie) {
		t.Errorf("header %v", p.header)
	}
	v.check(unified).reply(t)
}

func signInRefused(t *testing.T, v *visitor) {
	if r := v.signIn().reply(t); r.Type || r.Message == "" {
		t.Errorf("answer %+v", r)
	}
}

func cardDenied(t *testing.T, v *visitor) {
	if r := v.check(unified).reply(t); r.Type || r.ErrorDetail != "" {
		t.Errorf("answer %+v", r)
	}
}

func worksCheck(t *testing.T, v *visitor) {
	if r := v.check(unified).reply(t); r.Type || !strings.Contains(r.Message, "работы") {
		t.Errorf("answer %+v", r)
	}
}

func TestSessionFaults(t *testing.T) {
	t.Parallel()
	runFaults(t, sessionFaults())
}

func sessionFaults() map[FaultKind]func(*testing.T, *visitor) {
	return map[FaultKind]func(*testing.T, *visitor){
		FaultStaleForbidden: staleToken(FaultStaleForbidden, http.StatusForbidden),
		FaultStaleExpired:   staleToken(FaultStaleExpired, 419),
		FaultStaleHTML:      staleToken(FaultStaleHTML, http.StatusOK),
		FaultForgetSession:  forgottenSession,
		FaultForgetSignIn:   forgottenSignIn,
	}
}

// staleToken wants one refusal, and a good answer with the next token, on the
// same session.
func staleToken(kind FaultKind, status int) func(*testing.T, *visitor) {
	return func(t *testing.T, v *visitor) {
		v.sim.ClearFaults()
		v.sim.SetFault(Fault{Kind: kind, On: KindCheck, Times: 1})
		if p := v.check(unified); p.status != status || !p.isHTML() {
			t.Errorf("status %d", p.status)
		}
		if stale := v.token; v.start().token == stale {
			t.Error("the stale token is given out again")
		}
		v.check(unified).reply(t)
		v.detail(unified, 1).detail(t) // still signed in
		v.sim.SetFault(Fault{Kind: kind, On: KindCheck})
		for range 2 {
			if p := v.start().check(unified); p.status != status || !p.isHTML() {
				t.Errorf("for ever: status %d", p.status)
			}
		}
	}
}

func forgottenSession(t *testing.T, v *visitor) {
	if p := v.check(unified); p.status != http.StatusForbidden {
		t.Errorf("status %d", p.status)
	}
	v.sim.ClearFaults()
	v.start().check(unified).reply(t)
	if p := v.detail(unified, 1); p.status != http.StatusUnauthorized {
		t.Errorf("detail of a new session: status %d", p.status)
	}
}

func forgottenSignIn(t *testing.T, v *visitor) {
	v.check(unified).reply(t)
	if p := v.detail(unified, 1); p.status != http.StatusUnauthorized {
		t.Errorf("status %d", p.status)
	}
	v.sim.ClearFaults()
	v.signIn()
	v.detail(unified, 1).detail(t)
}
