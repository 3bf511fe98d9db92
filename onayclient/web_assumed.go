package onayclient

import (
	"bytes"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// This file holds what is assumed about the web dialect: nobody has published it, and it is
// modelled on the part that was observed. When the cabinet turns out to differ, this is
// what changes.

// The steps of the web dialect that are assumed.
var (
	stepSignIn = step{op: "sign in", method: http.MethodPost, path: "signin", assumed: true}
	stepAdd    = step{op: "add card", method: http.MethodPost, path: "cards/add", assumed: true}
	stepDetail = step{op: "detail", method: http.MethodPost, path: "detail", assumed: true}
)

// statusPageExpired is what some frameworks answer to a stale token.
const statusPageExpired = 419

// Assumed: dates are Almaty time in these layouts.
const (
	dayLayout = "02.01.2006"
	rowLayout = "02.01.2006 15:04:05"
)

// signInForm, addForm and detailForm are the fields sent besides the token. Both days of a
// detail are included, and its pages are counted from 1.
func signInForm(login, password string) url.Values {
	return url.Values{"login": {login}, "password": {password}}
}

func addForm(pan PAN) url.Values { return url.Values{"pan": {pan.Digits()}} }

func detailForm(pan PAN, from, to time.Time, page int) url.Values {
	return url.Values{
		"pan":  {pan.Digits()},
		"from": {from.Format(dayLayout)},
		"to":   {to.Format(dayLayout)},
		"page": {strconv.Itoa(page)},
	}
}

// refusal returns why the answer to a form is not the JSON that was asked for, or nil.
// Assumed: without a sign-in it is HTTP 401 or the start page; a stale token or session is
// HTTP 403 or 419, a redirect, or the start page; 403 for a fresh token is a ban; any other
// page means "slow down".
func refusal(a answer, fresh bool) error {
	switch {
	case a.status == http.StatusOK && isObject(a.body):
		return nil
	case a.status == http.StatusUnauthorized:
		return &Error{Kind: errUnsigned}
	case isCaptcha(a.body), a.status == http.StatusForbidden && fresh:
		return &Error{Kind: ErrBanned}
	case a.status == http.StatusOK && tokenOf(a.body) != "":
		return &Error{Kind: errStartPage}
	case a.status == http.StatusForbidden, a.status == statusPageExpired, isRedirect(a):
		return &Error{Kind: errStale}
	case a.status == http.StatusOK:
		return &Error{Kind: ErrBusy}
	default:
		return changed("a step that is there")
	}
}

// refusesLogin reports whether err is how a sign-in is refused. Besides type:false that may
// be the status or the page that asks for a sign-in, once the token cannot be the reason:
// taking too much for a refusal costs the operator a look, too little locks his account.
func refusesLogin(err error) bool {
	return errors.Is(err, errDeclined) || errors.Is(err, errUnsigned) || errors.Is(err, errStale)
}

// isBan reports whether an answer to a GET shuts the client out.
func isBan(a answer) bool { return a.status == http.StatusForbidden || isCaptcha(a.body) }

// isCaptcha knows a page that wants proof of a person by words in it, unless it is the start
// page, whose sign-in form may hold a captcha of its own.
func isCaptcha(page []byte) bool {
	if isObject(page) {
		return false
	}
	lower := bytes.ToLower(page)
	return (bytes.Contains(lower, []byte("captcha")) || bytes.Contains(lower, []byte("challenge-platform"))) &&
		tokenOf(page) == ""
}

// hintOf looks for "too many requests" and "stale token" in the message of an answer that
// is not type:true. Their form is unknown; taken for type:false alone they would tell a
// passenger that his card does not exist.
func hintOf(reply object) error {
	switch {
	case asksToSlowDown(reply):
		return &Error{Kind: ErrBusy}
	case says(reply, "csrf", "token", "токен", "session", "сессия"):
		return &Error{Kind: errStale}
	default:
		return nil
	}
}

func asksToSlowDown(reply object) bool {
	return says(reply, "too many", "rate limit", "try later", "try again later",
		"слишком много", "слишком часто", "попробуйте позже", "тым көп", "кейінірек")
}

// says reports whether the message of an answer holds one of the words, which are in lower
// case. A message that is no text says nothing.
func says(reply object, words ...string) bool {
	message, err := reply.text("message")
	if err != nil {
		return false
	}
	message = strings.ToLower(message)
	return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(message, word) })
}

// parseRows reads the rows of a page. One that is in doubt comes back with its error; if
// all are, the page itself is an ErrChanged.
func parseRows(result object, zone *time.Location) ([]row, error) {
	items, err := result.list("rows")
	if err != nil {
		return nil, err
	}
	rows := make([]row, len(items))
	bad := 0
	for i, item := range items {
		if rows[i].Transaction, rows[i].err = parseRow(item, zone); rows[i].err != nil {
			bad++
		}
	}
	if bad > 0 && bad == len(rows) {
		return nil, rows[0].err
	}
	return rows, nil
}

// parseRow reads a ride, a top-up or whatever else the operation says. Without an ID, a
// time or an amount it would be no use; a balance may be missing, but not be in doubt.
func parseRow(o object, zone *time.Location) (t Transaction, err error) {
	if t.ID, err = o.text("id"); err != nil || t.ID == "" {
		return t, o.lacks("id", "a text")
	}
	date, err := o.text("date")
	if err != nil {
		return t, err
	}
	if t.At, err = time.ParseInLocation(rowLayout, date, zone); err != nil || t.At.Before(firstRow) {
		return t, o.lacks("date", "a time as "+rowLayout)
	}
	if t.Amount, err = o.money("amount"); err != nil {
		return t, err
	}
	if t.HasBalance = !o.empty("balance"); t.HasBalance {
		if t.Balance, err = o.money("balance"); err != nil {
			return t, err
		}
	}
	operation, err := o.text("operation")
	if err != nil {
		return t, err
	}
	t.Kind = Kind(operation)
	if t.Route, err = o.text("route"); err != nil {
		return t, err
	}
	t.Vehicle, err = o.text("vehicle")
	return t, err
}

// parsePage reads the answer of a detail page: its rows, and how many pages there are.
func parsePage(body []byte, zone *time.Location) (rows []row, pages int64, err error) {
	result, err := parseReply(body)
	if err != nil {
		return nil, 0, err
	}
	if pages, err = result.integer("pages"); err != nil {
		return nil, 0, err
	}
	rows, err = parseRows(result, zone)
	return rows, pages, err
}

// parseDone reads an answer that says no more than whether it was done: type:false is
// errDeclined.
func parseDone(body []byte) error {
	_, done, err := parseEnvelope(body)
	if err == nil && !done {
		return &Error{Kind: errDeclined}
	}
	return err
}
