package telegramsim

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// The longest texts, after parsing. The documentation speaks of characters; the
// server is taken to count UTF-16 code units (assumed), the stricter reading.
const (
	maxText    = 4096
	maxCaption = 1024
)

// formatted is a text or caption as it is stored.
type formatted struct {
	text     string
	entities []Entity
	source   string // as it was sent
}

func unitsOf(r rune) int {
	if r > 0xffff {
		return 2
	}
	return 1
}

// units is the length of a text in UTF-16 code units.
func units(s string) int {
	n := 0
	for _, r := range s {
		n += unitsOf(r)
	}
	return n
}

// format parses a text parameter by the request's parse mode or entities, and
// cleans it as the server does. An empty result is for the caller to judge.
func (s *Server) format(req *request, key, entitiesKey string) (formatted, error) {
	source := req.text(key)
	if !utf8.ValidString(source) {
		return formatted{}, badRequest("strings must be encoded in UTF-8")
	}
	f := formatted{text: source, source: source}
	switch mode := strings.ToLower(req.text("parse_mode")); mode {
	case "":
		entities, err := readEntities(req, entitiesKey, source)
		if err != nil {
			return formatted{}, err
		}
		f.entities = entities
	case "html":
		text, entities, err := parseHTML(source)
		if err != nil {
			return formatted{}, badRequest("can't parse entities: %s", err)
		}
		f.text, f.entities = text, entities
	default:
		if strings.HasPrefix(mode, "markdown") {
			s.note(req.method, "Markdown is not simulated")
		}
		return formatted{}, badRequest("unsupported parse_mode")
	}
	f.clean()
	f.entities = append(f.entities, commandEntities(f.text)...)
	sortEntities(f.entities)
	return f, nil
}

// clean drops what Telegram drops from a text: carriage returns, directional
// marks and separators from U+2028 to U+202E, control characters (they become
// spaces) and white space at both ends (observed). Entities follow the text.
func (f *formatted) clean() {
	shift := make([]int, 0, len(f.text)+1) // old UTF-16 offset → new
	var b strings.Builder
	kept := 0
	for _, r := range f.text {
		for range unitsOf(r) {
			shift = append(shift, kept)
		}
		switch {
		case r == '\r' || r >= 0x2028 && r <= 0x202e:
			continue
		case r < ' ' && r != '\n':
			r = ' '
		}
		b.WriteRune(r)
		kept += unitsOf(r)
	}
	shift = append(shift, kept)
	text := strings.TrimRight(b.String(), " \n")
	trimmed := strings.TrimLeft(text, " \n")
	f.moveEntities(shift, units(text)-units(trimmed), units(trimmed))
	f.text = trimmed
}

func (f *formatted) moveEntities(shift []int, cut, length int) {
	kept := f.entities[:0:0]
	for _, e := range f.entities {
		start := min(max(shift[e.Offset]-cut, 0), length)
		end := min(max(shift[e.Offset+e.Length]-cut, 0), length)
		if e.Offset, e.Length = start, end-start; e.Length > 0 {
			kept = append(kept, e)
		}
	}
	f.entities = kept
}

var commandPattern = regexp.MustCompile(`/[a-zA-Z0-9_]{1,64}(?:@[a-zA-Z0-9_]{3,32})?`)

// commandEntities finds the bot commands in a text: not inside of a word, a path
// or a tag (observed). Offsets count UTF-16 units.
func commandEntities(text string) []Entity {
	if !strings.Contains(text, "/") {
		return nil
	}
	var found []Entity
	for _, at := range commandPattern.FindAllStringIndex(text, -1) {
		before, _ := utf8.DecodeLastRuneInString(text[:at[0]])
		after, _ := utf8.DecodeRuneInString(text[at[1]:])
		if at[0] > 0 && clings(before) || at[1] < len(text) && clings(after) {
			continue
		}
		found = append(found, Entity{
			Type:   "bot_command",
			Offset: units(text[:at[0]]),
			Length: units(text[at[0]:at[1]]),
		})
	}
	return found
}

// clings tells a character that may not stand next to a command.
func clings(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("_/<>", r)
}

// commandAt returns the command that a text begins with and the username it is
// addressed to, both "" if there is none.
func commandAt(text string, entities []Entity) (command, username string) {
	for _, e := range entities {
		if e.Type == "bot_command" && e.Offset == 0 {
			all := utf16.Encode([]rune(text))
			command, username, _ = strings.Cut(string(utf16.Decode(all[1:e.Length])), "@")
			return command, username
		}
	}
	return "", ""
}
