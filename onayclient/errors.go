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
	ErrNotTold = errors.New("cabinet gave no answer for this card")
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
