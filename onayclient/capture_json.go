package onayclient

import (
	"encoding/json"
	"regexp"
	"strings"
)

// keyClass says what the name of a field promises about its value.
type keyClass int

const (
	keyOther keyClass = iota
	keySecret
	keyPerson
	keyName
	keyRoute
	keyVehicle
	keyID
	keyMoney // and other counts
)

// Names of fields that promise something, in lower case and without dashes.
var (
	secretKey  = regexp.MustCompile(`token|csrf|secret|passw|session|cookie|auth|^d$|^sid$|hash|sign$`)
	personKey  = regexp.MustCompile(`phone|mobile|mail|login|^iin$|^inn$|address|birth|holder|owner|surname|patronymic|user$|client|customer$`)
	routeKey   = regexp.MustCompile(`route|direction|station|^line$|stopname|^from(name|stop)|^to(name|stop)`)
	vehicleKey = regexp.MustCompile(`vehicle|conductor|plate|^bus|transport|driver|terminal|deviceid|devicenumber|garage|govnumber`)
	moneyKey   = regexp.MustCompile(`balance|amount|cost|sum$|price|fare|tariff|total|money|charge|^pages?$|count$`)
)

func keyClassOf(name string) keyClass {
	key := strings.ToLower(strings.NewReplacer("_", "", "-", "").Replace(name))
	switch {
	case key == "cityid":
		return keyOther
	case secretKey.MatchString(key):
		return keySecret
	case moneyKey.MatchString(key):
		return keyMoney
	case personKey.MatchString(key):
		return keyPerson
	case routeKey.MatchString(key):
		return keyRoute
	case vehicleKey.MatchString(key):
		return keyVehicle
	case strings.Contains(key, "name"), key == "fio":
		return keyName
	case key == "id", key == "uid", key == "uuid", strings.HasSuffix(name, "Id"), strings.HasSuffix(name, "_id"), key == "ticket":
		return keyID
	default:
		return keyOther
	}
}

// lexeme finds the strings and numbers of JSON, whole or cut short, without minding the rest.
var lexeme = regexp.MustCompile(`"(?:[^"\\]|\\.)*"(?:\s*:)?|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|"(?:[^"\\]|\\.)*\\?$`)

// json masks the strings and numbers of a JSON text, which need not be whole. A string stays
// a string and a number a number.
func (m *masker) json(body string) string {
	class := keyOther
	return lexeme.ReplaceAllStringFunc(body, func(found string) string {
		switch {
		case strings.HasSuffix(found, ":"):
			quoted := strings.TrimRight(found[:len(found)-1], " \t\r\n")
			name := unquote(quoted)
			class = keyClassOf(name)
			return quote(m.text(name)) + found[len(quoted):]
		case found[0] != '"':
			return m.jsonNumber(class, found)
		case len(found) > 1 && strings.HasSuffix(found, `"`):
			return quote(m.jsonText(class, unquote(found)))
		default: // the end is missing
			return strings.TrimSuffix(quote(m.jsonText(class, strings.TrimPrefix(found, `"`))), `"`)
		}
	})
}

func (m *masker) jsonText(class keyClass, s string) string {
	if s == "" {
		return s
	}
	switch class {
	case keySecret:
		return m.place("token", s)
	case keyPerson:
		return m.place("person", s)
	case keyName:
		return m.place("name", s)
	case keyRoute:
		return m.place("R", s)
	case keyVehicle:
		return m.vehicle(s)
	case keyID:
		return m.place("id", s)
	case keyMoney:
		if isAmount(s) {
			return s
		}
	}
	return m.words(s)
}

// vehicle keeps the brackets that may stand before a number plate.
func (m *masker) vehicle(s string) string {
	if end := strings.Index(s, ")"); strings.HasPrefix(s, "(") && end > 0 && end < len(s)-1 {
		return "(0000)" + m.place("plate", s[end+1:])
	}
	return m.place("plate", s)
}

func (m *masker) jsonNumber(class keyClass, s string) string {
	digits := strings.TrimPrefix(s, "-")
	switch {
	case len(digits) == panDigits && strings.Map(keepDigit, digits) == digits:
		return s[:len(s)-len(digits)] + m.pan(digits)
	case class == keyMoney && isAmount(s):
		return s
	case class == keyRoute, class == keyVehicle, class == keyID, class == keyPerson, class == keySecret:
		return m.fakeNumber(digits)
	case is(epochShape, s):
		return m.times.number(s)
	case strings.Map(keepDigit, digits) == digits:
		return s[:len(s)-len(digits)] + m.digits(digits)
	default:
		return s
	}
}

// isAmount reports whether s is short enough for money.
func isAmount(s string) bool {
	rest := strings.Map(keepDigit, s)
	return rest != "" && len(rest) <= 12 && strings.Trim(s, "0123456789.,-+ eE") == ""
}

// unquote reads a JSON string; one that cannot be read is taken as it is.
func unquote(s string) string {
	var out string
	if json.Unmarshal([]byte(s), &out) != nil {
		return strings.Trim(s, `"`)
	}
	return out
}

func quote(s string) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(s) // a string can always be encoded
	return strings.TrimSuffix(b.String(), "\n")
}

// jsonSecrets returns the values of fields whose names promise a secret.
func jsonSecrets(body string) (found []string) {
	class := keyOther
	for _, s := range lexeme.FindAllString(body, -1) {
		switch {
		case strings.HasSuffix(s, ":"):
			class = keyClassOf(unquote(strings.TrimRight(s[:len(s)-1], " \t\r\n")))
		case class == keySecret && s[0] == '"':
			found = append(found, unquote(s))
		}
	}
	return found
}
