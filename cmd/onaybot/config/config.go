// Package config loads the bot's configuration: a YAML file over the defaults, environment
// variables and files of their own for its secrets.
//
// A configuration that cannot be used yields one [*Error]: it names file, line and key, and
// says what is wrong and what to do. No message holds a value from the file, so it may be
// printed and logged.
package config

import (
	"log/slog"
	"net"
	"time"

	"onaybot/onayclient"
)

// Config is a loaded and checked configuration. Its exported fields may be changed by whoever
// holds it: nothing here reads them again after Load.
type Config struct {
	Telegram    Telegram    `yaml:"telegram"`
	Database    string      `yaml:"database"` // path of the SQLite file; a relative one starts at the working directory
	Cabinet     Cabinet     `yaml:"cabinet"`
	Alerts      Alerts      `yaml:"alerts"`
	Fares       Fares       `yaml:"fares"`
	Holidays    []time.Time `yaml:"holidays"` // days off besides the weekends: midnights in alerts.timezone, each once
	Admins      []int64     `yaml:"admins"`   // Telegram user ids, each once
	Access      Access      `yaml:"access"`
	Rides       Rides       `yaml:"rides"`
	Maintenance Maintenance `yaml:"maintenance"`
	Backup      Backup      `yaml:"backup"`
	Operator    Operator    `yaml:"operator"`
	Metrics     Metrics     `yaml:"metrics"`
	Log         Log         `yaml:"log"`

	source source
}

// Telegram says how to reach the Bot API.
type Telegram struct {
	Token     Secret  `yaml:"token"` // may be empty, see [Config.NeedToken]
	TokenFile string  `yaml:"token_file"`
	APIURL    string  `yaml:"api_url"` // without a slash at the end
	Rate      float64 `yaml:"rate"`    // messages a second in all; 0: no pacing
}

// Cabinet says how to reach the ONAY cabinet.
type Cabinet struct {
	Dialect      string        `yaml:"dialect"`  // [DialectWeb] or [DialectApp]
	BaseURL      string        `yaml:"base_url"` // without a slash at the end
	Login        string        `yaml:"login"`    // empty, as Password is: no account, balances only
	Password     Secret        `yaml:"password"`
	PasswordFile string        `yaml:"password_file"`
	AppToken     Secret        `yaml:"app_token"` // not empty with DialectApp
	AppTokenFile string        `yaml:"app_token_file"`
	DeviceID     string        `yaml:"device_id"` // of DialectApp, a UUID; empty: one is made
	CityIDs      []int         `yaml:"city_ids"`  // of DialectApp, see [Cabinet.Cities]
	CityID       int           `yaml:"city_id"`   // of DialectApp, the older key for a single one; 0: not set
	AppVersion   string        `yaml:"app_version"`
	AppOS        int           `yaml:"app_os"`
	Rate         float64       `yaml:"rate"`    // requests a second in all, above 0
	PerDay       int           `yaml:"per_day"` // requests a day in all; 0: no limit
	Timeout      time.Duration `yaml:"timeout"` // of one request
	Fresh        time.Duration `yaml:"fresh"`   // a reading this young is served again
}

// Cities are the cities whose cards of the account count.
func (c Cabinet) Cities() []int {
	if c.CityID != 0 {
		return []int{c.CityID}
	}
	return c.CityIDs
}

// The dialects of the cabinet.
const (
	DialectWeb = "web" // its web site
	DialectApp = "app" // the JSON API behind the mobile app
)

// Alerts says when cards are polled and when a passenger is told.
type Alerts struct {
	Schedule  Schedule         `yaml:"schedule"` // of the tick, in Timezone
	Policy    Policy           `yaml:"policy"`
	Timezone  *time.Location   `yaml:"timezone"`
	Threshold onayclient.Money `yaml:"threshold"` // of links that have none of their own
}

// Access says whom the bot serves.
type Access struct {
	Allow []int64 `yaml:"allow"` // ids of users and groups, each once; empty: everybody
}

// Rides says to whom rides are shown.
type Rides struct {
	Proof    string `yaml:"proof"` // [ProofRequired] or [ProofOff]
	KeepDays int    `yaml:"keep_days"`
}

// Whether a chat has to prove that it may see a card's rides.
const (
	ProofRequired = "required"
	ProofOff      = "off"
)

// Maintenance says when the database is written anew.
type Maintenance struct {
	Schedule Schedule `yaml:"schedule"` // in alerts.timezone
}

// Backup says when and where the database is copied.
type Backup struct {
	Schedule Schedule `yaml:"schedule"` // in alerts.timezone; the zero one: never
	Dir      string   `yaml:"dir"`      // not empty with a schedule
	Keep     int      `yaml:"keep"`     // how many copies
}

// Operator is whoever hosts the bot.
type Operator struct {
	Name    string `yaml:"name"`
	Contact string `yaml:"contact"`
}

// Metrics says where metrics and health are served.
type Metrics struct {
	Listen string `yaml:"listen"` // host and port; empty: nowhere
}

// Exposed tells whether other machines may reach the address.
func (m Metrics) Exposed() bool {
	host, _, err := net.SplitHostPort(m.Listen)
	return err == nil && !loopback(host)
}

// Log says what is logged and how.
type Log struct {
	Level  slog.Level `yaml:"level"`
	Format string     `yaml:"format"` // [FormatText] or [FormatJSON]
}

// The formats of the log.
const (
	FormatText = "text"
	FormatJSON = "json"
)

// defaults is what the keys have that no file sets.
const defaults = `
telegram: {api_url: "https://api.telegram.org", rate: 30}
database: onaybot.db
cabinet: {dialect: web, base_url: "` + webSite + `", city_ids: [1], app_version: 3.2.1, app_os: 2,
  rate: 1, per_day: 50000, timeout: 8s, fresh: 60s}
alerts: {schedule: "* * * * *", timezone: Asia/Almaty, threshold: 500}
fares:
  - {city: Almaty, from: 2024-08-03, full: 120, half: 60}
  - {city: Almaty, from: 2023-08-21, full: 100, half: 50}
  - {city: Karaganda, from: 2024-06-01, full: 100}
  - {city: Temirtau (out of town), from: 2024-06-01, full: 100, half: 50}
  - {city: Abai, from: 2024-06-01, full: 100, half: 50}
  - {city: Topar, from: 2024-06-01, full: 100, half: 50}
  - {city: Shakhtinsk, from: 2025-05-01, full: 80, half: 40}
  - {city: Saran, from: 2024-06-01, full: 60}
  - {city: Balkhash, from: 2025-11-10, full: 60, half: 30}
rides: {proof: required, keep_days: 400}
maintenance: {schedule: "15 4 * * *"}
backup: {keep: 7}
log: {level: info, format: text}
`
