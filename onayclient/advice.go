package onayclient

import "errors"

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
		return "add the card to the account in the app"
	case errors.Is(e.Kind, ErrChanged):
		return "the cabinet has changed: save the exchanges, attach them to a report, and mend the file named here"
	}
	for cause, advice := range advices {
		if errors.Is(e.Err, cause) {
			return advice
		}
	}
	return "the fault lies with the cabinet: try again later"
}

// advices are those for an unavailable cabinet.
var advices = map[error]string{
	ErrNotTold:     "check the number on the card; this dialect does not tell an unknown card from a fault",
	errToken:       "check the application token: the cabinet does not accept it",
	errHost:        "check the cabinet's address and this machine's name resolution",
	errRefused:     "check the cabinet's address, and whether it opens in a browser; else try again later",
	errAuthority:   "trust the authority if it is your own; else somebody may be listening in: do not go on",
	errOtherHost:   "check the cabinet's address: its certificate is for another host",
	errExpired:     "check this machine's clock; if it is right, the cabinet's owners have to renew its certificate",
	errCertificate: "look at the cabinet's certificate in a browser",
	errNotTLS:      "check whether the cabinet's address begins with the right scheme, http or https",
	errNotShown:    "look at the account in a browser: it does not show the card",
	errLoop:        "open the cabinet in a browser and configure the address that it ends at",
	errTimeout:     "try again later, or allow a request more time",
}
