package telegramsim

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// htmlTags maps the supported tags to the entity they make (observed).
var htmlTags = map[string]string{
	"b": "bold", "strong": "bold",
	"i": "italic", "em": "italic",
	"u": "underline", "ins": "underline",
	"s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
	"span": "spoiler", "tg-spoiler": "spoiler",
	"a": "text_link", "code": "code", "pre": "pre",
	"blockquote": "blockquote", "tg-emoji": "custom_emoji",
}

// htmlParser reads Telegram's HTML the way the real server does (observed): it
// stops at the first fault and names its byte offset, knows the four named
// entities and numeric ones, and leaves any other ampersand as it stands.
type htmlParser struct {
	source   string
	pos      int
	text     strings.Builder
	offset   int // UTF-16 units written
	open     []openTag
	entities []Entity
}

type openTag struct {
	name     string
	argument string
	entity   Entity
	start    int // where the tag's text begins, in bytes of the output
}

// parseFault is what is wrong with a text's markup, in the server's own words.
type parseFault string

func (f parseFault) Error() string { return string(f) }

func faultf(format string, args ...any) error {
	return parseFault(fmt.Sprintf(format, args...))
}

// parseHTML returns the plain text and its entities. The error is ready to
// follow "can't parse entities: ".
func parseHTML(source string) (string, []Entity, error) {
	p := &htmlParser{source: source}
	for p.pos < len(source) {
		if err := p.step(); err != nil {
			return "", nil, err
		}
	}
	if n := len(p.open); n > 0 {
		return "", nil, faultf("Can't find end tag corresponding to start tag %q", p.open[n-1].name)
	}
	sortEntities(p.entities)
	return p.text.String(), p.entities, nil
}

func sortEntities(entities []Entity) {
	slices.SortStableFunc(entities, func(a, b Entity) int {
		return cmp.Or(cmp.Compare(a.Offset, b.Offset), cmp.Compare(b.Length, a.Length))
	})
}

func (p *htmlParser) step() error {
	switch p.source[p.pos] {
	case '&':
		if r, size := decodeEntity(p.source[p.pos:]); size > 0 {
			p.write(r)
			p.pos += size
			return nil
		}
	case '<':
		if strings.HasPrefix(p.source[p.pos:], "</") {
			return p.endTag()
		}
		return p.startTag()
	}
	r, size := utf8.DecodeRuneInString(p.source[p.pos:])
	p.write(r)
	p.pos += size
	return nil
}

func (p *htmlParser) write(r rune) {
	p.text.WriteRune(r)
	p.offset += unitsOf(r)
}

// decodeEntity reads one character reference at the start of s; size is 0 when
// there is none. The semicolon may be missing.
func decodeEntity(s string) (r rune, size int) {
	if strings.HasPrefix(s, "&#") {
		return decodeNumeric(s)
	}
	end := 1
	for end < len(s) && isLetter(s[end]) {
		end++
	}
	named := map[string]rune{"lt": '<', "gt": '>', "amp": '&', "quot": '"'}
	r, known := named[s[1:end]]
	if !known {
		return 0, 0
	}
	return r, end + semicolon(s[end:])
}

func decodeNumeric(s string) (rune, int) {
	digits, base, set := s[2:], 10, "0123456789"
	if strings.HasPrefix(digits, "x") {
		digits, base, set = digits[1:], 16, set+"abcdefABCDEF"
	}
	end := len(digits) - len(strings.TrimLeft(digits, set))
	n, err := strconv.ParseUint(digits[:end], base, 32)
	if err != nil || n == 0 || n >= 0x10ffff || !utf8.ValidRune(rune(n)) {
		return 0, 0
	}
	size := len(s) - len(digits) + end
	return rune(n), size + semicolon(s[size:])
}

func semicolon(s string) int {
	if strings.HasPrefix(s, ";") {
		return 1
	}
	return 0
}

func (p *htmlParser) startTag() error {
	begin := p.pos
	p.pos++
	name := strings.ToLower(p.until(" \t\r\n\v\f>"))
	if p.pos == len(p.source) {
		return faultf("Unclosed start tag at byte offset %d", begin)
	}
	kind, known := htmlTags[name]
	if !known {
		return faultf("Unsupported start tag \"%s\" at byte offset %d", name, begin)
	}
	tag := openTag{name: name, start: p.text.Len(), entity: Entity{Type: kind, Offset: p.offset}}
	if err := p.attributes(&tag, begin); err != nil {
		return err
	}
	if name == "span" && tag.argument != "spoiler" {
		return faultf("Tag \"span\" must have class \"tg-spoiler\" at byte offset %d", begin)
	}
	p.open = append(p.open, tag)
	return nil
}

func (p *htmlParser) endTag() error {
	begin := p.pos
	if len(p.open) == 0 {
		return faultf("Unexpected end tag at byte offset %d", begin)
	}
	p.pos += len("</")
	name := p.until(" \t\r\n\v\f>")
	p.skipSpace()
	if p.peek() != '>' {
		return faultf("Unclosed end tag at byte offset %d", begin)
	}
	p.pos++
	tag := p.open[len(p.open)-1]
	if name != "" && strings.ToLower(name) != tag.name {
		return faultf("Unmatched end tag at byte offset %d, expected \"</%s>\", found \"</%s>\"", begin, tag.name, name)
	}
	p.open = p.open[:len(p.open)-1]
	return p.closed(tag)
}

// closed turns a finished tag into its entity; an empty one leaves nothing.
func (p *htmlParser) closed(tag openTag) error {
	e := tag.entity
	if e.Length = p.offset - e.Offset; e.Length == 0 {
		return nil
	}
	switch tag.name {
	case "a":
		if tag.argument == "" {
			tag.argument = p.text.String()[tag.start:]
		}
		if e.URL = tag.argument; urlFault(e.URL) != "" {
			return nil // an address that is none is dropped without a word (observed)
		}
	case "tg-emoji":
		if _, err := strconv.ParseInt(tag.argument, 10, 64); err != nil {
			return faultf("Invalid custom emoji identifier specified")
		}
		e.CustomEmojiID = tag.argument
	case "blockquote":
		if tag.argument != "" {
			e.Type = "expandable_blockquote"
		}
	case "code":
		e.Language = tag.argument
	case "pre":
		p.absorbCode(&e)
	}
	p.entities = append(p.entities, e)
	return nil
}

// absorbCode makes <pre><code class="language-x"> one entity with a language.
func (p *htmlParser) absorbCode(pre *Entity) {
	last := len(p.entities) - 1
	if last < 0 {
		return
	}
	if code := p.entities[last]; code.Type == "code" && code.Offset == pre.Offset && code.Length == pre.Length {
		pre.Language = code.Language
		p.entities = p.entities[:last]
	}
}

// urlFault says what is wrong with an address in the server's words, "" if
// nothing (observed).
func urlFault(address string) string {
	if !strings.Contains(address, "://") && !strings.HasPrefix(address, "tg:") {
		address = "http://" + address
	}
	u, err := url.Parse(address)
	if err != nil {
		return "Wrong HTTP URL"
	}
	switch strings.ToLower(u.Scheme) {
	case "tg", "ton", "tonsite":
		return ""
	case "http", "https":
	default:
		return "Unsupported URL protocol"
	}
	if u.Hostname() == "" {
		return "URL host is empty"
	}
	if host := u.Hostname(); !strings.Contains(strings.Trim(host, "."), ".") {
		return "Wrong HTTP URL"
	}
	return ""
}
