// Package onayclient reads ONAY transport cards from the carrier's cabinet: the
// balance of a card by its number, and the rides and top-ups of a card that is in
// the operator's account. It speaks to the web cabinet, or to the API behind the
// mobile app.
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
// # Dialects
//
// The cabinet is spoken to in one of two ways, behind the same two methods:
//
//	                     web, the default         app, by WithApp
//	address              cabinet.onay.kz          given by the operator
//	needs                nothing                  an application token
//	balance              tiyn                     tenge
//	fare class, blocked  told                     not told: Card.Type is ""
//	unknown card         ErrNoCard              [ErrNotTold], an unavailability
//	rides of a card      any, once it is added    the account's own, else ErrNotInAccount
//	rows                 rides, top-ups, others   rides that the app knows of
//	login                e-mail or phone          phone
//
// A third one is a file with an [Option] that picks it, a type with the methods of dialect,
// and its steps; the gate, the circuit breaker, the sharing of requests and the account are
// given to it.
//
// # Failures
//
// Every failure is an *[Error] whose Kind is one of the package's sentinels, and none is told
// as a figure. A ban and an open circuit breaker, which concern every card, are told to the
// listener of [WithNotify] too, once each, and once when they are over.
//
// # Observed and assumed
//
//	step                             form      seen in public clients
//	GET /                            observed  2016–2018
//	POST /check                      observed  2016–2018
//	POST /signin                     assumed
//	POST /cards/add                  assumed
//	POST /detail                     assumed
//	GET /v1/external/card/{pan}      observed  2017–2026
//	PUT /v1/external/user/sign-in    observed  2017–2026
//	GET /v2/external/customer/cards  observed  2017–2026
//	GET …/customer/tickets           observed  2017–2026, its times and what it lists assumed
//
// Assumed as well, because nobody has published it: how an expired token, "too many requests"
// and a refused sign-in look, and every failure of the app. All of it is kept in the files
// web_assumed.go and app_assumed.go alone, one for each dialect.
package onayclient
