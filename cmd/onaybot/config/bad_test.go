package config

import (
	"errors"
	"strings"
	"testing"
)

// bad is a value of one key and a part of what is said about it.
type bad struct{ key, value, want string }

func (b bad) source() string {
	section, leaf, nested := strings.Cut(b.key, ".")
	if !nested {
		return "# a comment\n\n" + b.key + ": " + b.value + "\n"
	}
	return "# a comment\n" + section + ":\n  " + leaf + ": " + b.value + "\n"
}

func TestBadValues(t *testing.T) {
	t.Parallel()
	tests := []bad{
		{"telegram.token", "1234567890", "not a bot token"},
		{"telegram.token", "'1234567890:short'", "not a bot token"},
		{"telegram.token", "bot1234567890:AAEhBOweik9ai2o01", "not a bot token"},
		{"telegram.rate", "fast", "a number from 0 to 1000"},
		{"telegram.rate", "-1", "a number from 0 to 1000"},
		{"telegram.rate", ".inf", "a number from 0 to 1000"},
		{"telegram.rate", ".nan", "a number from 0 to 1000"},
		{"telegram.rate", "NaN", "a number from 0 to 1000"},
		{"telegram.rate", "yes", "a number from 0 to 1000"},
		{"telegram.rate", "[30]", "a number from 0 to 1000"},
		{"telegram.rate", "{a: 1}", "a number from 0 to 1000"},
		{"telegram.rate", "!!int 30", "a number from 0 to 1000"},
		{"cabinet.rate", "0", "a number from 0.001 to 100000"},
		{"cabinet.rate", "-0.5", "a number from 0.001 to 100000"},
		{"cabinet.rate", "''", "a number from 0.001 to 100000"},
		{"metrics.listen", "9090", "a host and a port"},
		{"metrics.listen", "127.0.0.1", "a host and a port"},
		{"metrics.listen", "127.0.0.1:http", "a host and a port"},
		{"metrics.listen", "127.0.0.1:0", "a host and a port"},
		{"metrics.listen", "127.0.0.1:65536", "a host and a port"},
		{"metrics.listen", "http://127.0.0.1:9090", "a host and a port"},
		{"telegram.api_url", "''", "scheme and host"},
		{"telegram.api_url", "api.telegram.org", "scheme and host"},
		{"telegram.api_url", "api.telegram.org:443", "scheme and host"},
		{"telegram.api_url", "ftp://api.telegram.org", "scheme and host"},
		{"telegram.api_url", "https://", "scheme and host"},
		{"telegram.api_url", "https://%zz/", "scheme and host"},
		{"telegram.api_url", "http://api.telegram.org", "begin with https://"},
		{"telegram.api_url", "http://127.0.0.1.example.kz", "begin with https://"},
		{"telegram.api_url", "http://192.168.1.7:8081", "begin with https://"},
		{"telegram.api_url", "https://api.telegram.org/bot4242:AAEhBOweik9ai2o01", "the token has its own key"},
		{"cabinet.base_url", "https://me:secret@cabinet.onay.kz", "user name or password"},
		{"cabinet.base_url", "https://cabinet.onay.kz/?lang=ru", "without ? and #"},
		{"cabinet.base_url", "https://cabinet.onay.kz/#top", "without ? and #"},
		{"database", "''", "the path of a file"},
		{"database", "/var/lib/onaybot/", "the path of a file"},
		{"database", "':memory:'", "without SQLite parameters"},
		{"database", "file:x.db", "without SQLite parameters"},
		{"database", "x.db?mode=ro", "without SQLite parameters"},
		{"cabinet.dialect", "xml", "must be web or app"},
		{"cabinet.dialect", "Web", "must be web or app"},
		{"cabinet.app_token", `"a\nb"`, "one line of ASCII"},
		{"cabinet.app_token", "токен", "one line of ASCII"},
		{"cabinet.device_id", "phone", "must be a UUID"},
		{"cabinet.city_id", "-1", "a whole number from 0"},
		{"cabinet.city_id", "Almaty", "a whole number from 0"},
		{"cabinet.city_ids", "[]", "is empty"},
		{"cabinet.app_version", "latest", "a version such as 3.2.1"},
		{"cabinet.app_os", "iOS", "a whole number from 1"},
		{"cabinet.per_day", "-1", "a whole number from 0"},
		{"cabinet.per_day", "1e4", "a whole number from 0"},
		{"cabinet.per_day", "50 000", "a whole number from 0"},
		{"cabinet.timeout", "8", "with its unit"},
		{"cabinet.timeout", "8 s", "with its unit"},
		{"cabinet.timeout", "-8s", "from 100ms to 1m"},
		{"cabinet.timeout", "1h", "from 100ms to 1m"},
		{"cabinet.fresh", "1min", "with its unit"},
		{"cabinet.fresh", "-1s", "from 0s to 24h"},
		{"cabinet.login", `"a\nb"`, "one line"},
		{"operator.contact", strings.Repeat("я", 201), "at most 200 characters"},
		{"alerts.threshold", "-1", "whole tenge from 0 to 1000000"},
		{"alerts.threshold", "500.5", "whole tenge"},
		{"alerts.threshold", "1e3", "whole tenge"},
		{"alerts.threshold", "99999999999999999999", "whole tenge"},
		{"alerts.threshold", "500 ₸", "whole tenge"},
		{"alerts.schedule", "'* * *'", "five cron fields"},
		{"maintenance.schedule", "''", "five cron fields"},
		{"backup.schedule", "nightly", "five cron fields"},
		{"backup.keep", "0", "a whole number from 1 to 1000"},
		{"alerts.schedule", "'TZ=Asia/Almaty'", "alerts.timezone"},
		{"alerts.policy", "fixed:30s", "from 1m to 24h"},
		{"alerts.policy", "often", "fixed: and a duration"},
		{"alerts.timezone", "Almaty", "IANA name"},
		{"alerts.timezone", "Asia/../Almaty", "IANA name"},
		{"alerts.timezone", "Local", "the machine's own"},
		{"alerts.timezone", "''", "IANA name"},
		{"log.level", "verbose", "debug, info, warn or error"},
		{"log.format", "xml", "must be text or json"},
	}
	for _, tt := range tests {
		wantFault(t, tt.source(), 3, tt.key, tt.want)
	}
}

// wantFault wants an error at a line, about a key, with a word.
func wantFault(t *testing.T, src string, line int, key, word string) {
	t.Helper()
	if e := fault(t, src); e.Line != line || e.Key != key || !strings.Contains(e.Problem, word) {
		t.Errorf("%q\ngot  %v\nwant line %d, %q …%s…", src, e, line, key, word)
	}
}

func TestBadFiles(t *testing.T) {
	t.Parallel()
	fare := func(s string) string { return "  - {city: " + s + "}\n" }
	tests := []struct {
		src, key, want string
		line           int
	}{
		{"cabinet:\n  login: a@b.kz\n", "cabinet.login", "has no password", 2},
		{"cabinet:\n  city_ids: [1, 2]\n  city_id: 1\n", "cabinet.city_id", "cabinet.city_ids is set too", 3},
		{"cabinet:\n  city_ids: [1, 0]\n", "cabinet.city_ids[1]", "a whole number from 1", 2},
		{"cabinet:\n  password: x\n", "cabinet.password", "has no login", 2},
		{"cabinet:\n  dialect: app\n  app_token: x\n", "cabinet.base_url", "agreement with the carrier", 2},
		{"cabinet:\n  dialect: app\n  app_token: x\n  base_url: https://cabinet.onay.kz/\n", "cabinet.base_url", "agreement", 4},
		{"cabinet:\n  dialect: app\n  base_url: https://api.example.kz\n", "cabinet.app_token", envAppToken, 2},
		{"backup:\n  schedule: '@daily'\n", "backup.dir", "name the folder", 2},
		{"admins: 42\n", "admins", "must be a list", 1},
		{"admins:\n  - 42\n  - -100200300\n", "admins[1]", "id of a group", 3},
		{"admins: [42, 42]\n", "admins[1]", "twice", 1},
		{"admins: ['@somebody']\n", "admins[0]", "not a name", 1},
		{"admins: [0]\n", "admins[0]", "user id", 1},
		{"admins: [{id: 42}]\n", "admins[0]", "Telegram user id", 1},
		{"access: {allow: ['@somebody']}\n", "access.allow[0]", "not a name", 1},
		{"access: {allow: [7, 7]}\n", "access.allow[1]", "twice", 1},
		{"rides: {proof: maybe}\n", "rides.proof", "required", 1},
		{"fares: []\n", "fares", "is empty", 1},
		{"fares: 120\n", "fares", "must be a list", 1},
		{"fares:\n  city: Almaty\n", "fares", "must be a list", 2},
		{"fares:\n  - Almaty\n", "fares[0]", "must be a section", 2},
		{"fares:\n" + fare("A, from: 2024-01-01, full: 100, half: -1"), "fares[0].half", "whole tenge from 0", 2},
		{"fares:\n" + fare("A, from: 2024-01-01, full: 100, half: no"), "fares[0].half", "whole tenge from 0", 2},
		{"fares:\n" + fare("A, from: 2024-01-01, full: 100, half: 110"), "fares[0].half", "more than the full fare", 2},
		{"fares:\n" + fare("A, from: 2024-01-01, full: 0, half: 0"), "fares[0].full", "whole tenge from 1", 2},
		{"fares:\n" + fare("'', from: 2024-01-01, full: 100, half: 50"), "fares[0].city", "not be empty", 2},
		{"fares:\n" + fare("A, from: 01.03.2024, full: 100, half: 50"), "fares[0].from", "written as 2024-08-03", 2},
		{"fares:\n" + fare("A, from: 2024-02-30, full: 100, half: 50"), "fares[0].from", "written as 2024-08-03", 2},
		{"fares:\n" + fare("A, from: 2024-01-01, full: 9, half: 5") + fare("a, from: 2024-01-01, full: 9, half: 5"),
			"fares[1].from", "fares[0]", 3},
		{"fares:\n" + fare("A, from: 2024-01-01, full: 100, half: 50, hlaf: 1"), "fares[0].hlaf", "is not a key", 2},
		{"hello\n", "", "is no configuration", 1},
		{"# c\n- a\n", "", "is no configuration", 2},
		{"42\n", "", "is no configuration", 1},
		{"cabinet: web\n", "cabinet", "must be a section", 1},
		{"cabinet:\n  - web\n", "cabinet", "must be a section", 2},
		{"log: {}\n---\ndatabase: x\n", "", "second document", 2},
		{"---\nlog: {}\n---\n", "", "second document", 3},
		{"database: a\nlog: {}\ndatabase: b\n", "database", "second time", 3},
		{"log:\n  level: info\n  level: warn\n", "log.level", "second time", 3},
		{"log:\n  level: info\ncabinet: {}\nlog:\n  format: json\n", "log", "second time", 4},
		{"base: &b {level: info}\n", "base", "is not a key", 1},
		{"log:\n  <<: {level: info}\n", "", "without merges", 2},
		{"1: 2\n", "", "is no key", 1},
		{"? database\n: x\n", "", "is no key", 1},
		{"log:\n  level:\n    - info\n", "log.level", "must be debug", 3},
		{"database: \xff.db\n", "", "not UTF-8", 1},
		{"alerts:\n  schedule: * * * * *\n", "alerts.schedule", "double quotes", 2},
		{"log:\n  level: info\nalerts:\n  # often\n  schedule: @every 5m\n", "alerts.schedule", "double quotes", 5},
		{"alerts:\n  policy: fixed:15m\n\n\ttimezone: UTC\n", "alerts.timezone", "indent with spaces", 4},
		{"log: {level: info\n", "log", "close each quote and bracket", 1},
		{"log: {level: info}}\n", "log", "close each quote and bracket", 1},
		{"log:\n  level: \"info\n", "log.level", "close each quote and bracket", 2},
		{"log:\n  level: 'info' or 'warn'\n", "log.level", "close each quote and bracket", 2},
		{"log:\n  level: info: warn\n", "log.level", "a colon and a space", 2},
		{"log:\n  level: info\n    format: text\n", "log.level", "indent with spaces", 2},
		{"log:\n  level: info\n  nonsense\n", "", "is not YAML", 3},
		{"log:\n  level: *info\n", "log.level", "begins with one of *", 2},

		{"telegrm: {}\n", "telegrm", "is not a key", 1},
		{"cabinet: {login: a, loign: x}\n", "cabinet.loign", "config.example.yaml", 1},
		{"cabinet:\n  base-url: x\n", "cabinet.base-url", "is not a key", 2},
		{"cabinet.rate: 1\n", "'cabinet.rate'", "is not a key", 1},
		{"log: {'level or format': x}\n", "", "something that is not a key", 1},
		{"cabinet:\n  ca_file: ca.pem\n", "cabinet.ca_file", "SSL_CERT_FILE", 2},
	}
	for _, tt := range tests {
		wantFault(t, tt.src, tt.line, tt.key, tt.want)
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

// FuzzParse looks for a panic, an error of another type, and a secret in a
// message.
func FuzzParse(f *testing.F) {
	const password = "Kq7-swordfish-Zw9"
	for _, seed := range [][2]string{
		{"", ""}, {everything, ""}, {"log: {level: \"", ""}, {"alerts:\n\tpolicy: x", ""}, {"", "  rate: -1\n"},
		{"fares:\n  - {city: A", "}"}, {"? ", ": x"}, {"a: |\n ", "---\n"}, {"%YAML 1.2\n---\n", "..."}, {"telegram: {token: '", "'}"},
		{"cabinet: {login: x, password: " + password + ", rate: fast}", ""}, {"", "  passwrod: " + password}, {"- &a", "*a"}, {"0: |", "\r0"},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, before, after string) {
		src := before + "\ncabinet:\n  login: x\n  password: " + password + "\n" + after
		c, err := parse("onaybot.yaml", []byte(src), env())
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
