package config

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// An excerpt is put together, not cut out: it holds the key and, when the key
// is not hidden, its value, so that a neighbour on the same line, such as the
// password in {password: …, rate: -1}, is never in it.

const hidden = "…"

// place is where pair stands and the excerpt of it.
func (w *walker) place(k key, word string, pair *ast.MappingValueNode) place {
	at := pair.Key.GetToken().Position
	p := place{line: at.Line, column: at.Column}
	text := w.lead(at) + word + ":"
	caret := len([]rune(text)) - len([]rune(word)) - 1
	if v := pair.Value.GetToken().Position; isScalar(pair.Value) && v.Line == at.Line {
		p.column = v.Column
		caret = len([]rune(text)) + 1
		text += " " + w.shown(k, pair.Value.GetToken())
	}
	p.excerpt = excerpt(at.Line, text, caret)
	return p
}

// bare is the place of a token whose text is not shown.
func (w *walker) bare(t *token.Token) place {
	text := w.lead(t.Position)
	p := place{line: t.Position.Line, column: t.Position.Column}
	p.excerpt = excerpt(p.line, text+hidden, len([]rune(text)))
	return p
}

// at is an error about a token whose text is not shown.
func (w *walker) at(t *token.Token, key, problem string) *Error {
	if t == nil || t.Position == nil {
		return &Error{File: w.places.file, Key: key, Problem: problem}
	}
	p := w.bare(t)
	return &Error{File: w.places.file, Line: p.line, Column: p.column, Key: key, Problem: problem, Excerpt: p.excerpt}
}

// keyed is an error about a key whose value is not shown.
func (w *walker) keyed(t *token.Token, key, word, problem string) *Error {
	e := w.at(t, key, problem)
	lead := w.lead(t.Position)
	e.Excerpt = excerpt(e.Line, lead+word+": "+hidden, len([]rune(lead)))
	return e
}

// lead is what stands before a position on its line: the indentation as it
// is, or a sign that something is left out.
func (w *walker) lead(at *token.Position) string {
	line := []rune(w.line(at.Line))
	before := string(line[:min(max(at.Column-1, 0), len(line))])
	if strings.Trim(before, " -") == "" {
		return before
	}
	return hidden + " "
}

// shown is the value as it was written, if it may be seen.
func (w *walker) shown(k key, t *token.Token) string {
	raw, _, _ := strings.Cut(strings.TrimSpace(t.Origin), "\n")
	line := []rune(w.line(t.Position.Line))
	rest := string(line[min(t.Position.Column-1, len(line)):])
	if k.hidden || k.set == nil || !strings.HasPrefix(rest, raw) {
		return mask
	}
	return clip(scrub(raw))
}

// likeSecret is a bot token, or a password in an address, under a key that is
// not for it. What follows ? or # in an address may be one too.
var likeSecret = regexp.MustCompile(`[0-9]+:[A-Za-z0-9_-]{8,}|//[^/@\s]*@|[?#]\S+`)

func scrub(text string) string { return likeSecret.ReplaceAllString(text, mask) }

// clip shortens what would fill the terminal.
func clip(text string) string {
	const most = 80
	if r := []rune(text); len(r) > most {
		return string(r[:most]) + hidden
	}
	return text
}

// excerpt is one numbered line and a caret below its character number caret,
// from 0.
func excerpt(line int, text string, caret int) string {
	gutter := fmt.Sprintf("%5d | ", line)
	below := strings.Repeat(" ", len(gutter)-2) + "| " + strings.Repeat(" ", caret) + "^"
	return gutter + text + "\n" + below
}

// line is line n of the source, from 1; empty when there is none.
func (w *walker) line(n int) string {
	if n < 1 || n > len(w.lines) {
		return ""
	}
	return w.lines[n-1]
}

func splitLines(src []byte) []string {
	return strings.Split(strings.ReplaceAll(string(src), "\r\n", "\n"), "\n")
}

func isScalar(node ast.Node) bool {
	_, ok := scalar(node)
	return ok
}
