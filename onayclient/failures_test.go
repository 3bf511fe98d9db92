package onayclient_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"onaybot/onayclient"
	"onaybot/onayclient/cabinetsim"
)

// mishap is a row of the table: what the cabinet does to a question, and what the client
// makes of it. The city holds one card with 1 240 ₸ and 120 rides.
type mishap struct {
	name string
	does cabinetsim.Fault
	ask  asking

	kind     error         // nil: the answer is good all the same
	says     string        // part of the error: what was missing, what lay beneath
	wait     time.Duration // until Error.Until; 0 = not told
	rows     int           // that a good answer to asking rides has
	requests cabinetsim.Counts
}

// asking is a question, and whether the client has asked the like before.
type asking int

const (
	balance      asking = iota // warm: with a session
	firstBalance               // cold
	history                    // warm: signed in, with the card in the account
	firstHistory               // with a session, but not signed in
)

var (
	errUnavailable  = onayclient.ErrUnavailable
	errNotInAccount = onayclient.ErrNotInAccount
	errChanged      = onayclient.ErrChanged
	errBusy         = onayclient.ErrBusy
	errBanned       = onayclient.ErrBanned
	errBadLogin     = onayclient.ErrBadLogin
)

func on(kind cabinetsim.FaultKind, of cabinetsim.Kind) cabinetsim.Fault {
	return cabinetsim.Fault{Kind: kind, On: of}
}

func once(kind cabinetsim.FaultKind, of cabinetsim.Kind) cabinetsim.Fault {
	return cabinetsim.Fault{Kind: kind, On: of, Times: 1}
}

func busyFor(header string, of cabinetsim.Kind) cabinetsim.Fault {
	return cabinetsim.Fault{Kind: cabinetsim.FaultBusy, On: of, RetryAfter: header}
}

// The requests of the web dialect. A 403 is told from a stale token by one renewal.
var (
	check       = cabinetsim.Counts{Check: 1}
	check2      = cabinetsim.Counts{Check: 2}
	renewed     = cabinetsim.Counts{Start: 1, Check: 2}
	visit       = cabinetsim.Counts{Start: 1}
	visits      = cabinetsim.Counts{Start: 2}
	signIn      = cabinetsim.Counts{SignIn: 1}
	signInTwice = cabinetsim.Counts{Start: 1, SignIn: 2}
	page1       = cabinetsim.Counts{Detail: 1}
	pages3      = cabinetsim.Counts{Detail: 3}
)

func webFailures() []mishap {
	const (
		ofStart  = cabinetsim.KindStart
		ofCheck  = cabinetsim.KindCheck
		ofSignIn = cabinetsim.KindSignIn
		ofDetail = cabinetsim.KindDetail
	)
	return []mishap{
		// Of the server.
		{name: "500", does: on("error", ofCheck), kind: errUnavailable, says: "status 500", requests: check2},
		{name: "500, gone at the second look", does: once("error", ofCheck), requests: check2},
		{name: "502 with HTML", does: on("down", ofCheck), kind: errUnavailable, says: "status 502", requests: check2},
		{name: "502 with HTML of the start page", does: on("down", ofStart), ask: firstBalance, kind: errUnavailable, requests: visits},
		{name: "429 with Retry-After", does: busyFor("120", ofCheck), kind: errBusy, wait: 2 * time.Minute, requests: check},
		{name: "429 without Retry-After", does: busyFor("", ofCheck), kind: errBusy, wait: time.Minute, requests: check},
		{name: "429 of the start page", does: busyFor("", ofStart), ask: firstBalance, kind: errBusy, wait: time.Minute, requests: visit},
		{name: "403", does: on("forbidden", ofCheck), kind: errBanned, wait: banRest, requests: renewed},
		{name: "403 of the start page", does: on("forbidden", ofStart), ask: firstBalance, kind: errBanned, wait: banRest, requests: visit},
		{name: "captcha page", does: on("captcha", ofCheck), kind: errBanned, wait: banRest, requests: check},
		{name: "captcha instead of the start page", does: on("captcha", ofStart), ask: firstBalance, kind: errBanned, wait: banRest, requests: visit},
		{name: "200 with HTML instead of JSON", does: on("html", ofCheck), kind: errBusy, wait: time.Minute, requests: check},
		{name: "200 with HTML that is no start page", does: on("html", ofStart), ask: firstBalance, kind: errChanged, says: "csrftoken input", requests: visit},
		{name: "JSON of another shape", does: on("redesigned", ofCheck), kind: errChanged, says: "type: true or false", requests: check},

		// Of the way.
		{name: "truncated JSON", does: on("truncated", ofCheck), kind: errUnavailable, says: "cut short", requests: check},
		{name: "a body of 200 MB", does: on("huge", ofCheck), kind: errChanged, says: "under 1 MiB", requests: check},
		{name: "a start page of 200 MB", does: on("huge", ofStart), ask: firstBalance, kind: errChanged, says: "under 1 MiB", requests: visit},
		{name: "a body that drips", does: on("drip", ofCheck), kind: errUnavailable, says: "timeout", requests: check},
		{name: "no answer", does: on("hang", ofCheck), kind: errUnavailable, says: "timeout", requests: check},
		{name: "reset", does: on("reset", ofCheck), kind: errUnavailable, says: "connection broken", requests: check2},
		{name: "reset, gone at the second look", does: once("reset", ofCheck), requests: check2},
		{name: "reset of the start page", does: on("reset", ofStart), ask: firstBalance, kind: errUnavailable, says: "connection broken", requests: visits},
		{name: "broken in the body", does: on("cut-off", ofCheck), kind: errUnavailable, says: "connection broken", requests: check2},
		{name: "redirect loop", does: on("redirect", ofStart), ask: firstBalance, kind: errUnavailable, says: "too many redirects", requests: cabinetsim.Counts{Start: 4}},
		{name: "redirect of a check", does: on("redirect", ofCheck), kind: errChanged, says: "an answer to a fresh token", requests: renewed},

		// Of token, session and account.
		{name: "no csrf token", does: on("no-token", ofStart), ask: firstBalance, kind: errChanged, says: "csrftoken input", requests: visit},
		{name: "stale token, 403", does: once("stale-403", ofCheck), requests: renewed},
		{name: "stale token, 419", does: once("stale-419", ofCheck), requests: renewed},
		{name: "stale token, start page", does: once("stale-html", ofCheck), requests: renewed},
		{name: "a fresh token refused, 403", does: on("stale-403", ofCheck), kind: errBanned, wait: banRest, requests: renewed},
		{name: "a fresh token refused, 419", does: on("stale-419", ofCheck), kind: errChanged, says: "an answer to a fresh token", requests: renewed},
		{name: "a fresh token refused, start page", does: on("stale-html", ofCheck), kind: errChanged, says: "an answer to a fresh token", requests: renewed},
		{name: "session forgotten", does: once("forget-session", ofCheck), requests: renewed},
		{name: "session forgotten mid-way", does: once("forget-session", ofDetail), ask: history, rows: 120, requests: cabinetsim.Counts{Start: 1, SignIn: 1, Detail: 4}},
		{name: "sign-in forgotten mid-way", does: once("forget-sign-in", ofDetail), ask: history, rows: 120, requests: cabinetsim.Counts{SignIn: 1, Detail: 4}},
		{name: "sign-in refused", does: on("no-sign-in", ofSignIn), ask: firstHistory, kind: errBadLogin, requests: signIn},
		{name: "sign-in answered by the start page", does: on("stale-html", ofSignIn), ask: firstHistory, kind: errBadLogin, requests: signInTwice},
		{name: "sign-in answered by 419", does: on("stale-419", ofSignIn), ask: firstHistory, kind: errBadLogin, requests: signInTwice},
		{name: "sign-in down", does: on("down", ofSignIn), ask: firstHistory, kind: errUnavailable, requests: signIn},
		{name: "sign-in reset", does: on("reset", ofSignIn), ask: firstHistory, kind: errUnavailable, requests: signIn},
		{name: "sign-in with errordetail", does: on("errordetail", ofSignIn), ask: firstHistory, kind: errUnavailable, requests: signIn},
		{name: "sign-in during works", does: on("works", ofSignIn), ask: firstHistory, kind: errUnavailable, requests: signIn},
		{name: "sign-in too often", does: busyFor("", ofSignIn), ask: firstHistory, kind: errBusy, wait: time.Minute, requests: signIn},
		{name: "sign-in of another shape", does: on("redesigned", ofSignIn), ask: firstHistory, kind: errChanged, requests: signIn},
		{name: "sign-in answered by 403", does: on("stale-403", ofSignIn), ask: firstHistory, kind: errBanned, wait: banRest, requests: signInTwice},

		// Of the card.
		{name: "errordetail", does: on("errordetail", ofCheck), kind: errUnavailable, says: "fault reported by the cabinet", requests: check},
		{name: "type:false", does: on("no-such-card", ofCheck), kind: onayclient.ErrNoCard, requests: check},
		{name: "type:false beside a word of works", does: on("works", ofCheck), kind: errUnavailable, says: "works", requests: check},
		{name: "no type code", does: on("type-empty", ofCheck), requests: check},
		{name: "another card", does: on("other-card", ofCheck), kind: errChanged, says: "the card that was asked for", requests: check},
		{name: "balance missing", does: on("balance-missing", ofCheck), kind: errChanged, says: "result.balance: an integer", requests: check},
		{name: "balance null", does: on("balance-null", ofCheck), kind: errChanged, says: "result.balance: an integer", requests: check},
		{name: "balance a string", does: on("balance-string", ofCheck), kind: errChanged, says: "result.balance: an integer", requests: check},
		{name: "balance with a fraction", does: on("balance-float", ofCheck), kind: errChanged, says: "result.balance: an integer", requests: check},
		{name: "balance huge", does: on("balance-huge", ofCheck), kind: errChanged, says: "result.balance: an integer", requests: check},

		// Of the rows: one in doubt is left out, a page of nothing else is no answer.
		{name: "rows repeated", does: on("rows-repeated", ofDetail), ask: history, rows: 120, requests: pages3},
		{name: "rows reordered", does: on("rows-reordered", ofDetail), ask: history, rows: 120, requests: pages3},
		{name: "row amended", does: on("rows-amended", ofDetail), ask: history, rows: 120, requests: pages3},
		{name: "row late", does: on("rows-late", ofDetail), ask: history, rows: 119, requests: pages3},
		{name: "unknown operation", does: on("unknown-operation", ofDetail), ask: history, rows: 120, requests: pages3},
		{name: "impossible date", does: on("impossible-date", ofDetail), ask: history, rows: 119, requests: pages3},
		{name: "endless page count", does: on("endless-pages", ofDetail), ask: history, rows: 120, requests: cabinetsim.Counts{Detail: 4}},
		{name: "rows without balance", does: on("balance-missing", ofDetail), ask: history, rows: 120, requests: pages3},
		{name: "rows with balance null", does: on("balance-null", ofDetail), ask: history, rows: 120, requests: pages3},
		{name: "rows with balance a string", does: on("balance-string", ofDetail), ask: history, kind: errChanged, says: "balance: an integer", requests: page1},
		{name: "rows with balance huge", does: on("balance-huge", ofDetail), ask: history, kind: errChanged, says: "balance: an integer", requests: page1},
		{name: "rows of another shape", does: on("redesigned", ofDetail), ask: history, kind: errChanged, says: "type: true or false", requests: page1},
		{name: "rows truncated", does: on("truncated", ofDetail), ask: history, kind: errUnavailable, says: "cut short", requests: page1},
		{name: "rows with errordetail", does: on("errordetail", ofDetail), ask: history, kind: errUnavailable, requests: page1},
		{name: "rows down", does: on("down", ofDetail), ask: history, kind: errUnavailable, requests: cabinetsim.Counts{Detail: 2}},
	}
}

// TestFailuresOfTheSite holds the client of the web dialect to the table.
func TestFailuresOfTheSite(t *testing.T) {
	t.Parallel()
	for _, f := range webFailures() {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			s.rides(t, 120)
			f.hold(t, s, s.client(t, f.patience()))
		})
	}
}

// patience is short where an answer never comes.
func (f mishap) patience() change {
	if f.says == "timeout" {
		return patientFor(250 * time.Millisecond)
	}
	return patientFor(5 * time.Second)
}

// hold asks c as the row says and compares. When the fault is gone, and what time the client
// was told to wait is over, the balance is there again: no failure is remembered as one.
func (f mishap) hold(t *testing.T, s *site, c *onayclient.Client) {
	t.Helper()
	switch f.ask {
	case balance, firstHistory:
		read(t, c, unified)
	case history:
		rides(t, s, c)
	case firstBalance:
	}
	s.ResetRequests()
	s.SetFault(f.does)
	f.compare(t, s, c)
	s.wantRequests(t, f.requests)
	s.ClearFaults()
	s.clock.step(banRest)
	if got := read(t, c, unified).Balance; got != onayclient.Tenge(1240) {
		t.Errorf("afterwards the balance is %d", got)
	}
}

func (f mishap) compare(t *testing.T, s *site, c *onayclient.Client) {
	t.Helper()
	var rows []onayclient.Transaction
	var card onayclient.Card
	var err error
	if f.ask == history || f.ask == firstHistory {
		rows, err = c.Transactions(t.Context(), mustPAN(t, unified), s.clock.now().AddDate(0, -3, 0), s.clock.now())
	} else {
		card, err = c.Card(t.Context(), mustPAN(t, unified))
	}
	if f.kind == nil {
		if err != nil || len(rows) != f.rows || f.rows == 0 && card.Balance != onayclient.Tenge(1240) {
			t.Errorf("%d rows, %+v, %v; want a good answer with %d rows", len(rows), card, err, f.rows)
		}
		return
	}
	if rows != nil || card != (onayclient.Card{}) {
		t.Errorf("a failure comes with %d rows and %+v", len(rows), card)
	}
	f.compareError(t, s, wantError(t, err, f.kind))
}

func (f mishap) compareError(t *testing.T, s *site, e onayclient.Error) {
	t.Helper()
	if !strings.Contains(e.Error(), f.says) {
		t.Errorf("%v does not say %q", &e, f.says)
	}
	if f.wait == 0 && !e.Until.IsZero() {
		t.Errorf("told to wait until %v", e.Until)
	}
	if f.wait != 0 {
		until(t, s, e, f.wait)
	}
	if errors.Is(f.kind, errChanged) && e.Missing == "" {
		t.Errorf("%v does not say what is missing", &e)
	}
	if errors.Is(f.kind, errUnavailable) && errors.Is(&e, onayclient.ErrNoCard) {
		t.Errorf("%v says that there is no card", &e)
	}
}

func TestEveryFaultIsInTheTable(t *testing.T) {
	t.Parallel()
	seen := map[cabinetsim.FaultKind]bool{
		cabinetsim.FaultSlow:            true, // no failure by itself
		cabinetsim.FaultBalanceNegative: true, // a good balance, see TestCard
		cabinetsim.FaultBalanceTimes100: true, // to the client a good balance
		cabinetsim.FaultBalanceBy100:    true,
	}
	for _, f := range append(webFailures(), appFailures()...) {
		seen[f.does.Kind] = true
	}
	for _, kind := range cabinetsim.FaultKinds() {
		if !seen[kind] {
			t.Errorf("no row of the table has the fault %s", kind)
		}
	}
}
