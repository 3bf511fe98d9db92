package onayclient

import (
	"strings"
	"testing"
)

func TestTextsAreShortAndClean(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`"  ETK-OnLine "`: "ETK-OnLine", `"a\u0007\u001bb"`: "ab", `"\ud800x"`: "x", `null`: "", `12.50`: "12.50", `"Қала"`: "Қала",
		`"` + strings.Repeat("ә", 500) + `"`: strings.Repeat("ә", maxText),
	} {
		o, err := parseObject([]byte(`{"f":` + in + `}`))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := o.text("f"); err != nil || got != want {
			t.Errorf("text of %s = %q, %v, want %q", in, got, err, want)
		}
	}
}

func TestEmpty(t *testing.T) {
	t.Parallel()
	o, err := parseObject([]byte(`{"a":null,"b":"","c":{ },"d":[],"e":false,"f":0,"g":" ","h":[0]}`))
	if err != nil {
		t.Fatal(err)
	}
	for field, want := range map[string]bool{
		"missing": true, "a": true, "b": true, "c": true, "d": true, "e": true, "f": false, "g": true, "h": false,
	} {
		if got := o.empty(field); got != want {
			t.Errorf("empty(%s) = %v", field, got)
		}
	}
}
