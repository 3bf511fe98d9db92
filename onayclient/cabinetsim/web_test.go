package cabinetsim

import (
	"net/http"
	"testing"
)

func TestUnscriptedRequestsGetTheStartPage(t *testing.T) {
	t.Parallel()
	v := newVisitor(t).enter(unified)
	spoils := map[string]func(*http.Request){
		"no content type":        func(r *http.Request) { r.Header.Del("Content-Type") },
		"no charset":             func(r *http.Request) { r.Header.Set("Content-Type", "application/x-www-form-urlencoded") },
		"other content type":     func(r *http.Request) { r.Header.Set("Content-Type", "application/json; charset=UTF-8") },
		"no X-Requested-With":    func(r *http.Request) { r.Header.Del("X-Requested-With") },
		"other X-Requested-With": func(r *http.Request) { r.Header.Set("X-Requested-With", "fetch") },
		"method":                 func(r *http.Request) { r.Method = http.MethodPut },
	}
	for name, spoil := range spoils {
		for _, path := range []string{"/check", "/signin", "/cards/add", "/detail"} {
			req := v.form(t.Context(), path, "pan", unified)
			spoil(req)
			p := v.send(req)
			if _, err := tokenIn(p.body); err != nil || p.status != http.StatusOK {
				t.Errorf("%s, %s: status %d, %v", name, path, p.status, err)
			}
		}
	}
}

func TestCharsetInSmallLetters(t *testing.T) {
	t.Parallel()
	v := newVisitor(t).start()
	req := v.form(t.Context(), "/check", "pan", unified)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded;charset=utf-8")
	v.send(req).reply(t)
}

func TestFieldsOfTheAddressDoNotCount(t *testing.T) {
	t.Parallel()
	v := newVisitor(t).start()
	if r := v.post("/check?pan=" + unified).reply(t); r.Type {
		t.Error("the number was taken from the address")
	}
}

func TestMissingAndWrongToken(t *testing.T) {
	t.Parallel()
	v := newVisitor(t).start()
	for _, token := range []string{"", "wrong"} {
		v.token = token
		if p := v.check(unified); p.status != http.StatusForbidden {
			t.Errorf("token %q: status %d", token, p.status)
		}
	}
}
