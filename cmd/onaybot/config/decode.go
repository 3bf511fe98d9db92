package config

import (
	"bytes"
	"errors"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// decode puts the values of a YAML text over those of c. The library's own messages are never
// passed on, because they may quote what stands in the file.
func (c *Config) decode(src []byte) error {
	s := &c.source
	if !utf8.Valid(src) {
		line := 1 + bytes.Count(src[:bytes.IndexRune(src, utf8.RuneError)], []byte("\n"))
		return s.at(line, "is not UTF-8 text: save the file as UTF-8")
	}
	file, err := parser.ParseBytes(src, 0, parser.AllowDuplicateMapKey()) // the decoder tells of them by a type
	if err != nil {
		return s.noYAML(src, err)
	}
	if len(file.Docs) > 1 {
		return s.at(start(file.Docs[1]), "begins a second document: keep one, without --- between the keys")
	}
	if len(file.Docs) == 0 || file.Docs[0].Body == nil || file.Docs[0].Body.Type() == ast.CommentType {
		return nil
	}
	s.root = file.Docs[0].Body
	for _, n := range ast.Filter(ast.MappingValueType, s.root) {
		key := n.(*ast.MappingValueNode).Key
		if _, ok := key.(*ast.StringNode); !ok { // the decoder would pass over all the keys beside it
			return s.at(key.GetToken().Position.Line,
				"holds something that is no key: write plain keys and values, without merges")
		}
	}
	if err := yaml.NodeToValue(s.root, c, decoders()...); err != nil {
		return s.explain(err)
	}
	return nil
}

func (s *source) at(line int, problem string) *Error {
	return &Error{File: s.file, Line: line, Problem: problem}
}

// start is the line of the --- before a document; 0: there is none.
func start(doc *ast.DocumentNode) int {
	if doc.Start == nil {
		return 0
	}
	return doc.Start.Position.Line
}

const howToWrite = ": indent with spaces, close each quote and bracket, and put a value in double quotes " +
	"that holds a colon and a space or begins with one of * & ! @ % `"

// noYAML points at the line that the parser stumbles over.
func (s *source) noYAML(src []byte, err error) *Error {
	e := &Error{File: s.file, Problem: "is not YAML" + howToWrite}
	var bad *yaml.SyntaxError
	if !errors.As(err, &bad) || bad.Token == nil {
		return e
	}
	e.Line = bad.Token.Position.Line
	section := ""
	for i, line := range bytes.Split(src, []byte("\n")) {
		m := keyLine.FindSubmatch(line)
		if m == nil {
			continue
		}
		key := string(m[2])
		if len(m[1]) == 0 {
			section = key
		} else {
			key = section + "." + key
		}
		if i+1 == e.Line {
			e.Key = key
		}
	}
	return e
}

// keyLine is a line that sets a key: its indentation and the key.
var keyLine = regexp.MustCompile(`^([ \t]*)(?:- )?([a-z_]+):`)

// explain says what to do about an error of the decoder.
func (s *source) explain(err error) *Error {
	e := &Error{File: s.file, Problem: "cannot be understood" + howToWrite}
	var at yaml.Error
	if !errors.As(err, &at) || at.GetToken() == nil {
		return e
	}
	e.Line, e.Key = at.GetToken().Position.Line, s.keyAt(at.GetToken())
	var unknown *yaml.UnknownFieldError
	var again *yaml.DuplicateKeyError
	var shape *yaml.UnexpectedNodeTypeError
	switch {
	case errors.As(err, &unknown):
		e.Key, e.Problem = unknownKey(e.Key, at.GetToken().Value)
	case errors.As(err, &again):
		e.Problem = "is here for the second time: remove one of the two"
	case errors.As(err, &shape) && e.Key == "":
		e.Problem = `is no configuration: write keys and values, such as "database: onaybot.db"`
	case errors.As(err, &shape) && shape.Expected == ast.SequenceType:
		e.Problem = "must be a list: begin each element with a dash, as config.example.yaml does"
	case errors.As(err, &shape):
		e.Problem = "must be a section: write its keys below it, indented by two spaces"
	}
	return e
}

// keyAt is the dotted key of the node that a token begins; "" is the whole file.
func (s *source) keyAt(t *token.Token) string {
	f := &finder{token: t}
	ast.Walk(f, s.root)
	return strings.TrimLeft(f.path, "$.")
}

// finder finds the path of the outermost node that a token begins.
type finder struct {
	token *token.Token
	path  string
}

// Visit implements [ast.Visitor].
func (f *finder) Visit(n ast.Node) ast.Visitor {
	if f.path == "" && n.GetToken() == f.token {
		f.path = n.GetPath()
	}
	return f
}

// word is what a key may look like. Anything else in its place may be a value that slipped
// there, a secret among them, and is not repeated.
var word = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.-]{0,39}$`)

// unknownKey is what to say of a key, whose last part is name.
func unknownKey(key, name string) (as, problem string) {
	switch {
	case key == "cabinet.ca_file":
		return key, "is a key no more: take it out, and name the PEM file in the environment variable SSL_CERT_FILE"
	case !word.MatchString(name):
		return "", "holds something that is not a key: write keys and values as config.example.yaml does"
	default:
		return key, "is not a key: config.example.yaml lists those there are"
	}
}
