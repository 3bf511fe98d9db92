package telegramsim

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// check holds a request against the table and returns what is wrong with it,
// one sentence each. Values are never quoted: they may be a person's.
func (t *apiTable) check(method *apiObject, req *request) []string {
	var problems []string
	for _, name := range slices.Sorted(maps.Keys(req.values)) {
		field, known := method.fields[name]
		switch v := req.values[name]; {
		case !known:
			problems = append(problems, fmt.Sprintf("unknown parameter %q", name))
		case v.absent(field):
		default:
			problems = append(problems, t.checkParameter(field, v)...)
		}
	}
	for name := range req.files {
		if field, known := method.fields[name]; known && !slices.Contains(field.types, "InputFile") {
			problems = append(problems, fmt.Sprintf("parameter %q is not a file", name))
		}
	}
	for _, name := range method.order {
		if method.fields[name].required && !req.has(name) {
			problems = append(problems, fmt.Sprintf("missing required parameter %q", name))
		}
	}
	return problems
}

// absent tells an empty form value of a field that is not text: the real server
// takes it for a missing one (observed).
func (v value) absent(f apiField) bool {
	return v.text == "" && !v.json && !slices.Contains(f.types, "String")
}

func (t *apiTable) checkParameter(f apiField, v value) []string {
	if v.json {
		return t.checkAny(f.name, f.types, decodeValue(v.text))
	}
	if slices.Contains(f.types, "String") {
		return nil
	}
	return t.checkAny(f.name, f.types, formValue(v, f.types))
}

// formValue reads the text of a form field, or of a JSON string, as what it
// stands for. Only a form field can stand for a number or a truth value.
func formValue(v value, types []string) any {
	if slices.Contains(types, "Boolean") && !v.quoted {
		switch strings.ToLower(v.text) {
		case "true", "1", "yes":
			return true
		case "false", "0", "no":
			return false
		}
	}
	decoded := decodeValue(v.text)
	switch decoded.(type) {
	case map[string]any, []any:
		return decoded
	}
	if v.quoted {
		return v.text
	}
	return decoded
}

// undecodable stands for text that is not JSON; it fits no type.
type undecodable struct{}

func decodeValue(text string) any {
	decoder := json.NewDecoder(bytes.NewReader([]byte(text)))
	decoder.UseNumber()
	var v any
	if err := decoder.Decode(&v); err != nil || decoder.More() {
		return undecodable{}
	}
	return v
}

// checkAny holds a value against alternatives and reports on the likeliest: the
// one of which the fewest required fields are missing.
func (t *apiTable) checkAny(path string, types []string, v any) []string {
	var best []string
	fewest := -1
	for _, name := range t.expand(types) {
		problems := t.checkOne(path, name, v)
		if len(problems) == 0 {
			return nil
		}
		if missing := t.missing(name, v); fewest < 0 || missing < fewest {
			fewest, best = missing, problems
		}
	}
	if _, object := v.(map[string]any); !object && len(types) > 1 {
		return []string{wrongType(path, types)}
	}
	return best
}

func (t *apiTable) expand(types []string) []string {
	var all []string
	for _, name := range types {
		if members, union := t.unions[name]; union {
			all = append(all, members...)
			continue
		}
		all = append(all, name)
	}
	return all
}

func (t *apiTable) checkOne(path, kind string, v any) []string {
	if element, array := strings.CutPrefix(kind, "[]"); array {
		return t.checkArray(path, kind, element, v)
	}
	if object, known := t.types[kind]; known && kind != "InputFile" {
		if _, text := v.(string); text && kind == "KeyboardButton" {
			return nil // a plain label is as good as an object (official text)
		}
		return t.checkObject(path, object, v)
	}
	if fitsScalar(kind, v) {
		return nil
	}
	return []string{wrongType(path, []string{kind})}
}

func (t *apiTable) checkArray(path, kind, element string, v any) []string {
	items, ok := v.([]any)
	if !ok {
		return []string{wrongType(path, []string{kind})}
	}
	var problems []string
	for i, item := range items {
		problems = append(problems, t.checkAny(path+"["+strconv.Itoa(i)+"]", []string{element}, item)...)
	}
	return problems
}

func (t *apiTable) checkObject(path string, object *apiObject, v any) []string {
	fields, ok := v.(map[string]any)
	if !ok {
		return []string{wrongType(path, []string{object.name})}
	}
	var problems []string
	for _, key := range slices.Sorted(maps.Keys(fields)) {
		field, known := object.fields[key]
		if !known {
			problems = append(problems, fmt.Sprintf("%s has an unknown key %q", path, key))
			continue
		}
		problems = append(problems, t.checkAny(path+"."+key, field.types, fields[key])...)
	}
	for _, key := range object.order {
		if _, there := fields[key]; !there && object.fields[key].required {
			problems = append(problems, fmt.Sprintf("%s lacks the required key %q", path, key))
		}
	}
	return problems
}

// missing counts the required fields of a type that the value lacks; another
// member's fixed value counts for many.
func (t *apiTable) missing(kind string, v any) int {
	fields, _ := v.(map[string]any)
	object, known := t.types[kind]
	if !known || fields == nil {
		return 0
	}
	n := 0
	for _, f := range object.fields {
		got, there := fields[f.name]
		switch fixed := strings.HasPrefix(f.types[0], `"`); {
		case fixed && !fitsScalar(f.types[0], got):
			n += 10
		case f.required && !there:
			n++
		}
	}
	return n
}

func fitsScalar(kind string, v any) bool {
	switch kind {
	case "String", "InputFile":
		_, ok := v.(string)
		return ok
	case "Boolean", "True":
		_, ok := v.(bool)
		return ok
	case "Integer":
		n, ok := v.(json.Number)
		return ok && !strings.ContainsAny(n.String(), ".eE")
	case "Float":
		_, ok := v.(json.Number)
		return ok
	}
	text, ok := v.(string)
	return ok && kind == strconv.Quote(text)
}

func wrongType(path string, types []string) string {
	return fmt.Sprintf("%s is not of type %s", path, strings.Join(types, " or "))
}
