package onayclient

import (
	"html"
	"net/url"
	"regexp"
	"strings"
	"unicode"
)

// longNumber is from how many digits on a number is taken to name something.
const longNumber = 9

// The shapes of what is masked wherever it stands. Of several that begin at the same place
// the first is taken.
const (
	uuidExpr    = `[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}`
	emailExpr   = `[\pL\d][\pL\d._%+\-]{0,40}@[\pL\d\-]+(?:\.[\pL\d\-]+)+` // bounded, or long runs of dots take for ever
	clockExpr   = `\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?`
	dayExpr     = `(?:\d{4}[-./]\d{2}[-./]\d{2}|\d{1,2}[-./]\d{1,2}[-./]\d{4})`
	instantExpr = dayExpr + `(?:T|,? +)` + clockExpr + `(?: ?(?:Z|[+-]\d{2}:?\d{2}))?`
	panExpr     = `\d(?:[ \-\x{00a0}\x{2009}\x{202f}]?\d){18}`
	phoneExpr   = `\+\d[\d ()\-]{8,16}\d|\b[78][ (\-]{1,2}\d{3}[ )\-]{1,2}\d{3}[ \-]?\d{2}[ \-]?\d{2}\b`
	plateExpr   = `\b\d{3} ?[A-Z]{2,3} ?\d{2}\b|\b[A-Z] ?\d{3} ?[A-Z]{2,3}\b`
	ipExpr      = `\b(?:` + octet + `\.){3}` + octet + `\b`
	octet       = `(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)`
	starsExpr   = `[*•·]{1,16} ?\d{4}\b`
	longExpr    = `[A-Za-z0-9_+/\-]{16,}={0,2}`

	shapeExpr = uuidExpr + `|` + instantExpr + `|` + panExpr + `|` + phoneExpr + `|` +
		ipExpr + `|` + dayExpr + `|` + `\b` + clockExpr + `|` + plateExpr + `|` + starsExpr + `|` +
		`\d{6,}\b|` + longExpr
)

// shape masks what one of the shapes has found.
func (m *masker) shape(s string) string {
	digits := strings.Map(keepDigit, s)
	switch {
	case digits == s:
		return m.digits(s)
	case is(panShape, s):
		return regroup(s, m.pan(digits))
	case is(uuidShape, s):
		return m.uuid(s)
	case is(emailShape, s):
		return m.place("person", s) + "@example.kz"
	case is(timeShape, s):
		return m.times.mask(s)
	case is(ipShape, s):
		return "192.0.2.1"
	case is(starsShape, s):
		return s[:len(s)-4] + "0000"
	case is(phoneShape, s):
		return regroup(s, m.fakeNumber(digits))
	case is(plateShape, s):
		return m.place("plate", s)
	case digits == "": // words and paths
		return s
	default:
		return m.place("token", s)
	}
}

var (
	anyShape   = regexp.MustCompile(shapeExpr)
	anyOrEmail = regexp.MustCompile(emailExpr + `|` + shapeExpr)
	panShape   = whole(panExpr)
	uuidShape  = whole(uuidExpr)
	emailShape = whole(emailExpr)
	timeShape  = whole(instantExpr + `|` + dayExpr + `|` + clockExpr)
	ipShape    = whole(ipExpr)
	starsShape = whole(starsExpr)
	phoneShape = whole(phoneExpr)
	plateShape = whole(plateExpr)
	plainShape = whole(`[A-Za-z][A-Za-z_-]{0,31}`)
	typeShape  = whole(`[\d.]{1,20}`)
	epochShape = whole(`1[2-9]\d{8}(?:\d{3})?`)

	capitalised = regexp.MustCompile(`(^|[^\pL\d])(\p{Lu}[\pL'’]+)`)
)

func whole(expr string) *regexp.Regexp { return regexp.MustCompile(`^(?:` + expr + `)$`) }

func is(shape *regexp.Regexp, s string) bool { return shape.MatchString(s) }

func keepDigit(r rune) rune {
	if r < '0' || r > '9' {
		return -1
	}
	return r
}

// regroup writes digits in the grouping of s, which has as many.
func regroup(s, digits string) string {
	return strings.Map(func(r rune) rune {
		if keepDigit(r) < 0 || digits == "" {
			return r
		}
		d := rune(digits[0])
		digits = digits[1:]
		return d
	}, s)
}

// replaceParts replaces every match in s by what to makes of its parts: the match and its
// groups. (Finding them again in the match alone would miss what stood around it.)
func replaceParts(re *regexp.Regexp, s string, to func(parts []string) string) string {
	var b strings.Builder
	end := 0
	for _, at := range re.FindAllStringSubmatchIndex(s, -1) {
		parts := make([]string, len(at)/2)
		for i := range parts {
			if at[2*i] >= 0 {
				parts[i] = s[at[2*i]:at[2*i+1]]
			}
		}
		b.WriteString(s[end:at[0]])
		b.WriteString(to(parts))
		end = at[1]
	}
	b.WriteString(s[end:])
	return b.String()
}

// uuid is another one that is as valid.
func (m *masker) uuid(s string) string {
	n := strings.TrimPrefix(m.place("uuid", s), "uuid-")
	return "00000000-0000-4000-8000-" + strings.Repeat("0", max(12-len(n), 0)) + n
}

// spellings are the ways in which a value is written in forms, pages and JSON.
func spellings(value string) []string {
	forms := []string{
		value, url.QueryEscape(value), url.PathEscape(value), html.EscapeString(value),
		strings.ReplaceAll(html.EscapeString(value), "+", "&#43;"), strings.ReplaceAll(value, "/", `\/`),
	}
	if folded := strings.ToLower(value); folded != value {
		forms = append(forms, folded)
	}
	return forms
}

// isPlainKey reports whether the name of a field is a word of a program, and names nobody.
func isPlainKey(s string) bool { return is(plainShape, s) }

// siteWords are words that sites begin with a capital letter. What stands here is kept.
var siteWords = func() map[string]bool {
	words := make(map[string]bool)
	for _, w := range strings.FieldsFunc(siteVocabulary, unicode.IsSpace) {
		words[w] = true
	}
	return words
}()

const siteVocabulary = `
ok qr kzt html doctype http https error errors fatal warning exception internal server bad gateway service
unavailable forbidden unauthorized not found page expired invalid missing csrf token session sign signin login
access denied blocked too many requests rate limit try again later please confirm are you a an the human robot
captcha check card cards no such success type message balance cloudflare nginx apache php laravel ora
такой такая карта карты карту нет не неверный неверная неверно ошибка сервер сессия токен слишком много часто
запросов попробуйте позже технические работы ведутся войдите вход введите пароль логин страница устарела доступ
запрещён запрещен баланс оңай қате карта қайта кейінірек тым көп
`
