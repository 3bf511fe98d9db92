package onayclient

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// maxIndent is how deep JSON is read, in columns.
const maxIndent = 200

// body is JSON if it begins like it, else a page.
func (s *shaper) body(text string) string {
	start := strings.TrimLeft(text, " \t\r\n"+byteOrderMark)
	if !strings.HasPrefix(start, "{") && !strings.HasPrefix(start, "[") {
		return page(text)
	}
	d := json.NewDecoder(strings.NewReader(start))
	d.UseNumber()
	var b strings.Builder
	err := s.value(&b, d, "", "\n", "")
	if err == nil {
		if _, err = d.Token(); !errors.Is(err, io.EOF) {
			err = errNoJSON // more than one value
		}
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return b.String()
	}
	return strings.TrimRight(b.String(), " ") + " ?" // it is JSON no longer, and must not become so
}

var errNoJSON = errors.New("no JSON")

// value writes the next value, which stands under a name, as far as it can be read: after sep, and with
// indent before its further lines.
func (s *shaper) value(b *strings.Builder, d *json.Decoder, sep, indent, under string) error {
	t, err := d.Token()
	if err != nil {
		return err
	}
	b.WriteString(sep)
	switch t := t.(type) {
	case json.Delim:
		b.WriteString(t.String())
		return s.values(b, d, indent, under, t == '{')
	case string:
		b.WriteString(strconv.Quote(s.text(under, t)))
	case json.Number:
		b.WriteString(s.number(under, t.String()))
	case bool:
		b.WriteString(strconv.FormatBool(t && s.keeps(under, "true")))
	default:
		b.WriteString("null")
	}
	return nil
}

// values writes what is in an object or an array, and the closing bracket.
func (s *shaper) values(b *strings.Builder, d *json.Decoder, indent, under string, object bool) error {
	if len(indent) > maxIndent {
		return errNoJSON
	}
	sep, last := indent+"  ", ""
	for d.More() {
		if object {
			t, err := d.Token()
			if err != nil {
				return err
			}
			field, _ := t.(string) // the decoder takes nothing else
			under = s.name(field)
			b.WriteString(sep + strconv.Quote(under) + ": ")
			sep = ""
		}
		if err := s.value(b, d, sep, indent+"  ", under); err != nil {
			return err
		}
		sep, last = ","+indent+"  ", indent
	}
	closing, err := d.Token()
	if err == nil {
		fmt.Fprint(b, last, closing)
	}
	return err
}

// page is a page of HTML, or any other text: its tags, the names and types of inputs, and the shape of
// all else. Scripts, styles and comments are left out.
func page(text string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(text))
	program := false
	for z.Next() != html.ErrorToken {
		switch t := z.Token(); t.Type {
		case html.TextToken:
			if !program {
				b.WriteString(shape(t.Data))
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			program = t.DataAtom == atom.Script || t.DataAtom == atom.Style
			b.WriteString("<" + tagName(t) + attributes(t) + ">")
		case html.EndTagToken:
			program = false
			b.WriteString("</" + tagName(t) + ">")
		case html.CommentToken:
			b.WriteString("<!---->")
		case html.DoctypeToken:
			b.WriteString("<!DOCTYPE html>")
		}
	}
	return b.String()
}

func tagName(t html.Token) string {
	if t.DataAtom == 0 {
		return "x"
	}
	return t.Data
}

// inputs are the tags that name fields.
var inputs = []atom.Atom{atom.Input, atom.Select, atom.Textarea, atom.Button, atom.Form, atom.Meta}

func attributes(t html.Token) string {
	var b strings.Builder
	for _, a := range t.Attr {
		names := slices.Contains(inputs, t.DataAtom) && slices.Contains([]string{"id", "name", "type"}, a.Key)
		if !names || !fieldName.MatchString(a.Val) {
			a.Val = shape(a.Val)
		}
		if atom.Lookup([]byte(a.Key)) != 0 {
			b.WriteString(" " + a.Key + `="` + a.Val + `"`)
		}
	}
	return b.String()
}
