package config

import (
	"strings"
	"testing"
)

func TestUnknownKeys(t *testing.T) {
	t.Parallel()
	tests := []struct{ src, key, want string }{
		{"telegrm: {}\n", "telegrm", "did you mean telegram?"},
		{"Telegram: {}\n", "Telegram", "did you mean telegram?"},
		{"db: x\n", "db", "the keys here are telegram, database,"},
		{"threshold: 5\n", "threshold", "did you mean alerts.threshold?"},
		{"cabinet: {apiUrl: x}\n", "cabinet.apiUrl", "did you mean telegram.api_url?"},
		{"cabinet: {base-url: x}\n", "cabinet.base-url", "did you mean cabinet.base_url?"},
		{"cabinet: {loign: x}\n", "cabinet.loign", "did you mean cabinet.login?"},
		{"cabinet: {passwrod: x}\n", "cabinet.passwrod", "did you mean cabinet.password?"},
		{"cabinet: {proxy: x}\n", "cabinet.proxy", "the keys here are dialect, base_url, login"},
		{"cabinet.rate: 1\n", "cabinet.rate", "write rate on a line of its own below cabinet"},
		{"fares[0]: 1\n", "", "the keys here are telegram"},
		{"log: {'level or format': x}\n", "log", "the keys here are level, format"},
	}
	for _, tt := range tests {
		e := fault(t, tt.src)
		if e.Key != tt.key || e.Line != 1 || !strings.Contains(e.Problem, tt.want) {
			t.Errorf("%q\ngot  %v\nwant %s …%s…", tt.src, e, tt.key, tt.want)
		}
	}
}

func TestDistance(t *testing.T) {
	t.Parallel()
	tests := []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"", "abc", 3}, {"rate", "rate", 0}, {"rate", "rats", 1}, {"rate", "rat", 1}, {"rate", "grate", 1},
		{"rate", "arte", 1}, {"kitten", "sitting", 3}, {"password", "passwrod", 1}, {"log", "fares", 5},
	}
	for _, tt := range tests {
		if got, back := distance(tt.a, tt.b), distance(tt.b, tt.a); got != tt.want || back != tt.want {
			t.Errorf("distance(%q, %q) = %d and %d, want %d", tt.a, tt.b, got, back, tt.want)
		}
	}
}
