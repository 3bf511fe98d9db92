package onayclient

import (
	"errors"
	"fmt"
)

// describe fills in what was expected, what came and what to do about err, which has e in
// it unless it is a fault of our own.
func (f *Finding) describe(st stage, e *Error) {
	f.Expected, f.Came = st.wants, came(f.exchange, e)
	switch {
	case e == nil:
		f.Came, f.Advice = f.Err.Error(), "see whether the database can be read and written"
		return
	case e.Missing != "":
		f.Expected = e.Missing
	}
	f.Advice = advice(e, f.exchange != nil)
	if errors.Is(e.Kind, ErrChanged) {
		f.File = st.file
	}
}

// came says what there was instead of a good answer.
func came(x *exchange, e *Error) string {
	switch {
	case x == nil && e != nil:
		return "nothing was sent: " + e.Kind.Error() + until(e.Until)
	case x == nil:
		return "nothing was sent"
	case x.fault != nil && x.status == 0:
		return "no answer: " + x.fault.Error()
	case x.fault != nil:
		return fmt.Sprintf("%s, cut short: %v", x.summary(), x.fault)
	default:
		return x.summary()
	}
}

// advice is a sentence for whoever runs the client.
func advice(e *Error, sent bool) string {
	switch {
	case errors.Is(e.Kind, ErrBanned) && !sent:
		return "wait: an earlier run was shut out, and asking on would prolong it"
	case errors.Is(e.Kind, ErrBanned):
		return "wait, lower the request rate, and write to the cabinet's owners: they shut this address out"
	case errors.Is(e.Kind, ErrBusy):
		return "wait until then; if it comes often, lower the request rate"
	case errors.Is(e.Kind, ErrBadLogin) && !sent:
		return "mend the login or the password: these were refused before and are not tried again, so that the account is not locked"
	case errors.Is(e.Kind, ErrBadLogin):
		return "mend the login or the password; these are not tried again"
	case errors.Is(e.Kind, ErrNoCard):
		return "check the number on the card: the cabinet knows no such card"
	case errors.Is(e.Kind, ErrNotInAccount):
		return "add the card to the account in the app"
	case errors.Is(e.Kind, ErrChanged):
		return "the cabinet has changed: save the exchanges, attach them to a report, and mend the file named here"
	default:
		return adviceOnOutage(e.Err)
	}
}

// adviceOnOutage is the sentence for a cabinet that cannot be reached or is broken.
func adviceOnOutage(cause error) string {
	for known, text := range map[error]string{
		ErrNotTold:     "check the number on the card; this dialect does not tell an unknown card from a fault",
		errToken:       "check the application token: the cabinet does not accept it",
		errHost:        "check the cabinet's address and this machine's name resolution",
		errRefused:     "check the cabinet's address, and whether it opens in a browser; else try again later",
		errAuthority:   "trust the authority if it is your own; else somebody may be listening in: do not go on",
		errOtherHost:   "check the cabinet's address: its certificate is for another host",
		errExpired:     "check this machine's clock; if it is right, the cabinet's certificate has to be renewed by its owners",
		errCertificate: "look at the cabinet's certificate in a browser",
		errNotTLS:      "check whether the cabinet's address begins with the right scheme, http or https",
		errNotShown:    "look at the account in a browser: it does not show the card",
		errLoop:        "open the cabinet in a browser and configure the address that it ends at",
		errTimeout:     "try again later, or allow a request more time",
	} {
		if errors.Is(cause, known) {
			return text
		}
	}
	return "the fault lies with the cabinet: try again later"
}
