package onayclient

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
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

var (
	figures   = []string{"balance", "amount", "cost"} // kept of the card that was asked for alone
	fieldName = regexp.MustCompile(`^[a-z][A-Za-z_-]{0,31}\d{0,2}$`)
	// challenge are the words by which the client knows a page that wants proof of a person.
	challenge = regexp.MustCompile(`(?i)captcha|challenge-platform`)
)

// shaper writes an exchange down by the rules of [Exchange.Capture].
type shaper struct {
	card   string // its digits; "" if none was asked for
	host   string // that was asked
	own    bool   // what is being written is about the card
	sent   bool   // by the client
	ids    map[string]int
	byHand []string
}

// shape is text with x for letters and 0 for digits. Some punctuation stays.
func shape(text string) string {
	var b strings.Builder
	end := 0
	for _, at := range append(challenge.FindAllStringIndex(text, -1), []int{len(text), len(text)}) {
		b.WriteString(strings.Map(shapeRune, text[end:at[0]]))
		b.WriteString(text[at[0]:at[1]])
		end = at[1]
	}
	return b.String()
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
	case aTime.MatchString(value):
		return theMoment(value)
	case s.sent:
		return "x"
	default:
		return shape(value)
	}
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

// numbers are what may be numbers of cards.
var numbers = regexp.MustCompile(`\d(?:[ -]?\d){18}`)

// isAbout reports whether an exchange names the card that was asked for, and its answer, as it is
// written down, no other.
func (s *shaper) isAbout(sent, answer string) bool {
	found := numbers.FindAllString(answer, -1)
	others := slices.ContainsFunc(found, func(number string) bool { return number != testCard })
	return s.card != "" && !others && (len(found) > 0 || strings.Contains(sent, s.card))
}

// id counts ids, so that one can be known again.
func (s *shaper) id(value string) int {
	if s.ids[value] == 0 {
		s.ids[value] = len(s.ids) + 1
	}
	return s.ids[value]
}

// aTime is a day with or without a clock, its parts in groups.
var aTime = regexp.MustCompile(`^(?:\d{4}([-./])(?:0[1-9]|1[0-2])[-./](?:0[1-9]|[12]\d|3[01])|` +
	`(?:0[1-9]|[12]\d|3[01])([-./])(?:0[1-9]|1[0-2])[-./]\d{4})` +
	`(?:(T|,? )(?:[01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?([.,]\d{1,9})?( ?(?:Z|[+-]\d\d:?\d\d))?)?$`)

// theMoment is noon of 31 January 2020 in the layout of a time.
func theMoment(value string) string {
	part := aTime.FindStringSubmatch(value)
	day := "2020" + part[1] + "01" + part[1] + "31"
	if part[2] != "" {
		day = "31" + part[2] + "01" + part[2] + "2020"
	}
	if part[3] == "" {
		return day
	}
	return day + part[3] + "12:00" + shape(part[4]+part[5]) + part[6]
}
