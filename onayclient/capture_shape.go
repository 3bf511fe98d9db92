package onayclient

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// testCard stands for the number of the card that was asked for.
const testCard = "9643000000000001014"

// kept are the fields whose values are kept if they look as they should.
var kept = func() map[string]*regexp.Regexp {
	const flag, money = `true|false`, `-?\d{1,9}(?:\.\d{1,2})?`
	looks := map[string]string{
		"success": flag, "stopList": flag, "type": flag + `|QR|(?:0[1-9]|10)(?:\.\d\d){1,3}`, "message": `OK`,
		"operation": `ride|topup|correction|refund|transfer`, "balance": money, "amount": money, "cost": money,
		"page": `\d{1,5}`, "pages": `\d{1,5}`, "retry-after": `\d{1,6}`,
	}
	compiled := make(map[string]*regexp.Regexp, len(looks))
	for name, look := range looks {
		compiled[name] = regexp.MustCompile(`^(?:` + look + `)$`)
	}
	return compiled
}()

// layouts are those of the times whose layout is kept, with parts of a second or without.
var layouts = []string{
	time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04", time.DateTime, "2006-01-02 15:04", time.DateOnly,
	"02.01.2006 15:04:05", "02.01.2006 15:04", "02.01.2006", "02/01/2006 15:04:05", "02/01/2006 15:04", "02/01/2006",
}

var (
	figures   = []string{"balance", "amount", "cost"} // kept of the card that was asked for alone
	fieldName = regexp.MustCompile(`^[a-z][A-Za-z_-]{0,31}\d{0,2}$`)
	// numbers are what may be numbers of cards.
	numbers = regexp.MustCompile(`\d(?:[ -]?\d){18}`)
	// challenge are the words by which the client knows a page that wants proof of a person.
	challenge = regexp.MustCompile(`(?i)captcha|challenge-platform`)
)

// shape is text with x for letters and 0 for digits. Some punctuation stays, and the words of a challenge.
func shape(text string) string {
	var b strings.Builder
	end := 0
	for _, at := range challenge.FindAllStringIndex(text, -1) {
		b.WriteString(strings.Map(shapeRune, text[end:at[0]]) + text[at[0]:at[1]])
		end = at[1]
	}
	return b.String() + strings.Map(shapeRune, text[end:])
}

func shapeRune(r rune) rune {
	switch {
	case unicode.IsNumber(r):
		return '0'
	case strings.ContainsRune("\n\t !()*+,-./:;=@_|", r):
		return r
	default:
		return 'x'
	}
}

// shaper writes an exchange down by the rules of [Exchange.Capture].
type shaper struct {
	card   string // its digits; "" if none was asked for
	host   string // that was asked
	own    bool   // the exchange is about the card alone
	sent   bool   // what is being written was sent by the client
	ids    map[string]int
	byHand []string
}

// isAbout reports whether an exchange names the card that was asked for, and its answer, as it is
// written down, no other.
func (s *shaper) isAbout(sent, answer string) bool {
	found := numbers.FindAllString(answer, -1)
	others := slices.ContainsFunc(found, func(number string) bool { return number != testCard })
	return s.card != "" && !others && (len(found) > 0 || strings.Contains(sent, s.card))
}

// body is JSON if it begins like it, else a page.
func (s *shaper) body(text string) string {
	start := strings.TrimLeft(text, " \t\r\n"+byteOrderMark)
	if !strings.HasPrefix(start, "{") && !strings.HasPrefix(start, "[") {
		return page(text)
	}
	var pretty bytes.Buffer
	// What is nested for the sake of it would grow with the square of its depth.
	shallow := strings.Count(start, "{")+strings.Count(start, "[") < 1_000
	if shallow && json.Indent(&pretty, []byte(start), "", "  ") == nil {
		start = pretty.String()
	}
	return s.json(start)
}

// jsonPart is a string, with the colon behind it if it names a field, the end of an object or an array,
// or what else stands between brackets and commas.
var jsonPart = regexp.MustCompile(`(?s)"(?:[^"\\]|\\.)*(?:"(?:[ \t\r\n]*:)?|\\?\z)|[]}]|[^] \t\r\n{}[,:"]+`)

// json is JSON, whole, cut short or broken. What is broken stays so.
func (s *shaper) json(text string) string {
	under := "" // the name of the field
	return jsonPart.ReplaceAllStringFunc(text, func(part string) string {
		literal, named := strings.CutSuffix(part, ":")
		var value any
		err := json.Unmarshal([]byte(literal), &value)
		text, isText := value.(string)
		switch {
		case part == "}" || part == "]":
			under = ""
			return part
		case isText && named:
			under = s.name(text)
			return strconv.Quote(under) + ":"
		case err == nil:
			return s.value(under, literal, value)
		case strings.HasSuffix(literal, `"`) && len(literal) > 1:
			return strings.Replace(part, literal, `"\x"`, 1) // no string either
		case strings.HasPrefix(part, `"`):
			return `"`
		default:
			return "x"
		}
	})
}

// value is the value of a field that is neither an object nor an array.
func (s *shaper) value(name, literal string, value any) string {
	switch value := value.(type) {
	case string:
		return strconv.Quote(s.text(name, value))
	case float64:
		return s.number(name, literal)
	case bool:
		return strconv.FormatBool(value && s.keeps(name, literal))
	default:
		return "null"
	}
}

// name is the name of a field. What does not look like one is data.
func (s *shaper) name(field string) string {
	switch {
	case fieldName.MatchString(field):
		return field
	case s.isCard(field):
		return testCard
	default:
		return strings.ReplaceAll(shape(field), "=", "x")
	}
}

// keeps reports whether the value of a field is kept, and notes a field whose value has to be filled in.
func (s *shaper) keeps(name, value string) bool {
	look, named := kept[name]
	switch {
	case !named:
		return false
	case look.MatchString(value) && (s.own || !slices.Contains(figures, name)):
		return true
	case !slices.Contains(s.byHand, name):
		s.byHand = append(s.byHand, name)
	}
	return false
}

func (s *shaper) text(name, value string) string {
	switch {
	case value == "" || s.keeps(name, value):
		return value
	case s.isCard(value):
		return testCard
	case name == "id":
		return fmt.Sprintf("id-%d", s.id("text "+value))
	}
	for _, layout := range layouts {
		if t, err := time.Parse(layout, value); err == nil {
			_, offset := t.Zone()
			return time.Date(2020, time.January, 31, 12, 0, 0, 0, time.FixedZone("", offset)).Format(layout)
		}
	}
	if s.sent {
		return "x"
	}
	return shape(value)
}

// number begins with 1 if more digits follow, for no number of JSON begins with 0 then.
func (s *shaper) number(name, value string) string {
	switch {
	case s.keeps(name, value):
		return value
	case s.isCard(value):
		return testCard
	case name == "id":
		return strconv.Itoa(s.id("number " + value))
	default:
		return zeros.ReplaceAllString(digit.ReplaceAllString(value, "0"), "${1}1$2")
	}
}

var (
	digit = regexp.MustCompile(`\d`)
	zeros = regexp.MustCompile(`^(-?)0(0+)`)
)

// isCard knows the card's number, also in groups.
func (s *shaper) isCard(value string) bool {
	return s.card != "" && strings.NewReplacer(" ", "", "-", "", "\u00a0", "").Replace(value) == s.card
}

// id counts ids, so that one can be known again.
func (s *shaper) id(value string) int {
	if s.ids[value] == 0 {
		s.ids[value] = len(s.ids) + 1
	}
	return s.ids[value]
}

// page is a page of HTML, or any other text: its tags, the names and types of inputs, and the shape of
// all else. Scripts, styles and comments are left out.
func page(text string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(text))
	program := false
	for z.Next() != html.ErrorToken {
		t := z.Token()
		switch t.Type {
		case html.TextToken:
			t.Data = shape(t.Data)
			if program {
				t.Data = ""
			}
		case html.CommentToken:
			t.Data = ""
		case html.DoctypeToken:
			t.Data = "html"
		default:
			program = t.Type != html.EndTagToken && (t.DataAtom == atom.Script || t.DataAtom == atom.Style)
			t.Attr = attributes(t)
			if t.DataAtom == 0 {
				t.Data = "x"
			}
		}
		b.WriteString(t.String())
	}
	return b.String()
}

// inputs are the tags that name fields.
var inputs = []atom.Atom{atom.Input, atom.Select, atom.Textarea, atom.Button, atom.Form, atom.Meta}

// attributes are those of a tag that HTML knows.
func attributes(t html.Token) (known []html.Attribute) {
	for _, a := range t.Attr {
		names := slices.Contains(inputs, t.DataAtom) && slices.Contains([]string{"id", "name", "type"}, a.Key)
		if !names || !fieldName.MatchString(a.Val) {
			a.Val = shape(a.Val)
		}
		if atom.Lookup([]byte(a.Key)) != 0 {
			known = append(known, a)
		}
	}
	return known
}
