package cabinetsim

import (
	"net/http"
	"slices"
	"testing"
	"time"
)

func TestDetailOnTheWire(t *testing.T) {
	t.Parallel()
	v := newVisitor(t, WithRiders(0))
	ok(t, v.sim.Add(Card{PAN: unified}))
	v.enter(unified)
	v.fill(unified, 1)
	ok(t, v.sim.AddTransaction(unified, Transaction{
		ID: "7f3a", Operation: OpTopUp, At: noon().Add(3 * time.Hour).UTC(), Amount: 50000, NoBalance: true,
	}))
	want := `{"result":{"page":1,"pages":1,"rows":[` +
		`{"id":"7f3a","date":"25.11.2026 15:00:00","operation":"topup","route":"","vehicle":"","amount":50000},` +
		`{"id":"0000","date":"25.11.2026 12:00:00","operation":"ride","route":"92","vehicle":"524EY02","amount":-12000,"balance":0}` +
		`]},"type":true,"message":"OK"}`
	if p := v.detail(unified, 1); p.body != want {
		t.Errorf("answer %s\nwant   %s", p.body, want)
	}
}

func TestDetailPages(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ rows, pages, last int }{{0, 1, 0}, {1, 1, 1}, {50, 1, 50}, {51, 2, 1}, {100, 2, 50}, {120, 3, 20}} {
		v := newVisitor(t, WithRiders(0))
		ok(t, v.sim.Add(Card{PAN: unified}))
		v.enter(unified)
		v.fill(unified, tt.rows)
		seen, before := 0, noon().Add(time.Second)
		for n := 1; n <= tt.pages; n++ {
			d := v.detail(unified, n).detail(t)
			if d.Page != n || d.Pages != tt.pages || (n == tt.pages && len(d.Rows) != tt.last) {
				t.Errorf("%d rows: page %d of %d with %d rows", tt.rows, d.Page, d.Pages, len(d.Rows))
			}
			for _, r := range d.Rows {
				at := must[time.Time](t)(time.ParseInLocation(timeLayout, r.Date, almaty))
				if !at.Before(before) {
					t.Fatalf("%s comes after %s", at, before)
				}
				seen, before = seen+1, at
			}
		}
		if seen != tt.rows {
			t.Errorf("%d of %d rows", seen, tt.rows)
		}
		if d := v.detail(unified, tt.pages+1).detail(t); len(d.Rows) != 0 || d.Rows == nil {
			t.Errorf("past the last page: %+v", d)
		}
	}
}

func TestDetailDaysAreOfAlmaty(t *testing.T) {
	t.Parallel()
	v := newVisitor(t, WithRiders(0))
	ok(t, v.sim.Add(Card{PAN: unified}))
	v.enter(unified)
	day := func(d, h, m, s int) time.Time { return time.Date(2026, 11, d, h, m, s, 0, almaty) }
	for id, at := range map[string]time.Time{
		"before": day(9, 23, 59, 59), "first": day(10, 0, 0, 0), "last": day(11, 23, 59, 59), "after": day(12, 0, 0, 0),
	} {
		ok(t, v.sim.AddTransaction(unified, Transaction{ID: id, At: at.UTC()}))
	}
	d := v.post("/detail", "pan", unified, "from", "10.11.2026", "to", "11.11.2026", "page", "1").detail(t)
	if len(d.Rows) != 2 || d.Rows[0].ID != "last" || d.Rows[1].ID != "first" {
		t.Errorf("rows = %+v", d.Rows)
	}
}

func TestDetailRefuses(t *testing.T) {
	t.Parallel()
	v := newVisitor(t).enter(unified)
	for _, f := range [][]string{
		{"from", "2026-11-01", "to", "30.11.2026", "page", "1"},
		{"from", "01.11.2026", "to", "31.11.2026", "page", "1"},
		{"from", "02.11.2026", "to", "01.11.2026", "page", "1"},
		{"from", "01.11.2026", "to", "30.11.2026", "page", "0"},
		{"from", "01.11.2026", "to", "30.11.2026"},
	} {
		if r := v.post("/detail", append(f, "pan", unified)...).reply(t); r.Type || r.Message == "" {
			t.Errorf("%v: %+v", f, r)
		}
	}
	for _, pan := range []string{school, absent, ""} {
		if r := v.detail(pan, 1).reply(t); r.Type {
			t.Errorf("detail of %q, which is not in the account", pan)
		}
	}
	ok(t, v.sim.DropFromAccount(unified))
	if r := v.detail(unified, 1).reply(t); r.Type {
		t.Error("detail of a card that the account has lost")
	}
	if d := v.enter(unified).detail(unified, 1<<62).detail(t); len(d.Rows) != 0 {
		t.Errorf("%d rows on an absurd page", len(d.Rows))
	}
}

func TestSignIn(t *testing.T) {
	t.Parallel()
	v := newVisitor(t).start()
	if p := v.detail(unified, 1); p.status != http.StatusUnauthorized {
		t.Errorf("signed out: status %d", p.status)
	}
	if r := v.post("/signin", "login", "demo@example.kz", "password", "guess").reply(t); r.Type || r.Message == "" {
		t.Errorf("wrong password: %+v", r)
	}
	if p := v.detail(unified, 1); p.status != http.StatusUnauthorized {
		t.Errorf("after a refused sign-in: status %d", p.status)
	}
	if p := v.signIn(); p.body != `{"type":true,"message":"OK"}` {
		t.Errorf("answer %s", p.body)
	}
	if p := v.detail(unified, 1); p.status != http.StatusOK {
		t.Errorf("signed in: status %d", p.status)
	}
}

func TestAddCard(t *testing.T) {
	t.Parallel()
	v := newVisitor(t).enter()
	if r := v.post("/cards/add", "pan", absent).reply(t); r.Type || r.Message == "" {
		t.Errorf("a number that is not there: %+v", r)
	}
	for range 2 {
		if p := v.post("/cards/add", "pan", unified); p.body != `{"type":true,"message":"OK"}` {
			t.Errorf("answer %s", p.body)
		}
	}
	if got := v.sim.AccountCards(); !slices.Equal(got, []string{unified}) {
		t.Errorf("the account holds %v", got)
	}
}
