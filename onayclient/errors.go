package onayclient

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// What can come of a call besides an answer. All but ErrNoLogin come wrapped in an
// *[Error], which tells more.
var (
	// ErrNoCard: the cabinet answered that it knows no such card.
	ErrNoCard = errors.New("no such card")
	// ErrNoLogin: no account is configured, so transactions cannot be asked for.
	ErrNoLogin = errors.New("no cabinet account configured")
	// ErrBadLogin: the cabinet refused the login or the password. It is not tried again
	// until one of them changes.
	ErrBadLogin = errors.New("cabinet refused the login")
	// ErrBusy: the cabinet asked to slow down, or the request budget is used up.
	ErrBusy = errors.New("cabinet busy")
	// ErrBanned: the cabinet shut this client out; nothing is sent until Error.Until.
	ErrBanned = errors.New("banned by the cabinet")
	// ErrUnavailable: the cabinet cannot be reached, is broken, or is given a rest by the
	// breaker.
	ErrUnavailable = errors.New("cabinet unavailable")
	// ErrNotInAccount: this dialect tells the rides of the account's own cards alone, and the
	// card is not one of them. The operator can add it in the app.
	ErrNotInAccount = errors.New("card not in the cabinet account")
	// ErrNotTold, always beside ErrUnavailable: the cabinet answers, but not this question,
	// and gives no reason that is known. It says as little of the card as any other failure,
	// and is no outage.
	ErrNotTold error = &cause{"cabinet gave no answer for this card",
		"check the number on the card; this dialect does not tell an unknown card from a fault"}
	// ErrChanged: the cabinet answered in a form this package does not know;
	// Error.Missing says what was expected.
	ErrChanged = errors.New("cabinet changed")
)

// Error is a failed call. errors.Is finds its Kind. Neither the message nor anything it
// wraps holds a card number, a secret or a part of an answer's body.
type Error struct {
	Kind    error     // one of the sentinels of this package
	Op      string    // the step that failed, such as "check" or "sign in"
	Status  int       // the HTTP status, 0 if none came
	Until   time.Time // when it is worth trying again; zero if unknown
	Missing string    // with ErrChanged: what was expected and not there
	Cities  []int     // with ErrNotInAccount: the cities whose cards were asked for
	Err     error     // what lay beneath, if anything

	again      bool          // worth one repetition
	retryAfter time.Duration // with ErrBusy: what the cabinet asked for, 0 if nothing
}

// Error says what failed in one line.
func (e *Error) Error() string {
	var b strings.Builder
	if e.Op != "" {
		b.WriteString(e.Op + ": ")
	}
	b.WriteString(e.Kind.Error())
	if e.Missing != "" {
		fmt.Fprintf(&b, ": expected %s", e.Missing)
	}
	if len(e.Cities) > 0 {
		fmt.Fprintf(&b, " (cities asked for: %s)", e.CitiesText())
	}
	if e.Err != nil {
		fmt.Fprintf(&b, ": %v", e.Err)
	}
	if e.Status != 0 {
		fmt.Fprintf(&b, " (status %d)", e.Status)
	}
	if !e.Until.IsZero() {
		fmt.Fprintf(&b, ", try again at %s", e.Until.UTC().Format(time.RFC3339))
	}
	return b.String()
}

// Unwrap gives errors.Is and errors.As the kind and the cause.
func (e *Error) Unwrap() []error {
	if e.Err == nil {
		return []error{e.Kind}
	}
	return []error{e.Kind, e.Err}
}

// Advice is what whoever runs the client can do about the error. sent tells whether a request was made
// for it.
func (e *Error) Advice(sent bool) string {
	switch {
	case errors.Is(e.Kind, ErrBanned) && !sent:
		return "wait: an earlier run was shut out, and asking on would prolong it"
	case errors.Is(e.Kind, ErrBanned):
		return "wait, lower the request rate, and write to the cabinet's owners: they shut this address out"
	case errors.Is(e.Kind, ErrBusy):
		return "wait until then; if it comes often, lower the request rate"
	case errors.Is(e.Kind, ErrBadLogin) && !sent:
		return "these were refused before and are not tried again, so that the account is not locked"
	case errors.Is(e.Kind, ErrBadLogin):
		return "these are not tried again"
	case errors.Is(e.Kind, ErrNoCard):
		return "check the number on the card: the cabinet knows no such card"
	case errors.Is(e.Kind, ErrNotInAccount):
		return "add the card to the account in the app, or its city to cabinet.city_ids; asked for: " + e.CitiesText()
	case errors.Is(e.Kind, ErrChanged):
		return "the cabinet has changed: save the exchanges, attach them to a report, and mend the file named here"
	}
	var c *cause
	if errors.As(e.Err, &c) && c.advice != "" {
		return c.advice
	}
	return "the fault lies with the cabinet: try again later"
}

// CitiesText lists Cities.
func (e *Error) CitiesText() string {
	return strings.ReplaceAll(strings.Trim(fmt.Sprint(e.Cities), "[]"), " ", ", ")
}

// changed is an answer that lacks something.
func changed(missing string) *Error { return &Error{Kind: ErrChanged, Missing: missing} }

// named gives an *Error that names no step that of its caller.
func named(err error, op string) error {
	var e *Error
	if errors.As(err, &e) && e.Op == "" {
		e.Op = op
	}
	return err
}
