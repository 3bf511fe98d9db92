// Package onayclient reads ONAY transport cards from the carrier's cabinet: the
// balance of a card by its number, and the rides and top-ups of a card that is in
// the operator's account. It speaks to the web cabinet, or to the API behind the
// mobile app.
//
//	cabinet, err := onayclient.New(onayclient.Config{
//		BaseURL: "https://cabinet.onay.kz", Version: "1.4", Contact: "admin@example.kz",
//		Login: login, Password: password, State: store,
//	})
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
// The cabinet is somebody else's machine. A [Client] sees to the following by itself:
//
//   - Every request, the start page, each repetition and each redirect included, passes one
//     [onaybot/onayclient/gate.Gate]: at most Config.Rate a second and Config.PerDay a day,
//     after a restart too. A person goes before work marked by [Background].
//   - Callers of one priority that want the same card at the same time share one request, and
//     all callers share one session and token.
//   - A request is repeated once at the most, after a random pause, and only if the connection
//     broke or the answer was a 5xx. A sign-in is never repeated.
//   - One breaker serves all callers. Failures in a row, a request to slow down (429,
//     Retry-After) and a ban (403, a captcha page) open it: nothing is sent before a time, then
//     one request probes, and its good answer closes the breaker. It outlives a restart through
//     Config.State.
//   - A refused sign-in is not tried again until the login or the password changes, not even
//     after a restart.
//
// # Dialects
//
// The cabinet is spoken to in one of two ways, behind the same two methods:
//
//	                     Web, the default         App
//	address              cabinet.onay.kz          given by the operator
//	needs                nothing                  an application token
//	balance              tiyn                     tenge
//	fare class, blocked  told                     not told: Card.Type is ""
//	unknown card         ErrNoCard                [ErrNotTold], an unavailability
//	rides of a card      any, once it is added    the account's own, else ErrNotInAccount
//	transactions         rides, top-ups, others   rides that the app knows of
//	login                e-mail or phone          phone
//
// # Failures
//
// Every failure is an *[Error] whose Kind is one of the package's sentinels, and none is told
// as a balance. Config.Notify is told of a ban, which concerns every card, once, and once when
// it is over.
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
// web_assumed.go and app_assumed.go, one for each dialect.
package onayclient
