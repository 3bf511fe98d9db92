package config

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

func example(t *testing.T) string {
	t.Helper()
	src, err := os.ReadFile("../../../config.example.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return string(src)
}

func TestExampleIsTheDefaults(t *testing.T) {
	t.Parallel()
	want, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	got := mustParse(t, example(t))
	same(t, got, want)
	for _, k := range got.keys() {
		if !got.places.has(k.path) {
			t.Errorf("%s is not in the example", k.path)
		}
		if k.env != "" && !strings.Contains(example(t), k.env) {
			t.Errorf("%s is not in the example", k.env)
		}
	}
}

func TestExampleExplainsEveryKey(t *testing.T) {
	t.Parallel()
	sets := regexp.MustCompile(`^ *(- )?[a-z_]+: *\S`)
	lines := strings.Split(example(t), "\n")
	for i, line := range lines {
		if len([]rune(line)) > 100 {
			t.Errorf("line %d is %d characters long", i+1, len([]rune(line)))
		}
		if strings.HasPrefix(strings.TrimSpace(line), "#") || !sets.MatchString(line) {
			continue
		}
		if above := strings.TrimSpace(lines[max(i-1, 0)]); !strings.HasPrefix(above, "# ") {
			t.Errorf("line %d has no comment above it: %s", i+1, line)
		}
	}
}
