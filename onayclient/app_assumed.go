package onayclient

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// This file holds what is assumed about the app dialect beside what was observed: the fields
// of an answer, the paths and the headers. When the API turns out to differ, this is what
// changes.

// Assumed values of what the app says of itself. The headers and the field are observed,
// their values with deviceOs 2 only.
const (
	appDeviceOS = 2
	appOS       = "2"
	appVersion  = "1.0.0"
)

// cardsKept is how long the list of the account's cards is believed. It changes when the
// operator adds a card in the app.
const cardsKept = 10 * time.Minute

// maxTickets bounds the list of tickets, in bytes: some ten thousand rides, since no way to
// ask for a part of it is known.
const maxTickets = 8 << 20

// signInBody is the question of a sign-in (observed).
type signInBody struct {
	Phone    string `json:"phoneNumber"`
	Password string `json:"password"`
	OS       int    `json:"deviceOs"`
	Push     string `json:"pushToken"`
}

// signedIn is what a sign-in gives: the token of later requests, and the device id to use
// from now on (both observed). data.token is of no known use.
type signedIn struct{ short, device string }

// ticket is a ride of one of the account's cards.
type ticket struct {
	row
	pan string // "" if it cannot be told, or no card was used
}

func cardsQuery(city int) url.Values { return url.Values{"cityId": {strconv.Itoa(city)}} }

// parseAppData reads the envelope around an answer and returns the object that holds data.
// Its form is observed. What a failure means is assumed: success:false, or data:null, is an answer that tells nothing; 403 with a page instead of JSON is a ban; any other
// status is a fault of the cabinet or of the application token.
func parseAppData(a answer) (object, error) {
	isJSON := isObject(a.body)
	switch {
	case a.status == http.StatusForbidden && !isJSON:
		return object{}, &Error{Kind: ErrBanned}
	case a.status == http.StatusUnauthorized, a.status == http.StatusForbidden:
		return object{}, &Error{Kind: ErrUnavailable, Err: errToken}
	case a.status == http.StatusOK && isCaptcha(a.body):
		return object{}, &Error{Kind: ErrBanned}
	case !isJSON:
		return object{}, &Error{Kind: ErrUnavailable, Err: errNotJSON}
	}
	reply, err := parseObject(a.body)
	if err != nil {
		return object{}, err
	}
	good, err := reply.flag("success")
	switch {
	case asksToSlowDown(reply) && !good:
		return object{}, &Error{Kind: ErrBusy}
	case err != nil:
		return object{}, err
	case !good, a.status >= http.StatusBadRequest:
		return object{}, &Error{Kind: ErrUnavailable, Err: ErrNotTold}
	case a.status != http.StatusOK:
		return object{}, changed("status 200 beside success:true")
	}
	result, err := reply.within("result")
	if err == nil && result.holdsNull("data") {
		return object{}, &Error{Kind: ErrUnavailable, Err: ErrNotTold}
	}
	return result, err
}

// parseAppCard reads the balance of a card.
func parseAppCard(a answer, pan PAN) (Money, error) {
	result, err := parseAppData(a)
	if err != nil {
		return 0, err
	}
	data, err := result.within("data")
	if err != nil {
		return 0, err
	}
	if named, err := data.text("pan"); err != nil || (named != "" && named != pan.Digits()) {
		return 0, data.lacks("pan", "the card that was asked for")
	}
	return data.tenge("balance")
}

// parseSignedIn reads the answer to a sign-in. Assumed: success:false, HTTP 401, or another
// status of 4xx with JSON, is a refusal of the phone number or the password. Taking too much
// for one costs the operator a look, too little locks his account.
func parseSignedIn(a answer) (signedIn, error) {
	result, err := parseAppData(a)
	refused := a.status == http.StatusUnauthorized || a.status >= http.StatusBadRequest && isObject(a.body)
	switch {
	case errors.Is(err, ErrBusy):
		return signedIn{}, err
	case refused, errors.Is(err, ErrNotTold):
		return signedIn{}, &Error{Kind: errDeclined}
	case err != nil:
		return signedIn{}, err
	}
	data, err := result.within("data")
	if err != nil {
		return signedIn{}, err
	}
	in := signedIn{}
	if in.short, err = data.header("shortToken"); err != nil {
		return signedIn{}, err
	}
	in.device, err = data.text("d")
	return in, err
}

// parseAppCards reads the numbers of the account's cards. One that cannot be read makes the
// whole list doubtful: a card might be missed.
func parseAppCards(a answer) (map[string]struct{}, error) {
	result, err := parseAppData(a)
	if err != nil {
		return nil, err
	}
	items, err := result.list("data")
	if err != nil {
		return nil, err
	}
	numbers := make(map[string]struct{}, len(items))
	for _, item := range items {
		number, err := item.number("pan")
		if err != nil {
			return nil, err
		}
		numbers[number] = struct{}{}
	}
	return numbers, nil
}

// parseTickets reads the tickets of all cards. One that is in doubt comes back with its
// error; if all are, the list itself is an ErrChanged.
func parseTickets(a answer) ([]ticket, error) {
	result, err := parseAppData(a)
	if err != nil {
		return nil, err
	}
	items, err := result.list("data")
	if err != nil {
		return nil, err
	}
	tickets := make([]ticket, len(items))
	bad := 0
	for i, item := range items {
		if tickets[i] = parseTicket(item); tickets[i].err != nil {
			bad++
		}
	}
	if bad > 0 && bad == len(tickets) {
		return nil, tickets[0].err
	}
	return tickets, nil
}

func parseTicket(o object) (t ticket) {
	t.err = t.read(o)
	return t
}

// read fills t in. The fields, and cost in tiyn, are observed; that every ticket is a ride,
// that createdAt is when it was made, and its form (RFC 3339), are assumed. type says how it
// was paid, such as QR.
func (t *ticket) read(o object) error {
	payload, err := o.within("payload")
	if err != nil {
		return err
	}
	if payload.has("pan") && payload.empty("pan") {
		return nil // paid without a card
	}
	if t.pan, err = payload.number("pan"); err != nil {
		return err
	}
	t.Kind = KindRide
	if t.ID, err = o.text("id"); err != nil || t.ID == "" {
		return o.lacks("id", "an id")
	}
	if t.At, err = o.rfc3339("createdAt"); err != nil {
		return err
	}
	cost, err := payload.money("cost")
	if err != nil || cost < 0 {
		return payload.lacks("cost", "a believable amount")
	}
	t.Amount = -cost
	if t.Route, err = payload.text("route"); err != nil {
		return err
	}
	conductor, err := payload.text("conductor")
	t.Vehicle = vehicleOf(conductor)
	return err
}

// vehicleOf cuts the bracketed prefix off, as in "(2550)524EY02" (observed).
func vehicleOf(conductor string) string {
	if rest, ok := strings.CutPrefix(conductor, "("); ok {
		if _, plate, ok := strings.Cut(rest, ")"); ok {
			return strings.TrimSpace(plate)
		}
	}
	return conductor
}

// ticketsOf returns the rows of a card, and those in doubt that name no other.
func ticketsOf(tickets []ticket, pan PAN) []row {
	var rows []row
	for _, t := range tickets {
		if t.pan == pan.Digits() || t.pan == "" && t.err != nil {
			rows = append(rows, t.row)
		}
	}
	return rows
}
