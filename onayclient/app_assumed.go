package onayclient

import (
	"encoding/json"
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

// cardsKept is how long the list of the account's cards is believed. It changes when the
// operator adds a card in the app.
const cardsKept = 10 * time.Minute

// maxTickets bounds the list of rides, in bytes: some ten thousand, since no way to ask for
// a part of it is known.
const maxTickets = 8 << 20

// maxHeader bounds a token that is sent back in a header, in bytes.
const maxHeader = 4 << 10

// signInBody is the question of a sign-in (observed).
type signInBody struct {
	Phone    string `json:"phoneNumber"`
	Password string `json:"password"`
	OS       int    `json:"deviceOs"`
	Push     string `json:"pushToken"`
}

// signedIn is what a sign-in gives: the token of later requests, and the device id to use
// from now on, "" if it names none (both observed). data.token is of no known use.
type signedIn struct{ short, device string }

func cardsQuery(city int) url.Values { return url.Values{"cityId": {strconv.Itoa(city)}} }

// parseAppData reads the envelope around an answer and returns its data. Its form is
// observed. What a failure means is assumed: success:false is an answer that tells nothing,
// unless its message tells of works; 403 with a page instead of JSON is a ban; any other
// status is a fault of the cabinet or of the application token.
func parseAppData(x *Exchange) (json.RawMessage, error) {
	isJSON := isObject(x.Answer)
	switch {
	case x.Status == http.StatusForbidden && !isJSON, x.Status == http.StatusOK && isCaptcha(x.Answer):
		return nil, &Error{Kind: ErrBanned}
	case x.Status == http.StatusUnauthorized, x.Status == http.StatusForbidden:
		return nil, &Error{Kind: ErrUnavailable, Err: errToken}
	case !isJSON:
		return nil, &Error{Kind: ErrUnavailable, Err: errNotJSON}
	}
	var reply struct {
		Success *bool           `json:"success"`
		Message json.RawMessage `json:"message"`
		Result  json.RawMessage `json:"result"`
	}
	err := decodeBody(x.Answer, &reply)
	good := reply.Success != nil && *reply.Success
	switch {
	case !good && asksToSlowDown(reply.Message):
		return nil, &Error{Kind: ErrBusy}
	case !good && tellsOfWorks(reply.Message):
		return nil, &Error{Kind: ErrUnavailable, Err: errWorks}
	case err != nil:
		return nil, err
	case reply.Success == nil:
		return nil, lacks("", "success", "true or false")
	case !good, x.Status >= http.StatusBadRequest:
		return nil, &Error{Kind: ErrUnavailable, Err: ErrNotTold}
	case x.Status != http.StatusOK:
		return nil, changed("status 200 beside success:true")
	}
	var result struct {
		Data json.RawMessage `json:"data"`
	}
	if !isEmpty(reply.Result) {
		err = decode(reply.Result, "result", &result)
	}
	return result.Data, err
}

// parseAppCard reads the balance of a card.
func parseAppCard(x *Exchange, pan PAN) (Money, error) {
	var data struct {
		PAN     text   `json:"pan"`
		Balance *tenge `json:"balance"`
	}
	err := decodeAppData(x, &data)
	if errors.Is(err, errNoData) {
		return 0, &Error{Kind: ErrUnavailable, Err: ErrNotTold}
	}
	if err != nil {
		return 0, err
	}
	if data.PAN != "" && string(data.PAN) != pan.Digits() {
		return 0, lacks("result.data", "pan", "the card that was asked for")
	}
	return money(data.Balance, "result.data", "balance")
}

// decodeAppData reads the data of an answer. Success without data was seen to mean that the
// service is down.
func decodeAppData(x *Exchange, v any) error {
	data, err := parseAppData(x)
	switch {
	case err != nil:
		return err
	case isEmpty(data):
		return &Error{Kind: ErrUnavailable, Err: errNoData}
	}
	return decode(data, "result.data", v)
}

// parseSignedIn reads the answer to a sign-in. Assumed: success:false, HTTP 401, or another
// status of 4xx with JSON, is a refusal of the phone number or the password. Taking too much
// for one costs the operator a look, too little locks his account.
func parseSignedIn(x *Exchange) (signedIn, error) {
	var data struct {
		Short  string `json:"shortToken"`
		Device text   `json:"d"`
	}
	err := decodeAppData(x, &data)
	refused := x.Status == http.StatusUnauthorized || x.Status >= http.StatusBadRequest && isObject(x.Answer)
	switch {
	case errors.Is(err, ErrBusy), errors.Is(err, errNoData):
		return signedIn{}, err
	case refused, errors.Is(err, ErrNotTold):
		return signedIn{}, &Error{Kind: errDeclined}
	case err != nil:
		return signedIn{}, err
	case data.Short == "", len(data.Short) > maxHeader, headerText(data.Short) != data.Short:
		return signedIn{}, lacks("result.data", "shortToken", "a token")
	}
	return signedIn{short: data.Short, device: string(data.Device)}, nil
}

// parseAppCards adds the numbers of the account's cards in a city. One that cannot be read
// makes the whole list doubtful: a card might be missed. A list that is null has none
// (assumed), as one that is empty (observed).
func parseAppCards(x *Exchange, numbers map[string]bool) error {
	data, err := parseAppData(x)
	if err != nil {
		return err
	}
	items, err := appList(data)
	if err != nil {
		return err
	}
	for _, item := range items {
		var card struct {
			PAN json.RawMessage `json:"pan"`
		}
		if err := decode(item, dataItem, &card); err != nil {
			return err
		}
		number, err := numberOf(card.PAN)
		if err != nil {
			return lacks(dataItem, "pan", "a number")
		}
		numbers[number] = true
	}
	return nil
}

// dataItem is where the items of a list stand.
const dataItem = "result.data[]"

// appList reads a list, which may be empty or null. What is empty in another way is no list.
func appList(data json.RawMessage) ([]json.RawMessage, error) {
	if isEmpty(data) && string(data) != "null" && !strings.HasPrefix(string(data), "[") {
		return nil, &Error{Kind: ErrUnavailable, Err: errNoData}
	}
	return list(data, "result.data")
}

// parseTickets reads the rides of all cards.
func parseTickets(x *Exchange) ([]parsed, error) {
	data, err := parseAppData(x)
	if err != nil {
		return nil, err
	}
	if string(data) == "null" {
		return nil, &Error{Kind: ErrUnavailable, Err: errNoData}
	}
	items, err := appList(data)
	if err != nil {
		return nil, err
	}
	return parseEach(items, parseTicket)
}

// parseTicket reads a ride. The fields, and cost in tiyn, are observed; that every ticket is
// a ride, that createdAt is when it was made, and its form (RFC 3339), are assumed. type says
// how it was paid, such as QR. A ride on a pass (isPass, observed) costs nothing, whatever
// cost says.
func parseTicket(item json.RawMessage) (t parsed) {
	var wire struct {
		ID      text `json:"id"`
		Created text `json:"createdAt"`
		Payload *struct {
			PAN       json.RawMessage `json:"pan"`
			Cost      *Money          `json:"cost"`
			Route     text            `json:"route"`
			Conductor text            `json:"conductor"`
			IsPass    bool            `json:"isPass"`
		} `json:"payload"`
	}
	t.err = decode(item, dataItem, &wire) // what can be read is there all the same
	ride := wire.Payload
	switch {
	case ride == nil && t.err == nil:
		t.err = lacks(dataItem, "payload", "an object")
		return t
	case ride == nil:
		return t
	case len(ride.PAN) > 0 && isEmpty(ride.PAN):
		return parsed{} // paid without a card
	}
	pan, err := numberOf(ride.PAN)
	if err != nil {
		t.err = lacks(dataItem, "payload.pan", "a number")
	}
	t.pan = pan
	if t.err != nil {
		return t
	}
	at, err := time.Parse(time.RFC3339, string(wire.Created))
	cost, word, errCost := Money(0), WordPass, error(nil)
	if !ride.IsPass {
		word = ""
		cost, errCost = money(ride.Cost, dataItem, "payload.cost")
	}
	switch {
	case wire.ID == "":
		t.err = lacks(dataItem, "id", "an id")
	case err != nil || at.Before(oldest):
		t.err = lacks(dataItem, "createdAt", "a time as "+time.RFC3339)
	case errCost != nil:
		t.err = errCost
	case cost < 0:
		t.err = lacks(dataItem, "payload.cost", "a believable amount")
	}
	t.Transaction = Transaction{
		ID: string(wire.ID), At: at, Kind: KindRide, Word: word, Amount: -cost,
		Route: string(ride.Route), Vehicle: vehicleOf(string(ride.Conductor)),
	}
	return t
}

// numberOf reads the digits of a number that is too long for arithmetic.
func numberOf(raw json.RawMessage) (string, error) {
	var number text
	if err := number.UnmarshalJSON(raw); err != nil {
		return "", err
	}
	return digitsOf(string(number))
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

// ridesOf returns the rides of a card, and those in doubt that name no other.
func ridesOf(tickets []parsed, pan PAN) []parsed {
	var rides []parsed
	for _, t := range tickets {
		if t.pan == pan.Digits() || t.pan == "" && t.err != nil {
			rides = append(rides, t)
		}
	}
	return rides
}
