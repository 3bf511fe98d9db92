package onayclient

import (
	"html"
	"regexp"
	"strings"
)

// Where pages keep secrets: hidden inputs and meta tags, and assignments in scripts.
var (
	secretTag  = regexp.MustCompile(`(?is)<(?:input|meta)\b[^>]*(?:hidden|csrf|token|session)[^>]*>`)
	valueAttr  = regexp.MustCompile(`(?is)(\s(?:value|content)\s*=\s*)(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))`)
	assignment = regexp.MustCompile(`(?i)((?:csrf|token|session|secret|passw|sid\b)[\w-]*["']?\s*[:=]\s*)(["'])([^"'<>]{3,})(["'])`)
	pieceOfTag = regexp.MustCompile(`(?s)<(?:script|style)\b.*?</(?:script|style)\s*>|<[^>]*>|[^<]+|<`)
	cyrillic   = regexp.MustCompile(`(^|[^\pL\d])([А-ЯЁӘҒҚҢӨҰҮҺІ][\p{Cyrillic}'’]+)`)
)

// page masks an HTML page or any other text. One that came after something was asked may
// greet a person, so its words are looked at too.
func (m *masker) page(body string, asked bool) string {
	body = secretTag.ReplaceAllStringFunc(body, func(tag string) string {
		return replaceValues(tag, func(v string) string { return m.place("token", v) })
	})
	body = replaceParts(assignment, body, func(parts []string) string {
		return parts[1] + parts[2] + m.place("token", parts[3]) + parts[4]
	})
	if !asked {
		return m.text(body)
	}
	return pieceOfTag.ReplaceAllStringFunc(body, func(piece string) string {
		if !strings.HasPrefix(piece, "<") {
			return m.words(piece)
		}
		return m.names(cyrillic, m.text(piece))
	})
}

// replaceValues rewrites the values of a tag.
func replaceValues(tag string, to func(string) string) string {
	return replaceParts(valueAttr, tag, func(parts []string) string {
		return parts[1] + `"` + to(html.UnescapeString(parts[2]+parts[3]+parts[4])) + `"`
	})
}

// hiddenValues returns what replaceValues and the assignments would mask.
func hiddenValues(body string) (found []string) {
	for _, tag := range secretTag.FindAllString(body, -1) {
		_ = replaceValues(tag, func(v string) string {
			found = append(found, v)
			return v
		})
	}
	for _, parts := range assignment.FindAllStringSubmatch(body, -1) {
		found = append(found, parts[3])
	}
	return found
}
