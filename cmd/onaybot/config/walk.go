package config

import (
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// walker takes the values out of a YAML tree. It reads the text of each value
// as it stands, so that a password of digits keeps its zero and 0.5 tenge is
// no silent 0, which the decoder by types would make of them.
type walker struct {
	lines  []string
	places places
}

// readYAML stores every value that src has. Its errors are of type *Error.
func (c *Config) readYAML(src []byte, keys []key) error {
	w := &walker{lines: splitLines(src), places: c.places}
	if n := badUTF8(src); n > 0 {
		return &Error{File: w.places.file, Line: n, Column: 1, Problem: "is not UTF-8 text: save the file as UTF-8"}
	}
	file, err := parser.ParseBytes(src, 0, parser.AllowDuplicateMapKey()) // duplicates are told here, with both lines
	if err != nil {
		return w.syntax(err)
	}
	if len(file.Docs) > 1 {
		return w.at(secondStart(file.Docs[1]), "", "begins a second document: keep one, without --- between the keys")
	}
	for _, doc := range file.Docs {
		if err := w.root(doc.Body, keys); err != nil {
			return err
		}
	}
	return nil
}

func secondStart(doc *ast.DocumentNode) *token.Token {
	if doc.Start != nil {
		return doc.Start
	}
	return doc.GetToken()
}

func (w *walker) root(body ast.Node, keys []key) error {
	if body == nil {
		return nil
	}
	m, ok := body.(*ast.MappingNode)
	if !ok {
		return w.at(body.GetToken(), "", `is no configuration: write keys and values, such as "database: onaybot.db"`)
	}
	return w.mapping("", m, keys)
}

// mapping walks the keys of m, all of which begin with prefix.
func (w *walker) mapping(prefix string, m *ast.MappingNode, keys []key) error {
	for _, pair := range m.Values {
		word, ok := pair.Key.(*ast.StringNode)
		if !ok {
			return w.at(pair.Key.GetToken(), trimDot(prefix), "holds something that is no key: write plain keys and values, without merges and references")
		}
		if err := w.pair(prefix, word.Value, pair, keys); err != nil {
			return err
		}
	}
	return nil
}

func (w *walker) pair(prefix, word string, pair *ast.MappingValueNode, keys []key) error {
	path := prefix + word
	k, known := find(keys, path)
	if strings.ContainsAny(word, ".[") || !known && !isSection(keys, path) {
		return w.unknown(prefix, word, pair.Key.GetToken(), keys)
	}
	if earlier, twice := w.places.of[path]; twice {
		return w.keyed(pair.Key.GetToken(), path, word, fmt.Sprintf("is here for the second time, first on line %d: remove one of the two", earlier.line))
	}
	w.places.of[path] = w.place(k, word, pair)
	if known {
		return w.value(k, pair.Value)
	}
	return w.section(path, pair.Value, keys)
}

func (w *walker) section(path string, node ast.Node, keys []key) error {
	switch v := node.(type) {
	case *ast.NullNode:
		return nil
	case *ast.MappingNode:
		return w.mapping(path+".", v, keys)
	default:
		return w.places.fault(path, "is a section: write its keys below it, indented by two spaces, such as "+first(keys, path))
	}
}

// value stores what node says under k. A null, which is also what a key
// without a value has, stands for the default.
func (w *walker) value(k key, node ast.Node) error {
	null := node.Type() == ast.NullType
	switch {
	case null && (k.must || k.set == nil):
		return w.places.fault(k.path, "has no value: add it, or take the key out")
	case null:
		return w.places.set(k, k.def)
	case k.set == nil:
		return w.list(k, node)
	}
	text, ok := scalar(node)
	if !ok {
		return w.places.fault(k.path, "must be one plain value, not a list, a section or a reference")
	}
	return w.places.set(k, text)
}

func (w *walker) list(k key, node ast.Node) error {
	seq, ok := node.(*ast.SequenceNode)
	if !ok {
		return w.places.fault(k.path, "must be a list: begin each element with a dash, as config.example.yaml does")
	}
	for i, element := range seq.Values {
		path := fmt.Sprintf("%s[%d]", k.path, i)
		w.places.of[path] = w.bare(begin(element))
		if err := w.member(k, path, element); err != nil {
			return err
		}
	}
	return nil
}

func (w *walker) member(k key, path string, node ast.Node) error {
	if k.each != nil {
		return w.element(path, node, k.each())
	}
	text, ok := scalar(node)
	if !ok {
		return w.places.fault(path, "must be one plain value")
	}
	return w.places.set(key{path: path, set: k.item}, text)
}

func (w *walker) element(path string, node ast.Node, keys []key) error {
	m, ok := node.(*ast.MappingNode)
	if !ok {
		return w.places.fault(path, "must be a section with the keys "+names(keys))
	}
	for i := range keys {
		keys[i].path = path + "." + keys[i].path
	}
	if err := w.mapping(path+".", m, keys); err != nil {
		return err
	}
	for _, k := range keys {
		if k.must && !w.places.has(k.path) {
			return w.places.fault(k.path, "is missing: add it")
		}
	}
	return nil
}

// begin is the first token of node; a section without braces calls the colon
// of its first key its own.
func begin(node ast.Node) *token.Token {
	if m, ok := node.(*ast.MappingNode); ok && len(m.Values) > 0 && !m.IsFlowStyle {
		return m.Values[0].Key.GetToken()
	}
	return node.GetToken()
}

// scalar is the text of a value as it was written, quotes and escapes undone.
func scalar(node ast.Node) (string, bool) {
	switch n := node.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return strings.TrimRight(n.Value.Value, "\n"), true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return n.GetToken().Value, true
	default:
		return "", false
	}
}

func find(keys []key, path string) (key, bool) {
	i := slices.IndexFunc(keys, func(k key) bool { return k.path == path })
	if i < 0 {
		return key{}, false
	}
	return keys[i], true
}

func isSection(keys []key, path string) bool {
	return slices.ContainsFunc(keys, func(k key) bool { return strings.HasPrefix(k.path, path+".") })
}

// first is the first key below a section.
func first(keys []key, section string) string {
	for _, k := range keys {
		if rest, ok := strings.CutPrefix(k.path, section+"."); ok {
			return rest
		}
	}
	return ""
}

func trimDot(prefix string) string { return strings.TrimSuffix(prefix, ".") }
