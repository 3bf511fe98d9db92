package telegramsim

import "strings"

// attributes reads a start tag up to and with its ">", and keeps the one
// argument that means something to that tag.
func (p *htmlParser) attributes(tag *openTag, begin int) error {
	for {
		p.skipSpace()
		if p.peek() == '>' {
			p.pos++
			return nil
		}
		name := strings.ToLower(p.until(" \t\r\n\v\f=>/\"'"))
		if name == "" {
			return faultf("Empty attribute name in the tag \"%s\" at byte offset %d", tag.name, begin)
		}
		if p.skipSpace(); p.peek() == 0 {
			return faultf("Unclosed start tag at byte offset %d", begin)
		}
		if p.peek() != '=' {
			tag.keep(name, "")
			continue
		}
		p.pos++
		text, err := p.attributeValue(tag.name, begin)
		if err != nil {
			return err
		}
		tag.keep(name, text)
	}
}

func (p *htmlParser) attributeValue(tag string, begin int) (string, error) {
	p.skipSpace()
	switch quote := p.peek(); quote {
	case 0:
		return "", faultf("Unclosed start tag \"%s\" at byte offset %d", tag, begin)
	case '"', '\'':
		return p.quoted(quote, begin)
	}
	start := p.pos
	for c := p.peek(); isLetter(c) || c >= '0' && c <= '9' || c == '.' || c == '-'; c = p.peek() {
		p.pos++
	}
	if c := p.peek(); c != '>' && !isSpace(c) {
		return "", faultf("Unexpected end of name token at byte offset %d", start)
	}
	return strings.ToLower(p.source[start:p.pos]), nil
}

func (p *htmlParser) quoted(quote byte, begin int) (string, error) {
	p.pos++
	var text strings.Builder
	for p.pos < len(p.source) && p.source[p.pos] != quote {
		if p.source[p.pos] == '&' {
			if r, size := decodeEntity(p.source[p.pos:]); size > 0 {
				text.WriteRune(r)
				p.pos += size
				continue
			}
		}
		text.WriteByte(p.source[p.pos])
		p.pos++
	}
	if p.pos++; p.pos >= len(p.source) {
		return "", faultf("Unclosed start tag at byte offset %d", begin)
	}
	return text.String(), nil
}

// keep takes what the tag's entity needs; other attributes mean nothing.
func (t *openTag) keep(name, text string) {
	class := name == "class"
	switch {
	case t.name == "a" && name == "href", t.name == "tg-emoji" && name == "emoji-id":
		t.argument = text
	case t.name == "code" && class && strings.HasPrefix(text, "language-"):
		t.argument = strings.TrimPrefix(text, "language-")
	case t.name == "span" && class && strings.HasPrefix(text, "tg-"):
		t.argument = strings.TrimPrefix(text, "tg-")
	case t.name == "blockquote" && name == "expandable":
		t.argument = "expandable"
	}
}

// peek is the byte at hand, 0 at the end.
func (p *htmlParser) peek() byte {
	if p.pos >= len(p.source) {
		return 0
	}
	return p.source[p.pos]
}

// until consumes and returns what precedes the first of the stop bytes.
func (p *htmlParser) until(stops string) string {
	rest := p.source[p.pos:]
	if n := strings.IndexAny(rest, stops); n >= 0 {
		rest = rest[:n]
	}
	p.pos += len(rest)
	return rest
}

func (p *htmlParser) skipSpace() {
	for isSpace(p.peek()) {
		p.pos++
	}
}

func isSpace(c byte) bool { return c == ' ' || c >= '\t' && c <= '\r' }

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
