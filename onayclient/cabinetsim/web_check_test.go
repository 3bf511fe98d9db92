package cabinetsim

import (
	"fmt"
	"testing"
)

func TestCheckOnTheWire(t *testing.T) {
	t.Parallel()
	v := newVisitor(t).start()
	want := `{"result":{"pan":"9643108503335515286","shortPan":"18503335515286","stopList":false,` +
		`"type":"01.01","name":"ETK-OnLine","balance":124000},"type":true,"message":"OK"}`
	if p := v.check(unified); p.body != want || p.header.Get("Content-Type") != typeJSON {
		t.Errorf("answer %s, want %s", p.body, want)
	}
	ok(t, v.sim.SetBalance(unified, -8000))
	ok(t, v.sim.SetBlocked(unified, true))
	want = `{"result":{"pan":"9643108503335515286","shortPan":"18503335515286","stopList":true,` +
		`"type":"01.01","name":"ETK-OnLine","balance":-8000},"type":true,"message":"OK"}`
	if p := v.check(unified); p.body != want {
		t.Errorf("answer %s, want %s", p.body, want)
	}
}

func TestNoSuchCardInAllForms(t *testing.T) {
	t.Parallel()
	v := newVisitor(t).start()
	forms := map[string]int{}
	for i := range 60 {
		pan := fmt.Sprintf("96431085033%08d", i)
		r := v.check(pan).reply(t)
		if r.Type || r.Message == "" || r.ErrorDetail != "" {
			t.Errorf("answer %+v", r)
		}
		forms[string(r.Result)]++
	}
	for _, form := range []string{"", "null", "{}", "[]"} {
		if forms[form] == 0 {
			t.Errorf("no answer with the result %q: %v", form, forms)
		}
	}
	for _, pan := range []string{"", "9643 1085 0333 5515 286", unified[:18]} {
		if r := v.check(pan).reply(t); r.Type {
			t.Errorf("%q is taken for a card", pan)
		}
	}
}

func TestOtherPAN(t *testing.T) {
	t.Parallel()
	for _, pan := range []string{unified, school, "9643741026513474790"} {
		if other := otherPAN(pan); other == pan || !luhn(other) {
			t.Errorf("otherPAN(%s) = %s", pan, other)
		}
	}
}
