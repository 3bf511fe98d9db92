package config

import (
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

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
  city_id: 7
  ca_file: testdata/ca.pem
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

func date(t *testing.T, text, zone string) time.Time {
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

func schedule(t *testing.T, spec string) Schedule {
	t.Helper()
	s, err := ParseSchedule(spec)
	if err != nil {
		t.Fatalf("ParseSchedule(%q): %v", spec, err)
	}
	return s
}

func same(t *testing.T, got, want *Config) {
	t.Helper()
	a, b := *got, *want
	a.places, b.places = places{}, places{}
	if !reflect.DeepEqual(a, b) {
		t.Errorf("got  %+v\nwant %+v", a, b)
	}
}

func TestDefault(t *testing.T) {
	t.Parallel()
	got, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	almaty := date(t, "2024-08-03", "Asia/Almaty")
	same(t, got, &Config{
		Telegram: Telegram{APIURL: "https://api.telegram.org", Rate: 30},
		Database: "onaybot.db",
		Cabinet:  Cabinet{Dialect: "web", BaseURL: "https://cabinet.onay.kz", CityID: 1, Rate: 1, PerDay: 50_000, Timeout: 8 * time.Second, Fresh: time.Minute},
		Alerts: Alerts{
			Schedule: schedule(t, "* * * * *"), Policy: Policy{Kind: PolicyAdaptive},
			Timezone: almaty.Location(), Threshold: onayclient.Tenge(500),
		},
		Fares: Fares{{City: "Almaty", From: almaty, Full: onayclient.Tenge(120), Half: onayclient.Tenge(60)}},
		Rides: Rides{Proof: ProofRequired, KeepDays: 400},

		Maintenance: Maintenance{Schedule: schedule(t, "15 4 * * *")},
		Backup:      Backup{Keep: 7},

		Log: Log{Level: slog.LevelInfo, Format: "text"},
	})
}

func TestEmptyFilesAreDefaults(t *testing.T) {
	t.Parallel()
	want, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	for _, src := range []string{
		"", "\n\n", "# nothing yet\n", "---\n", "---\n# nothing\n", "telegram:\n", "cabinet:\n  rate:\n  login: ~\nlog: {}\n", "\ufeff",
	} {
		same(t, mustParse(t, string(trimBOM([]byte(src)))), want)
	}
}

func TestEveryKeyReachesItsField(t *testing.T) {
	t.Parallel()
	got := mustParse(t, everything)
	aqtau := date(t, "2023-01-01", "Asia/Aqtau")
	same(t, got, &Config{
		Telegram: Telegram{Token: NewSecret("4242:AAEhBOweik9ai2o01"), APIURL: "http://127.0.0.1:8081/bots", Rate: 12.5},
		Database: "/var/lib/onaybot/rides.db",
		Cabinet: Cabinet{
			Dialect: DialectApp, BaseURL: "https://cabinet.example.kz/v2", Login: "87010000000", Password: NewSecret("0123"),
			AppToken: NewSecret("swallow.0123"), DeviceID: "123e4567-e89b-42d3-a456-426614174000", CityID: 7,
			CAFile: "testdata/ca.pem", Rate: 0.5, PerDay: 1000, Timeout: 500 * time.Millisecond, Fresh: 0,
		},
		Alerts: Alerts{
			Schedule: schedule(t, "@every 90s"), Policy: Policy{Kind: PolicyFixed, Every: 90 * time.Minute},
			Timezone: aqtau.Location(), Threshold: onayclient.Tenge(700),
		},
		Fares: Fares{
			{City: "Karaganda", From: aqtau, Full: onayclient.Tenge(100), Half: onayclient.Tenge(50)},
			{City: "Almaty", From: date(t, "2019-05-01", "Asia/Aqtau"), Full: onayclient.Tenge(80), Half: onayclient.Tenge(40)},
		},
		Admins: []int64{123456789, 5200000001},
		Access: Access{Allow: []int64{77, -1001234567890}},
		Rides:  Rides{Proof: ProofOff, KeepDays: 400},

		Maintenance: Maintenance{Schedule: schedule(t, "@daily")},
		Backup:      Backup{Schedule: schedule(t, "0 3 * * *"), Dir: "/var/backups", Keep: 3},

		Operator: Operator{Name: "Школа № 1", Contact: "it@example.kz"},
		Log:      Log{Level: slog.LevelDebug, Format: FormatJSON},
	})
}

func TestEnvironmentOverridesTheFile(t *testing.T) {
	t.Parallel()
	c := mustParse(t, everything, EnvToken, "7:from-the-environment\n", EnvLogin, "parent@example.kz", EnvPassword, " spaces stay ", EnvAppToken, "other.token")
	if got := c.Telegram.Token.Reveal(); got != "7:from-the-environment" {
		t.Errorf("token %q", got)
	}
	if c.Cabinet.Login != "parent@example.kz" || c.Cabinet.Password.Reveal() != " spaces stay " {
		t.Errorf("account %q %q", c.Cabinet.Login, c.Cabinet.Password.Reveal())
	}
	if got := c.Cabinet.AppToken.Reveal(); got != "other.token" {
		t.Errorf("application token %q", got)
	}
	if kept := mustParse(t, everything, EnvLogin, ""); kept.Cabinet.Login != "87010000000" {
		t.Errorf("an empty variable overrode the login with %q", kept.Cabinet.Login)
	}
}

func TestFaultInTheEnvironmentNamesTheVariable(t *testing.T) {
	t.Parallel()
	e := fault(t, "telegram: {rate: 1}", EnvToken, "hunter2 hunter2")
	if e.Line != 0 || e.Key != "telegram.token" || !strings.Contains(e.Error(), EnvToken) {
		t.Errorf("got %v", e)
	}
	if strings.Contains(e.Error(), "hunter2") {
		t.Errorf("the token is in the message: %v", e)
	}
}

func TestNeedToken(t *testing.T) {
	t.Parallel()
	err := mustParse(t, "telegram:\n  token: \"\"\n").NeedToken()
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("got %v, want an *Error", err)
	}
	if e.Line != 2 || e.Key != "telegram.token" || !strings.Contains(e.Problem, EnvToken) {
		t.Errorf("got %v", e)
	}
	if err := mustParse(t, everything).NeedToken(); err != nil {
		t.Errorf("with a token: %v", err)
	}
}

func TestFaultPointsAtItsKey(t *testing.T) {
	t.Parallel()
	tests := []struct{ src, want string }{
		{"log: {}\ndatabase: x.db\n", "onaybot.yaml:2:11: database cannot be written: choose another\n    2 | database: x.db\n      |           ^"},
		{"log: {}\n", "onaybot.yaml: database cannot be written: choose another"},
	}
	for _, tt := range tests {
		got := mustParse(t, tt.src).Fault("database", "cannot be written: choose another").Error()
		if got != tt.want {
			t.Errorf("%q: got\n%s\nwant\n%s", tt.src, got, tt.want)
		}
	}
	if e := mustParse(t, "log: {level: warn}\ncabinet:\n  rate: 2\n").Fault("cabinet.timeout", "is short"); e.Line != 2 {
		t.Errorf("an absent key points at line %d, want its section's 2", e.Line)
	}
}

func TestLoad(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "onaybot.yaml")
	if err := os.WriteFile(path, []byte("\ufeff"+strings.ReplaceAll(everything, "\n", "\r\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := Load(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got.Cabinet.Roots == nil {
		t.Error("the authorities of ca_file are not loaded")
	}
	got.Cabinet.Roots = nil
	same(t, got, mustParse(t, everything))
}

func TestLoadWithoutAFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "absent.yaml")
	_, err := Load(path, nil)
	var e *Error
	if !errors.As(err, &e) || !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("got %v, want an *Error around fs.ErrNotExist", err)
	}
	if !strings.HasPrefix(err.Error(), path+": there is no such file") {
		t.Errorf("got %q", err)
	}
}
