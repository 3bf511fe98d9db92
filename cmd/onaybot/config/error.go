package config

import (
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
)

// Error is why a configuration cannot be used, be it the machine's fault (see [Passing]). It holds
// no value from the file.
type Error struct {
	File    string // as it was given; empty: the fault is in no file
	Line    int    // from 1; 0: the fault is on no line
	Key     string // dotted, such as alerts.schedule or fares[0].half; may be empty
	Problem string // what is wrong and what to do; follows the key in a sentence

	err error
}

// Error is "file:line: key problem".
func (e *Error) Error() string {
	at := ""
	switch {
	case e.Line > 0:
		at = fmt.Sprintf("%s:%d: ", e.File, e.Line)
	case e.File != "":
		at = e.File + ": "
	}
	return at + strings.TrimLeft(e.Key+" "+e.Problem, " ")
}

// Unwrap is the error of the system behind it, if any.
func (e *Error) Unwrap() error { return e.err }

// Because notes the error of the system behind e, which it returns.
func (e *Error) Because(err error) *Error {
	e.err = err
	return e
}

// Fault is an [*Error] about the value of key, also for what only its user finds out, such as a
// database that cannot be written. It points at the line of the key, or into the section around
// it. The problem must hold no secret.
func (c *Config) Fault(key, problem string) *Error {
	s := c.source
	if env := s.env[key]; env != "" {
		return &Error{Key: key, Problem: "(from the environment variable " + env + ") " + problem}
	}
	e := &Error{File: s.file, Key: key, Problem: problem}
	for ; key != "" && e.Line == 0; key = key[:max(strings.LastIndexAny(key, ".["), 0)] {
		e.Line = s.line(key)
	}
	return e
}

// source is where the values come from.
type source struct {
	file      string
	root      ast.Node          // of the file; nil: it sets nothing
	env       map[string]string // the names of the variables that set a key, by the key
	hasSecret bool              // the file holds one
}

// line is where the value of key begins in the file; 0: it is not there.
func (s *source) line(key string) int {
	path, err := yaml.PathString("$." + key)
	if err != nil || s.root == nil {
		return 0
	}
	node, err := path.FilterNode(s.root)
	if err != nil || node == nil {
		return 0
	}
	return node.GetToken().Position.Line
}
