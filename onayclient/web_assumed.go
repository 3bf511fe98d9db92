package onayclient

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
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

// The sign-in, and the steps behind it.
var (
	stepSignIn = Step{"sign-in", "sign in", true,
		"HTTP 200 with JSON: type true", "onayclient/web_assumed.go", "signin"}
	stepAdd = Step{"card added", "add card", true,
		"HTTP 200 with JSON: type true", "onayclient/web_assumed.go", "cards/add"}
	stepDetail = Step{"rides read", "detail", true,
		"HTTP 200 with JSON: result with pages and rows, type true", "onayclient/web_assumed.go", "detail"}
)

func behindSignIn(step Step) bool { return step == stepAdd || step == stepDetail }

// statusPageExpired is what some frameworks answer to a stale token.
const statusPageExpired = 419

// Dates are Almaty time in these layouts.
const (
	dayLayout = "02.01.2006"
	rowLayout = "02.01.2006 15:04:05"
)

func signInForm(login, password string) url.Values {
	return url.Values{"login": {login}, "password": {password}}
}

// detailForm asks for a page, counted from 1, of the days from from to to, both included.
func detailForm(pan PAN, from, to time.Time, page int) url.Values {
	return url.Values{
		"pan":  {pan.Digits()},
		"from": {from.Format(dayLayout)},
		"to":   {to.Format(dayLayout)},
		"page": {strconv.Itoa(page)},
	}
}

// Kinds of answers that ask for something else first. They do not leave the package.
var (
	errStale     = errors.New("token or session refused")
	errStartPage = fmt.Errorf("%w: start page instead", errStale)
	errUnsigned  = errors.New("not signed in")
	errDeclined  = errors.New("declined")
)

func isStale(err error) bool { return errors.Is(err, errStale) }

// refusal returns why the answer to a form is not the JSON that was asked for, or nil.
// Without a sign-in that is HTTP 401 or the start page; a stale token or session is HTTP 403
// or 419, a redirect, or the start page; 403 for a fresh token is a ban; any other page
// means "slow down".
func refusal(x *Exchange, fresh bool) error {
	switch {
	case x.Status == http.StatusOK && isObject(x.Answer):
		return nil
	case x.Status == http.StatusUnauthorized:
		return &Error{Kind: errUnsigned}
	case isCaptcha(x.Answer), x.Status == http.StatusForbidden && fresh:
		return &Error{Kind: ErrBanned}
	case x.Status == http.StatusOK && tokenOf(x.Answer) != "":
		return &Error{Kind: errStartPage}
	case x.Status == http.StatusForbidden, x.Status == statusPageExpired, isRedirect(x):
		return &Error{Kind: errStale}
	case x.Status == http.StatusOK:
		return &Error{Kind: ErrBusy}
	default:
		return changed("a step that is there")
	}
}

// final is what an answer means that asks again for what it has just been given.
func final(err error) error {
	missing := ""
	switch {
	case isStale(err):
		missing = "an answer to a fresh token"
	case errors.Is(err, errUnsigned):
		missing = "an answer to a signed-in session"
	default:
		return err
	}
	var asked *Error
	errors.As(err, &asked)
	return &Error{Kind: ErrChanged, Op: asked.Op, Status: asked.Status, Err: asked.Kind, Missing: missing}
}

// refusesLogin reports whether err is how a sign-in is refused. Besides type:false that may
// be the status or the page that asks for a sign-in, once the token cannot be the reason:
// taking too much for a refusal costs the operator a look, too little locks his account.
func refusesLogin(err error) bool {
	return errors.Is(err, errDeclined) || errors.Is(err, errUnsigned) || isStale(err)
}

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

// envelope is what every answer has: type, and errordetail after a fault behind the cabinet,
// which then says nothing about the card (both observed).
type envelope struct {
	Detail  json.RawMessage `json:"errordetail"`
	Type    *bool           `json:"type"`
	Message json.RawMessage `json:"message"`
	Result  json.RawMessage `json:"result"`
}

// parseEnvelope reads the envelope. In a message beside anything but type:true it looks for
// "too many requests", "stale token" and works: their form is unknown, and taken for
// type:false alone they would tell a passenger that his card does not exist.
func parseEnvelope(body []byte) (e envelope, good bool, err error) {
	err = decodeBody(body, &e)
	good = e.Type != nil && *e.Type
	switch {
	case !isEmpty(e.Detail):
		return e, false, &Error{Kind: ErrUnavailable, Err: errDetail}
	case !good && asksToSlowDown(e.Message):
		return e, false, &Error{Kind: ErrBusy}
	case !good && says(e.Message, "csrf", "token", "токен", "session", "сессия"):
		return e, false, &Error{Kind: errStale}
	case !good && tellsOfWorks(e.Message):
		return e, false, &Error{Kind: ErrUnavailable, Err: errWorks}
	case err == nil && e.Type == nil:
		return e, false, lacks("", "type", "true or false")
	}
	return e, good, err
}

func asksToSlowDown(message json.RawMessage) bool {
	return says(message, "too many", "rate limit", "try later", "try again later", "слишком много",
		"слишком часто", "попробуйте позже", "тым көп", "кейінірек")
}

func tellsOfWorks(message json.RawMessage) bool {
	return says(message, "maintenance", "unavailable", "out of service", "технические работы", "технических работ",
		"профилактич", "регламентн", "недоступ", "не работает", "техникалық жұмыс", "жөндеу", "қолжетімсіз")
}

// says reports whether a message holds one of the words, which are in lower case. A message
// that is no text says nothing.
func says(message json.RawMessage, words ...string) bool {
	var t text
	if t.UnmarshalJSON(message) != nil {
		return false
	}
	lower := strings.ToLower(string(t))
	return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(lower, word) })
}

// parseDone reads an answer that says no more than whether it was done: type:false is
// errDeclined.
func parseDone(x *Exchange) error {
	_, done, err := parseEnvelope(x.Answer)
	if err == nil && !done {
		return &Error{Kind: errDeclined}
	}
	return err
}

// parseReply reads an answer whose result goes into v; type:false is ErrNoCard (observed for
// /check).
func parseReply(body []byte, v any) error {
	e, good, err := parseEnvelope(body)
	switch {
	case err != nil:
		return err
	case good:
		return decode(e.Result, "result", v)
	case !isEmpty(e.Result):
		return lacks("", "result", "nothing beside type:false")
	default:
		return &Error{Kind: ErrNoCard}
	}
}

// parseCheck reads the answer of /check (observed). It yields a card only if nothing about
// its balance is in doubt.
func parseCheck(body []byte, pan PAN) (Card, error) {
	var result struct {
		PAN     text   `json:"pan"`
		Balance *Money `json:"balance"`
		Blocked bool   `json:"stopList"`
		Type    text   `json:"type"`
	}
	if err := parseReply(body, &result); err != nil {
		return Card{}, err
	}
	if result.PAN != "" && string(result.PAN) != pan.Digits() {
		return Card{}, lacks("result", "pan", "the card that was asked for")
	}
	balance, err := money(result.Balance, "result", "balance")
	if err != nil {
		return Card{}, err
	}
	return Card{PAN: pan, Type: string(result.Type), Balance: balance, Blocked: result.Blocked}, nil
}

// parsePage reads the answer of a detail page: its transactions, and how many pages there
// are.
func parsePage(body []byte, zone *time.Location) (page []parsed, pages int64, err error) {
	var result struct {
		Pages *int64          `json:"pages"`
		Rows  json.RawMessage `json:"rows"`
	}
	if err := parseReply(body, &result); err != nil {
		return nil, 0, err
	}
	if result.Pages == nil {
		return nil, 0, lacks("result", "pages", "an integer")
	}
	rows, err := list(result.Rows, "result.rows")
	if err != nil {
		return nil, 0, err
	}
	page, err = parseEach(rows, func(row json.RawMessage) (p parsed) {
		p.Transaction, p.err = parseRow(row, zone)
		return p
	})
	return page, *result.Pages, err
}

// parseRow reads a ride, a top-up or whatever else the operation says. Without an ID, a
// time or an amount it would be no use; a balance may be missing, but not be in doubt.
func parseRow(raw json.RawMessage, zone *time.Location) (Transaction, error) {
	const at = "result.rows[]"
	var row struct {
		ID        text   `json:"id"`
		Date      text   `json:"date"`
		Operation text   `json:"operation"`
		Route     text   `json:"route"`
		Vehicle   text   `json:"vehicle"`
		Amount    *Money `json:"amount"`
		Balance   *Money `json:"balance"`
	}
	if err := decode(raw, at, &row); err != nil {
		return Transaction{}, err
	}
	if row.ID == "" {
		return Transaction{}, lacks(at, "id", "a text")
	}
	date, err := time.ParseInLocation(rowLayout, string(row.Date), zone)
	if err != nil || date.Before(oldest) {
		return Transaction{}, lacks(at, "date", "a time as "+rowLayout)
	}
	t := Transaction{
		ID: string(row.ID), At: date, Word: string(row.Operation), Route: string(row.Route), Vehicle: string(row.Vehicle),
		HasBalance: row.Balance != nil,
	}
	if t.Amount, err = money(row.Amount, at, "amount"); err != nil {
		return Transaction{}, err
	}
	if t.HasBalance {
		t.Balance, err = money(row.Balance, at, "balance")
	}
	if t.Kind = KindOf(t.Word, t.Amount); t.Word == string(t.Kind) {
		t.Word = ""
	}
	return t, err
}
