package onayclient

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// maxMoney bounds an amount: ten billion tenge, in tiyn. Sums of such amounts are far from
// overflowing.
const maxMoney = 1_000_000_000_000

// maxText bounds a text taken over from an answer, in characters.
const maxText = 120

// oldest is before any ride by card: an earlier time is a slip of the cabinet's.
var oldest = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// byteOrderMark may stand before the body of a carelessly saved script.
const byteOrderMark = "\ufeff"

// decodeBody reads the body of an answer, a JSON object, into v. A body that ends in the
// middle was cut on its way.
func decodeBody(body []byte, v any) error {
	body = bytes.TrimPrefix(body, []byte(byteOrderMark))
	var whole json.RawMessage
	if err := json.NewDecoder(bytes.NewReader(body)).Decode(&whole); errors.Is(err, io.ErrUnexpectedEOF) {
		return &Error{Kind: ErrUnavailable, Err: errCut}
	}
	return decode(body, "", v)
}

// decode reads a JSON value into v. at names where it stands, such as "result.rows[]". A
// value or a field of another kind than v wants is an ErrChanged that names it.
func decode(raw []byte, at string, v any) error {
	want := wanted(reflect.TypeOf(v).Elem())
	if len(raw) == 0 || string(raw) == "null" {
		return lacks(at, "", want)
	}
	err := json.Unmarshal(raw, v)
	var wrong *json.UnmarshalTypeError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &wrong):
		return lacks(at, wrong.Field, wanted(wrong.Type))
	default:
		return lacks(at, "", want)
	}
}

// wanted says what an answer holds where a value of type t is read.
func wanted(t reflect.Type) string {
	switch {
	case t == reflect.TypeFor[tenge]():
		return "an amount in tenge"
	case t.Kind() == reflect.Bool:
		return "true or false"
	case t.Kind() == reflect.String:
		return "a text"
	case t.Kind() == reflect.Int64:
		return "an integer"
	case t.Kind() == reflect.Slice:
		return "an array of objects"
	default:
		return "an object"
	}
}

// lacks is an answer whose field does not hold what is wanted.
func lacks(at, field, want string) *Error {
	name := strings.Trim(at+"."+field, ".")
	if name == "" {
		return changed("a JSON object")
	}
	return changed(name + ": " + want)
}

// text is a short text of an answer. A number is taken as it is written; what is empty is "".
// Control characters are left out, for the text may end up in a message or a log.
type text string

// UnmarshalJSON reads a text or a number.
func (t *text) UnmarshalJSON(raw []byte) error {
	*t = ""
	if isEmpty(raw) {
		return nil
	}
	var s string
	if json.Unmarshal(raw, &s) != nil {
		var n json.Number
		if json.Unmarshal(raw, &n) != nil {
			return &json.UnmarshalTypeError{Value: "value", Type: reflect.TypeFor[text]()}
		}
		s = n.String()
	}
	*t = text(clean(s))
	return nil
}

// tenge is an amount that is written in tenge, whole or with tiyn after a point.
type tenge Money

// UnmarshalJSON reads the amount as exactly as an integer.
func (t *tenge) UnmarshalJSON(raw []byte) error {
	whole, tiyn, pointed := strings.Cut(string(raw), ".")
	switch {
	case !pointed:
		tiyn = "00"
	case len(tiyn) == 1:
		tiyn += "0"
	}
	n, err := strconv.ParseInt(whole+tiyn, 10, 64)
	if err != nil || whole == "" || len(tiyn) != 2 {
		return &json.UnmarshalTypeError{Value: "value", Type: reflect.TypeFor[tenge]()}
	}
	*t = tenge(n)
	return nil
}

// money returns an amount that is there and within bounds. Anything doubtful is an error,
// never 0.
func money[T Money | tenge](amount *T, at, field string) (Money, error) {
	switch {
	case amount == nil:
		return 0, lacks(at, field, wanted(reflect.TypeFor[T]()))
	case *amount < -maxMoney || *amount > maxMoney:
		return 0, lacks(at, field, "a believable amount")
	}
	return Money(*amount), nil
}

// isObject reports whether a body begins as a JSON object does.
func isObject(body []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(body, " \t\r\n"+byteOrderMark), []byte("{"))
}

// isEmpty reports whether a field is missing or holds nothing: null, false, or quotes and
// brackets around nothing.
func isEmpty(raw []byte) bool {
	s := string(raw)
	return s == "null" || s == "false" || strings.Trim(s, "{}[]\" \t\r\n") == ""
}

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

// list reads an array of objects; null is an empty one.
func list(raw json.RawMessage, at string) (items []json.RawMessage, err error) {
	if string(raw) == "null" {
		return nil, nil
	}
	if err := decode(raw, at, &items); err != nil {
		return nil, err
	}
	for _, item := range items {
		if !isObject(item) {
			return nil, lacks(at, "", wanted(reflect.TypeOf(items)))
		}
	}
	return items, nil
}
