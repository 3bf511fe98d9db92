package config

import (
	"strings"
	"testing"
)

func TestSyntaxAdvice(t *testing.T) {
	t.Parallel()
	tests := []struct {
		src, key, want string
		line           int
	}{
		{"alerts:\n  schedule: * * * * *\n", "alerts.schedule", "double quotes", 2},
		{"alerts:\n  schedule: @every 5m\n", "alerts.schedule", "double quotes", 2},
		{"log:\n  level: info\nalerts:\n  # often\n  schedule: @every 5m\n", "alerts.schedule", "double quotes", 5},
		{"alerts:\n\tpolicy: fixed:15m\n", "alerts.policy", "with a tab", 2},
		{"alerts:\n  policy: fixed:15m\n\n\ttimezone: UTC\n", "alerts.timezone", "with a tab", 4},
		{"log: {level: info\n", "log", "bracket", 1},
		{"log: {level: info}}\n", "log", "bracket", 1},
		{"log:\n  level: \"info\n", "log.level", "quote that is not closed", 2},
		{"log:\n  level: 'info' or 'warn'\n", "log.level", "quote that is not closed", 2},
		{"log:\n  level: info: warn\n", "log.level", "colon and a space", 2},
		{"log:\n  level: info\n    format: text\n", "log.level", "indentation", 2},
		{"operator:\n  name: - me\n", "operator.name", "", 2},
		{"log:\n  level: info\n  nonsense\n", "log", "", 3},
	}
	for _, tt := range tests {
		e := fault(t, tt.src)
		if e.Key != tt.key || e.Line != tt.line || !strings.Contains(e.Problem, tt.want) {
			t.Errorf("%q\ngot  %v\nwant line %d, %s …%s…", tt.src, e, tt.line, tt.key, tt.want)
		}
	}
}
