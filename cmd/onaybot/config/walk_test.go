package config

import (
	"errors"
	"strings"
	"testing"
)

func TestBadShapes(t *testing.T) {
	t.Parallel()
	tests := []struct {
		src, key, want string
		line           int
	}{
		{"hello\n", "", "is no configuration", 1},
		{"# c\n- a\n", "", "is no configuration", 2},
		{"42\n", "", "is no configuration", 1},
		{"cabinet: web\n", "cabinet", "is a section", 1},
		{"cabinet:\n  - web\n", "cabinet", "is a section", 1},
		{"log: {}\n---\ndatabase: x\n", "", "second document", 2},
		{"---\nlog: {}\n---\n", "", "second document", 3},
		{"database: a\nlog: {}\ndatabase: b\n", "database", "first on line 1", 3},
		{"log:\n  level: info\n  level: warn\n", "log.level", "first on line 2", 3},
		{"log:\n  level: info\ncabinet: {}\nlog:\n  format: json\n", "log", "first on line 1", 4},
		{"base: &b {level: info}\n", "base", "is not a key", 1},
		{"log:\n  <<: {level: info}\n", "log", "without merges", 2},
		{"log: &l {level: info}\n", "log", "is a section", 1},
		{"1: 2\n", "", "is no key", 1},
		{"? database\n: x\n", "", "is no key", 1},
		{"log:\n  level:\n    - info\n", "log.level", "one plain value", 2},
		{"database: \xff.db\n", "", "not UTF-8", 1},
	}
	for _, tt := range tests {
		e := fault(t, tt.src)
		if e.Key != tt.key || e.Line != tt.line || !strings.Contains(e.Problem, tt.want) {
			t.Errorf("%q\ngot  %v\nwant line %d, %q …%s…", tt.src, e, tt.line, tt.key, tt.want)
		}
	}
}

func TestTextStaysAsItWasWritten(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]string{
		"0123":                    "0123",
		"0x10":                    "0x10",
		"1_000":                   "1_000",
		"1e3":                     "1e3",
		"true":                    "true",
		"'it''s'":                 "it's",
		`"a\"b"`:                  `a"b`,
		"correct horse":           "correct horse",
		"p#1":                     "p#1",
		"|\n    block":            "block",
		">-\n    folded":          "folded",
		"'# no comment'":          "# no comment",
		"007 # a comment":         "007",
		"\n    next-line":         "next-line",
		"'null'":                  "null",
		"2024-08-03":              "2024-08-03",
		"12345678901234567890123": "12345678901234567890123",
	} {
		c := mustParse(t, "cabinet:\n  login: a\n  password: "+src+"\n")
		if got := c.Cabinet.Password.Reveal(); got != want {
			t.Errorf("%q is read as %q, want %q", src, got, want)
		}
	}
}

// FuzzParse looks for a panic, an error of another type, and a secret in a
// message.
func FuzzParse(f *testing.F) {
	const password = "Kq7-swordfish-Zw9"
	for _, seed := range [][2]string{
		{"", ""}, {everything, ""}, {"log: {level: \"", ""}, {"alerts:\n\tpolicy: x", ""}, {"", "  rate: -1\n"},
		{"fares:\n  - {city: A", "}"}, {"? ", ": x"}, {"a: |\n ", "---\n"}, {"%YAML 1.2\n---\n", "..."}, {"telegram: {token: '", "'}"},
		{"cabinet: {login: x, password: " + password + ", rate: fast}", ""}, {"", "  passwrod: " + password}, {"- &a", "*a"},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, before, after string) {
		src := before + "\ncabinet:\n  login: x\n  password: " + password + "\n" + after
		c, err := parse("onaybot.yaml", []byte(src), nil)
		if err == nil {
			if c == nil || c.NeedToken() == nil && c.Telegram.Token.IsZero() {
				t.Error("no error and no configuration")
			}
			return
		}
		var e *Error
		if !errors.As(err, &e) || e.Problem == "" {
			t.Fatalf("got %T %v", err, err)
		}
		if !strings.Contains(before+after, "swordfish") && strings.Contains(err.Error(), "swordfish") {
			t.Errorf("the password is in the message: %v", err)
		}
	})
}
