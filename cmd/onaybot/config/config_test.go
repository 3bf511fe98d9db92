package config

import (
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"onaybot/onayclient"
)

// everything sets each key to something else than its default.
const everything = `
telegram: {token: "4242:AAEhBOweik9ai2o01", api_url: "http://127.0.0.1:8081/bots/", rate: 12.5}
database: /var/lib/onaybot/rides.db
cabinet:
  dialect: app
  base_url: https://cabinet.example.kz/v2
  login: 87010000000
  password: 0123
  app_token: swallow.0123
  device_id: 123e4567-e89b-42d3-a456-426614174000
  city_ids: [7, 2]
  app_version: 2.12.1
  app_os: 1
  rate: 0.5
  per_day: 1000
  timeout: 500ms
  fresh: 0s
alerts: {schedule: "@every 90s", policy: "fixed:1h30m", timezone: Asia/Aqtau, threshold: 700}
fares:
  - {city: Karaganda, from: 2023-01-01, full: 100, half: 50}
  - {city: Almaty, from: 2019-05-01, full: 80, half: 40}
admins: [123456789, 5200000001]
access: {allow: [77, -1001234567890]}
rides: {proof: "off"}
maintenance: {schedule: "@daily"}
backup: {schedule: "0 3 * * *", dir: /var/backups, keep: 3}
operator: {name: "Школа № 1", contact: "it@example.kz"}
log: {level: debug, format: json}
`

func env(pairs ...string) func(string) string {
	return func(name string) string {
		for i := 0; i+1 < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1]
			}
		}
		return ""
	}
}

func mustParse(t *testing.T, src string, pairs ...string) *Config {
	t.Helper()
	c, err := parse("onaybot.yaml", []byte(src), env(pairs...))
	if err != nil {
		t.Fatalf("parse %q: %v", src, err)
	}
	return c
}

// fault is the error that src ends in.
func fault(t *testing.T, src string, pairs ...string) *Error {
	t.Helper()
	_, err := parse("onaybot.yaml", []byte(src), env(pairs...))
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("parse %q: got error %v, want an *Error", src, err)
	}
	return e
}

func midnightIn(t *testing.T, text, zone string) time.Time {
	t.Helper()
	loc, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	d, err := time.ParseInLocation(time.DateOnly, text, loc)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func mustSchedule(t *testing.T, spec string) Schedule {
	t.Helper()
	s, err := ParseSchedule(spec)
	if err != nil {
		t.Fatalf("ParseSchedule(%q): %v", spec, err)
	}
	return s
}

func same(t *testing.T, got, want *Config) {
	t.Helper()
	diff := cmp.Diff(want, got, cmpopts.EquateEmpty(), cmpopts.IgnoreUnexported(Config{}),
		cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() }),
		cmp.Comparer(func(a, b Schedule) bool { return a.spec == b.spec && (a.next == nil) == (b.next == nil) }),
		cmp.Comparer(func(a, b Secret) bool { return a == b }))
	if diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestEmptyFilesAreDefaults(t *testing.T) {
	t.Parallel()
	want, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	for _, src := range []string{
		"", "\n\n", "# nothing yet\n", "---\n", "---\n# nothing\n", "telegram:\n", "cabinet:\n  rate:\n  login: ~\nlog: {}\n", "\ufeff",
		"fares:\n", "admins:\nholidays:\n",
	} {
		same(t, mustParse(t, src), want)
	}
}

func TestEveryKeyReachesItsField(t *testing.T) {
	t.Parallel()
	got := mustParse(t, everything)
	aqtau := midnightIn(t, "2023-01-01", "Asia/Aqtau")
	same(t, got, &Config{
		Telegram: Telegram{Token: NewSecret("4242:AAEhBOweik9ai2o01"), APIURL: "http://127.0.0.1:8081/bots", Rate: 12.5},
		Database: "/var/lib/onaybot/rides.db",
		Cabinet: Cabinet{
			Dialect: DialectApp, BaseURL: "https://cabinet.example.kz/v2", Login: "87010000000", Password: NewSecret("0123"),
			AppToken: NewSecret("swallow.0123"), DeviceID: "123e4567-e89b-42d3-a456-426614174000", CityIDs: []int{7, 2}, AppVersion: "2.12.1", AppOS: 1,
			Rate: 0.5, PerDay: 1000, Timeout: 500 * time.Millisecond, Fresh: 0,
		},
		Alerts: Alerts{
			Schedule: mustSchedule(t, "@every 90s"), Policy: Policy{Every: 90 * time.Minute},
			Timezone: aqtau.Location(), Threshold: onayclient.Tenge(700),
		},
		Fares: Fares{
			{City: "Karaganda", From: aqtau, Full: onayclient.Tenge(100), Half: onayclient.Tenge(50)},
			{City: "Almaty", From: midnightIn(t, "2019-05-01", "Asia/Aqtau"), Full: onayclient.Tenge(80), Half: onayclient.Tenge(40)},
		},
		Admins: []int64{123456789, 5200000001},
		Access: Access{Allow: []int64{77, -1001234567890}},
		Rides:  Rides{Proof: ProofOff, KeepDays: 400},

		Maintenance: Maintenance{Schedule: mustSchedule(t, "@daily")},
		Backup:      Backup{Schedule: mustSchedule(t, "0 3 * * *"), Dir: "/var/backups", Keep: 3},

		Operator: Operator{Name: "Школа № 1", Contact: "it@example.kz"},
		Log:      Log{Level: slog.LevelDebug, Format: FormatJSON},
	})
}

func TestEnvironmentOverridesTheFile(t *testing.T) {
	t.Parallel()
	c := mustParse(t, everything, EnvToken, "7:from-the-environment\n", envLogin, "parent@example.kz", envPassword, " spaces stay ", envAppToken, "other.token")
	if got := c.Telegram.Token.Reveal(); got != "7:from-the-environment" {
		t.Errorf("token %q", got)
	}
	if c.Cabinet.Login != "parent@example.kz" || c.Cabinet.Password.Reveal() != " spaces stay " {
		t.Errorf("account %q %q", c.Cabinet.Login, c.Cabinet.Password.Reveal())
	}
	if got := c.Cabinet.AppToken.Reveal(); got != "other.token" {
		t.Errorf("application token %q", got)
	}
	if kept := mustParse(t, everything, envLogin, ""); kept.Cabinet.Login != "87010000000" {
		t.Errorf("an empty variable overrode the login with %q", kept.Cabinet.Login)
	}
}

func TestNeedToken(t *testing.T) {
	t.Parallel()
	var e *Error
	if err := mustParse(t, "telegram:\n  token: \"\"\n").NeedToken(); !errors.As(err, &e) || e.Line != 2 || !strings.Contains(e.Error(), EnvToken) {
		t.Errorf("got %v", err)
	}
	if err := mustParse(t, everything).NeedToken(); err != nil {
		t.Errorf("with a token: %v", err)
	}
}

func TestAFaultPointsAtItsKeyOrItsSection(t *testing.T) {
	t.Parallel()
	const problem = "cannot be written: choose another"
	for src, want := range map[string]string{
		"log: {}\ndatabase: x.db\n": "onaybot.yaml:2: database cannot be written: choose another",
		"log: {}\n":                 "onaybot.yaml: database cannot be written: choose another",
		"log: {level: warn}\ndatabase:\n  a/rather/long\n": "onaybot.yaml:3: database cannot be written: choose another",
	} {
		if got := mustParse(t, src).Fault("database", problem).Error(); got != want {
			t.Errorf("%q: got %s, want %s", src, got, want)
		}
	}
	if e := mustParse(t, "log: {level: warn}\ncabinet: {rate: 2}\n").Fault("cabinet.timeout", "is short"); e.Line != 2 {
		t.Errorf("an absent key points at line %d, want its section's 2", e.Line)
	}
}

func TestLoad(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "onaybot.yaml")
	if err := os.WriteFile(path, []byte("\ufeff"+strings.ReplaceAll(everything, "\n", "\r\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := Load(path, env())
	if err != nil {
		t.Fatal(err)
	}
	same(t, got, mustParse(t, everything))
	absent := filepath.Join(t.TempDir(), "absent.yaml")
	if _, err := Load(absent, env()); !errors.Is(err, fs.ErrNotExist) || !strings.HasPrefix(err.Error(), absent+": cannot be read (no such file") {
		t.Errorf("without a file: %v", err)
	}
}

func TestTextStaysAsItWasWritten(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]string{
		"0123":                    "0123",
		"+77010000000":            "+77010000000",
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

func TestTheOlderKeyOfASingleCityIsStillRead(t *testing.T) {
	t.Parallel()
	for src, want := range map[string][]int{"": {1}, "cabinet: {city_id: 3}\n": {3}, "cabinet: {city_ids: [3, 2]}\n": {3, 2}} {
		if got := mustParse(t, src).Cabinet.Cities(); !slices.Equal(got, want) {
			t.Errorf("%q: cities %v, want %v", src, got, want)
		}
	}
}
