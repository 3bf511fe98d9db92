package onayclient

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// maxMoney bounds a figure that is taken for money: ten billion tenge, in tiyn. Sums of
// such figures are far from overflowing.
const maxMoney = 1_000_000_000_000

// maxText bounds a text taken over from an answer, in characters.
const maxText = 120

// maxHeader bounds a token that is sent back in a header, in bytes.
const maxHeader = 4 << 10

// firstRow is before any ride by card: an older time is a slip of the cabinet's.
var firstRow = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// byteOrderMark may stand before the body of a carelessly saved script.
const byteOrderMark = "\ufeff"

// object is a JSON object whose fields are looked at one by one, by their exact names, and
// never guessed: a field of another kind than expected is an ErrChanged that names it.
type object struct {
	name   string // where it stands, such as "result."; "" at the top
	fields map[string]json.RawMessage
}

// parseObject reads the body of an answer. One that ends in the middle was cut on its way;
// one that is no object at all is for the dialect to judge by isObject before.
func parseObject(body []byte) (object, error) {
	var o object
	body = bytes.TrimPrefix(body, []byte(byteOrderMark))
	if json.Unmarshal(body, &o.fields) == nil {
		return o, nil
	}
	var whole json.RawMessage
	if err := json.NewDecoder(bytes.NewReader(body)).Decode(&whole); errors.Is(err, io.ErrUnexpectedEOF) {
		return object{}, &Error{Kind: ErrUnavailable, Err: errCut}
	}
	return object{}, changed("a JSON object")
}

func isObject(body []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(body, " \t\r\n"+byteOrderMark), []byte("{"))
}

// within reads the object in a field.
func (o object) within(field string) (object, error) {
	inner := object{name: o.name + field + "."}
	raw := o.fields[field]
	if !isObject(raw) || json.Unmarshal(raw, &inner.fields) != nil {
		return object{}, o.lacks(field, "an object")
	}
	return inner, nil
}

// list reads the objects in an array; null is an empty one.
func (o object) list(field string) ([]object, error) {
	var raw []map[string]json.RawMessage
	if value, ok := o.fields[field]; !ok || json.Unmarshal(value, &raw) != nil {
		return nil, o.lacks(field, "an array of objects")
	}
	items := make([]object, len(raw))
	for i := range raw {
		items[i] = object{name: o.name + field + "[].", fields: raw[i]}
	}
	return items, nil
}

// integer reads a number written without fraction or exponent.
func (o object) integer(field string) (int64, error) {
	n, err := strconv.ParseInt(string(o.fields[field]), 10, 64)
	if err != nil {
		return 0, o.lacks(field, "an integer")
	}
	return n, nil
}

// money reads an amount in tiyn. Anything doubtful is an error, never 0.
func (o object) money(field string) (Money, error) {
	n, err := o.integer(field)
	if err != nil {
		return 0, err
	}
	if n < -maxMoney || n > maxMoney {
		return 0, o.lacks(field, "a believable amount")
	}
	return Money(n), nil
}

// tenge reads an amount in tenge, whole or with tiyn after a point, as exactly as money does.
func (o object) tenge(field string) (Money, error) {
	whole, tiyn, pointed := strings.Cut(string(o.fields[field]), ".")
	switch {
	case !pointed:
		tiyn = "00"
	case len(tiyn) == 1:
		tiyn += "0"
	}
	n, err := strconv.ParseInt(whole+tiyn, 10, 64)
	if err != nil || whole == "" || len(tiyn) != 2 {
		return 0, o.lacks(field, "an amount in tenge")
	}
	if n < -maxMoney || n > maxMoney {
		return 0, o.lacks(field, "a believable amount")
	}
	return Money(n), nil
}

// rfc3339 reads a time with its zone.
func (o object) rfc3339(field string) (time.Time, error) {
	s, err := o.text(field)
	if err != nil {
		return time.Time{}, err
	}
	at, err := time.Parse(time.RFC3339, s)
	if err != nil || at.Before(firstRow) {
		return time.Time{}, o.lacks(field, "a time as "+time.RFC3339)
	}
	return at, nil
}

// number reads the digits of a number that is too long for arithmetic.
func (o object) number(field string) (string, error) {
	s, err := o.text(field)
	if err != nil {
		return "", err
	}
	digits, err := digitsOf(s)
	if err != nil {
		return "", o.lacks(field, "a number")
	}
	return digits, nil
}

// header reads a text that can be sent back in a header as it is.
func (o object) header(field string) (string, error) {
	var s string
	if json.Unmarshal(o.fields[field], &s) != nil || s == "" || len(s) > maxHeader || headerText(s) != s {
		return "", o.lacks(field, "a token")
	}
	return s, nil
}

// flag reads a boolean.
func (o object) flag(field string) (bool, error) {
	switch string(o.fields[field]) {
	case "true":
		return true, nil
	case "false":
		return false, nil
	default:
		return false, o.lacks(field, "true or false")
	}
}

// text reads a short string; a number is taken as it is written. Control characters are
// left out, for the text may end up in a message or a log.
func (o object) text(field string) (string, error) {
	raw := o.fields[field]
	if o.empty(field) {
		return "", nil
	}
	var s string
	if err := json.Unmarshal(raw, &s); err != nil {
		var n json.Number
		if json.Unmarshal(raw, &n) != nil {
			return "", o.lacks(field, "a text")
		}
		s = n.String()
	}
	return clean(s), nil
}

// has reports whether a field is there, whatever it holds.
func (o object) has(field string) bool {
	_, ok := o.fields[field]
	return ok
}

// holdsNull reports whether a field is there and null.
func (o object) holdsNull(field string) bool { return string(o.fields[field]) == "null" }

// empty reports whether a field is missing or holds nothing: null, false, or quotes and
// brackets around nothing.
func (o object) empty(field string) bool {
	raw := string(o.fields[field])
	return raw == "null" || raw == "false" || strings.Trim(raw, "{}[]\" \t\r\n") == ""
}

func (o object) lacks(field, what string) *Error { return changed(o.name + field + ": " + what) }

func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, strings.TrimSpace(s))
	if runes := []rune(s); len(runes) > maxText {
		return string(runes[:maxText])
	}
	return s
}
