// Package onayclient reads ONAY transport cards from the carrier's cabinet: the
// balance of a card by its number, and the rides and top-ups of a card that is in
// the operator's account.
//
//	cabinet, err := onayclient.New("https://cabinet.onay.kz",
//		onayclient.WithUserAgent("1.4", "admin@example.kz"),
//		onayclient.WithLogin(login, password),
//		onayclient.WithState(store))
//	if err != nil {
//		return err
//	}
//	defer cabinet.Close()
//
//	pan, err := onayclient.ParsePAN("9643 1085 0330 0000 017")
//	…
//	card, err := cabinet.Card(ctx, pan)
//	switch {
//	case errors.Is(err, onayclient.ErrNoCard):
//		// the cabinet does not know this number
//	case err != nil:
//		// the card's balance is unknown; it is never zero because of a failure
//	}
//
// # Manners
//
// The cabinet is somebody else's machine. Whoever uses a [Client] gets the
// following without asking:
//
//   - Every single request, the start page, each retry and each redirect included,
//     passes one [onaybot/onayclient/gate.Gate]: at most [WithRate] a second and
//     [WithPerDay] a day, after a restart too. A person goes before work marked by
//     [Background].
//   - Callers that want the same card at the same time share one request, and all
//     callers share one session and token.
//   - A request is repeated once at the most, only after a broken connection or a
//     5xx answer, after a random pause. A sign-in is never repeated.
//   - One circuit breaker serves all callers. Repeated failures open it; then one
//     request probes, and its success closes it.
//   - Retry-After is obeyed, and a ban (HTTP 403, a captcha page) silences the client
//     for [WithBanPause]. Both outlive a restart through [WithState].
//   - A refused sign-in is not tried again until the login or the password changes,
//     not even after a restart.
//
// # Observed and assumed
//
// The start page and the balance (GET / and POST /check) were observed in public
// clients of the years 2016–2018. The form of everything behind the sign-in (POST
// /signin, /cards/add, /detail), of an expired token and of "too many requests" has
// been published nowhere: it is assumed, and kept in the file web_assumed.go alone.
package onayclient
