package cabinetsim

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestOneSessionServesManyCalls(t *testing.T) {
	t.Parallel()
	v := newVisitor(t).start()
	token := v.token
	for range 20 {
		v.check(unified).reply(t)
	}
	if v.start(); v.token != token || v.sim.Sessions() != 1 {
		t.Errorf("the token changed or there are %d sessions", v.sim.Sessions())
	}
}

func TestTokenBelongsToItsSession(t *testing.T) {
	t.Parallel()
	a := newVisitor(t).start()
	b := a.another().start()
	b.token = a.token
	if p := b.check(unified); p.status != http.StatusForbidden {
		t.Errorf("another's token: status %d", p.status)
	}
}

func TestExpireSessions(t *testing.T) {
	t.Parallel()
	v := newVisitor(t).enter(unified)
	for how, status := range map[Refusal]int{RefuseForbidden: 403, RefuseExpired: 419, RefuseUnauthorized: 401, RefuseStartPage: 200} {
		v.sim.SetStaleAnswer(how)
		v.sim.ExpireSessions()
		if p := v.check(unified); p.status != status || !p.isHTML() {
			t.Errorf("%s: status %d, %v", how, p.status, p.header)
		}
		v.start().check(unified).reply(t)
	}
	if p := v.detail(unified, 1); p.status != http.StatusUnauthorized {
		t.Errorf("the sign-in outlived its session: status %d", p.status)
	}
}

func TestStartPageInsteadOfJSONHoldsAGoodToken(t *testing.T) {
	t.Parallel()
	v := newVisitor(t).start()
	v.sim.SetStaleAnswer(RefuseStartPage)
	v.sim.ExpireSessions()
	token, err := tokenIn(v.check(unified).body)
	ok(t, err)
	v.token = token
	v.check(unified).reply(t)
}

func TestForgetSignIns(t *testing.T) {
	t.Parallel()
	v := newVisitor(t).enter(unified)
	v.detail(unified, 1).detail(t)
	for how, status := range map[Refusal]int{RefuseUnauthorized: 401, RefuseStartPage: 200} {
		v.sim.SetSignedOutAnswer(how)
		v.sim.ForgetSignIns()
		v.check(unified).reply(t)
		for name, p := range map[string]page{"detail": v.detail(unified, 1), "add": v.post("/cards/add", "pan", school)} {
			if p.status != status || !p.isHTML() {
				t.Errorf("%s, %s: status %d", how, name, p.status)
			}
		}
		v.signIn()
		v.detail(unified, 1).detail(t) // the account still has the card
	}
}

func TestSessionsAreBounded(t *testing.T) {
	t.Parallel()
	v := newVisitor(t).start()
	anonymous := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
	for range 2 {
		for range maxSessions - 1 {
			v.sim.sessions.visit(anonymous)
		}
		v.check(unified).reply(t) // in use, so never the oldest
	}
	if got := v.sim.Sessions(); got != maxSessions {
		t.Errorf("%d sessions", got)
	}
	for range maxSessions {
		v.sim.sessions.visit(anonymous)
	}
	if p := v.check(unified); p.status != http.StatusForbidden {
		t.Errorf("the session unused for longest is still known: status %d", p.status)
	}
}

func TestTokensFollowTheSeed(t *testing.T) {
	t.Parallel()
	a, b, c := newVisitor(t).start(), newVisitor(t).start(), newVisitor(t, WithSeed(2)).start()
	if a.token != b.token || a.token == c.token {
		t.Errorf("tokens %q and %q of one seed, %q of another", a.token, b.token, c.token)
	}
}
