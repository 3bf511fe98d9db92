// Package cabinetsim is a simulated ONAY cabinet: the web dialect and the app
// dialect over HTTP, a small city of riders behind both, and faults to switch on
// one by one.
//
// Observed in public client code, and followed to the letter: the start page
// with its cookie PHPSESSID and the input csrftoken, POST /check with its
// headers and answers, the cookie lang, card numbers, type codes, tiyn.
// Assumed, because nobody has published it: the forms of a stale token and of
// a missing sign-in, POST /signin, /cards/add and /detail, and every wording.
// Of the app dialect the paths, headers and fields are observed, balances in
// tenge and costs in tiyn with them; how it fails is assumed.
//
// A test mounts the server where it likes and reaches into the city:
//
//	sim := cabinetsim.New(cabinetsim.WithNow(now))
//	web := httptest.NewServer(http.StripPrefix("/kz", sim))
//	card := sim.Cards()[0]
//	sim.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultDown, On: cabinetsim.KindCheck, Times: 2})
//	_, err := sim.Ride(card.PAN, "92")
//	…
//	if got := sim.Requests().Check; got != 3 { … }
//
// Set Server.SetMode for a person's choice of mood, Server.SetFault for one
// exact misbehaviour, and Server.AwaitHeld with Server.Release to meet a
// request half way. After FaultReset a count may be higher than the calls made:
// net/http repeats a GET by itself when a kept connection breaks.
//
// Nothing in the city moves by itself: balances change by the methods of
// Server alone, and time is the injected clock's.
package cabinetsim
