package config

import (
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
		{"telegram.rate", "fast", "a number from 0 to 1000"},
		{"telegram.rate", "-1", "a number from 0 to 1000"},
		{"telegram.rate", ".inf", "a number from 0 to 1000"},
		{"telegram.rate", ".nan", "a number from 0 to 1000"},
		{"telegram.rate", "NaN", "a number from 0 to 1000"},
		{"telegram.rate", "yes", "a number from 0 to 1000"},
		{"telegram.rate", "[30]", "one plain value"},
		{"telegram.rate", "{a: 1}", "one plain value"},
		{"telegram.rate", "&x 30", "one plain value"},
		{"telegram.rate", "!!int 30", "one plain value"},
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
		{"cabinet.city_id", "0", "a whole number from 1"},
		{"cabinet.city_id", "Almaty", "a whole number from 1"},
		{"cabinet.ca_file", "certs/", "the path of a file"},
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
		{"alerts.timezone", "''", "must name a time zone"},
		{"log.level", "verbose", "debug, info, warn or error"},
		{"log.level", "info+2", "debug, info, warn or error"},
		{"log.format", "xml", "must be text or json"},
	}
	for _, tt := range tests {
		e := fault(t, tt.source())
		if e.Key != tt.key || e.Line != 3 || !strings.Contains(e.Problem, tt.want) {
			t.Errorf("%s: %s\ngot  %v\nwant …%s…", tt.key, tt.value, e, tt.want)
		}
		if leaf := tt.key[strings.LastIndex(tt.key, ".")+1:]; !strings.Contains(e.Excerpt, leaf+":") {
			t.Errorf("%s: the excerpt shows no key: %s", tt.key, e.Excerpt)
		}
	}
}

func TestGoodAddresses(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"https://cabinet.onay.kz/":     "https://cabinet.onay.kz",
		"https://cabinet.onay.kz:8443": "https://cabinet.onay.kz:8443",
		"http://localhost:8080":        "http://localhost:8080",
		"http://127.1.2.3/city/":       "http://127.1.2.3/city",
		"http://[::1]:8080":            "http://[::1]:8080",
		"HTTPS://CABINET.ONAY.KZ":      "HTTPS://CABINET.ONAY.KZ",
	} {
		var got string
		if err := webURL(&got)(text); err != nil || got != want {
			t.Errorf("%s: got %q, %v", text, got, err)
		}
	}
}

func TestTokenShapes(t *testing.T) {
	t.Parallel()
	for text, good := range map[string]bool{
		"42:TEST-TOKEN": true,
		"1234567890:AAEhBOweik9ai2o01-_bcdefghijklmnopq": true,
		"1234567890":                         false,
		"1234567890:":                        false,
		"1234567890:short":                   false,
		"1234567890:AAEhBOweik9 ai2o01":      false,
		"bot1234567890:AAEhBOweik9ai2o01":    false,
		"1234567890:AAEhBOweik9ai2o01\nmore": false,
		"<token>":                            false,
	} {
		if err := botToken(text); (err == nil) != good {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestMetricsAreExposedBeyondThisMachine(t *testing.T) {
	t.Parallel()
	for listen, want := range map[string]bool{
		"": false, "127.0.0.1:9090": false, "[::1]:9090": false, "localhost:9090": false,
		":9090": true, "0.0.0.0:9090": true, "10.0.0.7:9090": true, "bot.example:9090": true,
	} {
		c := mustParse(t, "metrics:\n  listen: '"+listen+"'\n")
		if got := c.Metrics.Exposed(); got != want || c.Metrics.Listen != listen {
			t.Errorf("%q is exposed: %v, want %v", listen, got, want)
		}
	}
}
