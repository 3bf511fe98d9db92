package config

import (
	"strings"
	"testing"
)

func TestMessagesAsTheyArePrinted(t *testing.T) {
	t.Parallel()
	tests := []struct{ src, want string }{
		{"cabinet:\n  rate: -1 # slow\n", `onaybot.yaml:2:9: cabinet.rate must be a number from 0.001 to 100000
    2 |   rate: -1
      |         ^`},
		{"cabinet: {login: a, password: hunter2, rate: fast, fresh: 1s}\n", `onaybot.yaml:1:46: cabinet.rate must be a number from 0.001 to 100000
    1 | … rate: fast
      |         ^`},
		{"operator: {name: Оңай, contact: \"a\\tb\"}\n", `onaybot.yaml:1:33: operator.contact must be one line of printable characters
    1 | … contact: "a\tb"
      |            ^`},
		{"telegram:\n  token: hunter2\n", `onaybot.yaml:2:10: telegram.token is not a bot token: copy the whole of what @BotFather gave, digits, a colon and about 35 letters, without spaces
    2 |   token: ***
      |          ^`},
		{"log:\n  lvel: hunter2\n", `onaybot.yaml:2:3: log.lvel is not a key: did you mean log.level?
    2 |   lvel: …
      |   ^`},
		{"fares:\n  - city: A\n    from: 2024-01-01\n    full: 5\n", `onaybot.yaml:2:5: fares[0].half is missing: add it
    2 |   - …
      |     ^`},
	}
	for _, tt := range tests {
		if got := fault(t, tt.src).Error(); got != tt.want {
			t.Errorf("%q\ngot\n%s\nwant\n%s", tt.src, got, tt.want)
		}
	}
}

func TestNoMessageRepeatsASecret(t *testing.T) {
	t.Parallel()
	for _, src := range []string{
		"telegram: {token: 4242:hunter2hunter2, rate: x}",
		"telegram:\n  token: hunter2",
		"telegram:\n  token:\n    hunter2",
		"telegram:\n  token: |\n    hunter2\n    hunter2",
		"telegram:\n  token: \"hunter2",
		"telegram:\n  token: 'hunter2\n  rate: 3",
		"telegram:\n  token: [hunter2]",
		"telegram:\n  token: &hunter2 x",
		"telegram:\n  token: !hunter2 x",
		"telegram:\n  token: *hunter2",
		"telegram:\n  token: @hunter2",
		"telegram:\n  token: a: hunter2",
		"telegram:\n\ttoken: hunter2",
		"telegram: hunter2",
		"telegram: [hunter2]",
		"telegram: {token hunter2}",
		"telegram: {hunter2!}",
		"telegram: {4242:hunter2hunter2}",
		"4242:hunter2hunter2",
		"hunter2",
		"- hunter2",
		"tokne: hunter2",
		"telegram:\n  TOKEN: hunter2",
		"telegram:\n  token: 4242:AAEhBOweik9ai2o01\n  token: hunter2",
		"token: hunter2\n x",
		"cabinet:\n  password:\n  hunter2",
		"cabinet:\n  password: hunter2",
		"cabinet:\n  password: {a: hunter2}",
		"cabinet:\n  password: %hunter2",
		"cabinet:\n  login: a\n  password: hunter2\n  base_url: https://a:hunter2@b",
		"cabinet:\n  base_url: https://b/?password=hunter2",
		"telegram:\n  api_url: https://api.telegram.org/bot4242:hunter2hunter2",
		"log:\n  level: 4242:hunter2hunter2",
		"cabinet:\n  login: \"hunter2\\n\"\n  password: \"\"",
	} {
		if got := fault(t, src).Error(); strings.Contains(got, "hunter2") {
			t.Errorf("%q\n%s", src, got)
		}
	}
}

func TestClip(t *testing.T) {
	t.Parallel()
	long := fault(t, "log:\n  level: "+strings.Repeat("ы", 500)+"\n").Excerpt
	if n := strings.Count(long, "ы"); n != 80 {
		t.Errorf("%d characters of the value are shown", n)
	}
}
