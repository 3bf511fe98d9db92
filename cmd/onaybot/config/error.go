package config

import (
	"fmt"
	"strings"
)

// Error is why a configuration cannot be used. It holds no secret.
type Error struct {
	File    string // as it was given; empty when the fault is in no file
	Line    int    // from 1; 0 when the fault is on no line
	Column  int    // in characters, from 1
	Key     string // dotted, such as alerts.schedule or fares[0].half; may be empty
	Problem string // what is wrong and what to do
	Excerpt string // of the line, with the values of secrets left out; may be empty

	err error
}

// Error is "file:line:column: key problem" and below it the excerpt.
func (e *Error) Error() string {
	var b strings.Builder
	if e.File != "" {
		b.WriteString(e.File)
		if e.Line > 0 {
			fmt.Fprintf(&b, ":%d:%d", e.Line, e.Column)
		}
		b.WriteString(": ")
	}
	if e.Key != "" {
		b.WriteString(e.Key + " ")
	}
	b.WriteString(e.Problem)
	if e.Excerpt != "" {
		b.WriteString("\n" + e.Excerpt)
	}
	return b.String()
}

// Unwrap is the error of the file system behind it, if any.
func (e *Error) Unwrap() error { return e.err }

// places remembers where the values came from.
type places struct {
	file   string
	of     map[string]place // by dotted key
	secret bool             // the file holds one
}

// place is where the value of one key stands: on a line, or in env.
type place struct {
	line, column int
	excerpt      string
	env          string
}

func (ps places) has(key string) bool {
	_, ok := ps.of[key]
	return ok
}

// set stores text under k. Its error is an *Error about k.
func (ps places) set(k key, text string) error {
	if err := k.set(text); err != nil {
		return ps.fault(k.path, err.Error())
	}
	return nil
}

// fault points at key, or at the section around it when the file has no such
// key.
func (ps places) fault(key, problem string) *Error {
	p := ps.nearest(key)
	if p.env != "" {
		return &Error{Key: key, Problem: "(from the environment variable " + p.env + ") " + problem}
	}
	return &Error{File: ps.file, Line: p.line, Column: p.column, Key: key, Problem: problem, Excerpt: p.excerpt}
}

func (ps places) nearest(key string) place {
	for at := key; at != ""; at = parent(at) {
		if p, ok := ps.of[at]; ok {
			return p
		}
	}
	return place{}
}

// parent is the key around key: fares[0] of fares[0].half, fares of fares[0].
func parent(key string) string {
	return key[:max(strings.LastIndexAny(key, ".["), 0)]
}
