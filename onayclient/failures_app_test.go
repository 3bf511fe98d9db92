package onayclient_test

import (
	"testing"
	"time"

	"onaybot/onayclient"
	"onaybot/onayclient/cabinetsim"
)

func appFailures() []mishap {
	const (
		ofCard    = cabinetsim.KindAppCard
		ofSignIn  = cabinetsim.KindAppSignIn
		ofCards   = cabinetsim.KindAppCards
		ofTickets = cabinetsim.KindAppTickets
	)
	var (
		card     = cabinetsim.Counts{AppCard: 1}
		card2    = cabinetsim.Counts{AppCard: 2}
		signIn   = cabinetsim.Counts{AppSignIn: 1}
		cards    = cabinetsim.Counts{AppSignIn: 1, AppCards: 1}
		tickets  = cabinetsim.Counts{AppTickets: 1}
		signedIn = cabinetsim.Counts{AppSignIn: 1, AppTickets: 2}
	)
	return []mishap{
		// Of the server. Nothing but a page of refusal is a ban; no failure says that there is
		// no such card.
		{name: "500", does: on("error", ofCard), kind: errUnavailable, says: "status 500", requests: card2},
		{name: "502 with HTML", does: on("down", ofCard), kind: errUnavailable, says: "status 502", requests: card2},
		{name: "429 with Retry-After", does: busyFor("120", ofCard), kind: errBusy, wait: 2 * time.Minute, requests: card},
		{name: "429 without Retry-After", does: busyFor("", ofCard), kind: errBusy, wait: time.Minute, requests: card},
		{name: "403 with a page", does: on("forbidden", ofCard), kind: errBanned, wait: banRest, requests: card},
		{name: "captcha page", does: on("captcha", ofCard), kind: errBanned, wait: banRest, requests: card},
		{name: "200 with HTML instead of JSON", does: on("html", ofCard), kind: errUnavailable, says: "not JSON", requests: card},
		{name: "redirect", does: on("redirect", ofCard), kind: errUnavailable, says: "not JSON", requests: card},
		{name: "JSON of another shape", does: on("redesigned", ofCard), kind: errChanged, says: "success: true or false", requests: card},

		// Of the way.
		{name: "truncated JSON", does: on("truncated", ofCard), kind: errUnavailable, says: "cut short", requests: card},
		{name: "a body of 200 MB", does: on("huge", ofCard), kind: errChanged, says: "under 1 MiB", requests: card},
		{name: "a body that drips", does: on("drip", ofCard), kind: errUnavailable, says: "timeout", requests: card},
		{name: "no answer", does: on("hang", ofCard), kind: errUnavailable, says: "timeout", requests: card},
		{name: "reset", does: on("reset", ofCard), kind: errUnavailable, says: "connection broken", requests: card2},

		// Of the card.
		{name: "success:false", does: on("declined", ofCard), kind: errUnavailable, says: "gave no answer", requests: card},
		{name: "success:false beside a word of works", does: on("works", ofCard), kind: errUnavailable, says: "works", requests: card},
		{name: "no data", does: on("no-data", ofCard), kind: errUnavailable, says: "gave no answer", requests: card},
		{name: "another card", does: on("other-card", ofCard), kind: errChanged, says: "the card that was asked for", requests: card},
		{name: "empty data", does: on("empty-data", ofCard), kind: errUnavailable, says: "gave no answer", requests: card},
		{name: "balance missing", does: on("balance-missing", ofCard), kind: errUnavailable, says: "gave no answer", requests: card},
		{name: "balance null", does: on("balance-null", ofCard), kind: errChanged, says: "result.data.balance: an amount in tenge", requests: card},
		{name: "balance a string", does: on("balance-string", ofCard), kind: errChanged, says: "result.data.balance: an amount in tenge", requests: card},
		{name: "balance with a part of a tiyn", does: on("balance-float", ofCard), kind: errChanged, says: "result.data.balance: an amount in tenge", requests: card},
		{name: "balance huge", does: on("balance-huge", ofCard), kind: errChanged, says: "result.data.balance: an amount in tenge", requests: card},

		// Of the account.
		{name: "sign-in forgotten mid-way", does: once("forget-sign-in", ofTickets), ask: history, rows: 120, requests: signedIn},
		{name: "a fresh sign-in refused", does: on("forget-sign-in", ofTickets), ask: history, kind: errUnavailable, says: "token refused", requests: signedIn},
		{name: "403 after a fresh sign-in", does: on("forbidden", ofTickets), ask: history, kind: errBanned, wait: banRest, requests: signedIn},
		{name: "sign-in refused", does: on("no-sign-in", ofSignIn), ask: firstHistory, kind: errBadLogin, requests: signIn},
		{name: "sign-in declined", does: on("declined", ofSignIn), ask: firstHistory, kind: errBadLogin, requests: signIn},
		{name: "sign-in down", does: on("down", ofSignIn), ask: firstHistory, kind: errUnavailable, requests: signIn},
		{name: "sign-in reset", does: on("reset", ofSignIn), ask: firstHistory, kind: errUnavailable, requests: signIn},
		{name: "sign-in banned", does: on("forbidden", ofSignIn), ask: firstHistory, kind: errBanned, wait: banRest, requests: signIn},
		{name: "sign-in of another shape", does: on("redesigned", ofSignIn), ask: firstHistory, kind: errChanged, says: "success: true or false", requests: signIn},
		{name: "cards declined", does: on("declined", ofCards), ask: firstHistory, kind: errUnavailable, says: "gave no answer", requests: cards},
		{name: "no cards", does: on("empty-list", ofCards), ask: firstHistory, kind: errNotInAccount, says: "cities asked for: 1", requests: cards},
		{name: "cards with empty data", does: on("empty-data", ofCards), ask: firstHistory, kind: errUnavailable, says: "success without data", requests: cards},
		{name: "sign-in with empty data", does: on("empty-data", ofSignIn), ask: firstHistory, kind: errUnavailable, says: "success without data", requests: signIn},
		{name: "cards without data", does: on("no-data", ofCards), ask: firstHistory, kind: errNotInAccount, says: "cities asked for: 1", requests: cards},

		// Of the tickets: one in doubt is left out, a list of nothing else is no answer.
		{name: "tickets repeated", does: on("rows-repeated", ofTickets), ask: history, rows: 120, requests: tickets},
		{name: "tickets reordered", does: on("rows-reordered", ofTickets), ask: history, rows: 120, requests: tickets},
		{name: "ticket amended", does: on("rows-amended", ofTickets), ask: history, rows: 120, requests: tickets},
		{name: "ticket late", does: on("rows-late", ofTickets), ask: history, rows: 119, requests: tickets},
		{name: "impossible time", does: on("impossible-date", ofTickets), ask: history, rows: 119, requests: tickets},
		{name: "cost missing", does: on("balance-missing", ofTickets), ask: history, kind: errChanged, says: "payload.cost", requests: tickets},
		{name: "cost a string", does: on("balance-string", ofTickets), ask: history, kind: errChanged, says: "payload.cost", requests: tickets},
		{name: "cost with a fraction", does: on("balance-float", ofTickets), ask: history, kind: errChanged, says: "payload.cost", requests: tickets},
		{name: "cost negative", does: on("balance-negative", ofTickets), ask: history, kind: errChanged, says: "payload.cost", requests: tickets},
		{name: "tickets without data", does: on("no-data", ofTickets), ask: history, kind: errUnavailable, says: "success without data", requests: tickets},
		{name: "tickets truncated", does: on("truncated", ofTickets), ask: history, kind: errUnavailable, says: "cut short", requests: tickets},
		{name: "tickets of 200 MB", does: on("huge", ofTickets), ask: history, kind: errChanged, says: "under 8 MiB", requests: tickets},
	}
}

// TestFailuresOfTheApp holds the client of the app dialect to its table.
func TestFailuresOfTheApp(t *testing.T) {
	t.Parallel()
	for _, f := range appFailures() {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			s.account(t, 120)
			f.hold(t, s, s.app(t, f.patience()))
		})
	}
}

// TestCardsThatAreNotToldAreNoOutage: typing wrong numbers must not open the breaker.
func TestCardsThatAreNotToldAreNoOutage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	c := s.app(t)
	c.SetFailures(2)
	for range 5 {
		_, err := c.Card(t.Context(), mustPAN(t, stranger))
		wantError(t, err, onayclient.ErrNotTold)
	}
	read(t, c, unified)
	s.wantRequests(t, cabinetsim.Counts{AppCard: 6})
}
