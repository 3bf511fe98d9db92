package config

import (
	"errors"
	"regexp"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/token"
)

// syntax explains why the text is no YAML. The parser's own message and
// excerpt may repeat a secret, so only its position is taken, and the advice
// comes from what stands on that line.
func (w *walker) syntax(err error) *Error {
	var bad *yaml.SyntaxError
	if !errors.As(err, &bad) || bad.Token == nil || bad.Token.Position == nil {
		return &Error{File: w.places.file, Problem: "is not YAML: compare it with config.example.yaml"}
	}
	at := bad.Token.Position
	e := &Error{File: w.places.file, Line: at.Line, Column: at.Column, Problem: w.advice(at), Key: w.guess(at.Line)}
	text := hidden
	if m := keyLine.FindStringSubmatch(w.line(at.Line)); m != nil && vocabulary()[m[2]] {
		text = m[1] + m[2] + ": " + hidden
	}
	e.Excerpt = excerpt(at.Line, text, len([]rune(text))-1)
	return e
}

// keyLine is a line that sets a key: what stands before it, the key, the value.
var keyLine = regexp.MustCompile(`^([ \t]*(?:- )?)([a-z_]+):(?:[ \t]+(.*))?$`)

// advice looks at the line for the slips people make.
func (w *walker) advice(at *token.Position) string {
	line := w.line(at.Line)
	m := keyLine.FindStringSubmatch(line)
	switch {
	case strings.Contains(line[:indentation(line)], "\t"):
		return "is indented with a tab: YAML takes spaces only, two a level"
	case m == nil || m[3] == "":
		return "is not YAML here: a key, a colon, a space and a value, as in config.example.yaml"
	case strings.ContainsRune("*&!@%`", rune(m[3][0])):
		return "begins with a character that means something else in YAML: put the value in double quotes"
	case m[3][0] == '"' || m[3][0] == '\'':
		return "has a quote that is not closed, or something after the closing one: quote the whole value once"
	case m[3][0] == '[' || m[3][0] == '{':
		return "has a bracket or a quote that is not closed, or one too many"
	case strings.Contains(m[3], ": "):
		return "holds a colon and a space: put the value in double quotes, or break the line if it is two keys"
	default:
		return "is not YAML here: look for a wrong indentation on this line or the next"
	}
}

// guess is the dotted key that line n sets or belongs to, by its indentation,
// or as much of it as is known.
func (w *walker) guess(n int) string {
	var path []string
	indent := indentation(w.line(n))
	if keyLine.MatchString(w.line(n)) {
		indent = len(w.line(n))
	}
	for ; n > 0 && indent > 0; n-- {
		m := keyLine.FindStringSubmatch(w.line(n))
		if m == nil || len(m[1]) >= indent || !vocabulary()[m[2]] {
			continue
		}
		path = append([]string{m[2]}, path...)
		indent = len(m[1])
	}
	return strings.Join(path, ".")
}

func indentation(line string) int { return len(line) - len(strings.TrimLeft(line, " \t")) }
