package telegramsim

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

func TestTableHoldsEveryServedMethodAndNoOther(t *testing.T) {
	t.Parallel()
	var listed []string
	for _, method := range loadTable().methods {
		listed = append(listed, method.name)
	}
	served := append(slices.Collect(maps.Keys(methods)), "getUpdates")
	slices.Sort(listed)
	slices.Sort(served)
	if !slices.Equal(listed, served) {
		t.Errorf("table has %v\nserved are %v", listed, served)
	}
}

func TestTableKnowsEveryTypeItNames(t *testing.T) {
	t.Parallel()
	table := loadTable()
	for _, object := range slices.Concat(slices.Collect(maps.Values(table.methods)), slices.Collect(maps.Values(table.types))) {
		for _, field := range object.fields {
			for _, kind := range table.expand(strings.Split(strings.ReplaceAll(strings.Join(field.types, "|"), "[]", ""), "|")) {
				if table.types[kind] == nil && !scalar(kind) {
					t.Errorf("%s.%s is of the unknown type %s", object.name, field.name, kind)
				}
			}
		}
	}
}

func scalar(kind string) bool {
	return strings.HasPrefix(kind, `"`) || slices.Contains([]string{"String", "Integer", "Float", "Boolean", "True", "InputFile"}, kind)
}

func TestParseTableRefusesUnknownLines(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"methods sendMessage", " orphan String", "method two words", "union A"} {
		if _, err := parseTable(text); err == nil {
			t.Errorf("no error for %q", text)
		}
	}
}
