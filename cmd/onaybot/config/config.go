package config

import (
	"crypto/x509"
	"log/slog"
	"net"
	"time"

	"onaybot/onayclient"
)

// Config is a loaded and validated configuration. Its exported fields may be
// changed by whoever holds it; nothing here reads them again after Load.
type Config struct {
	Telegram    Telegram    `yaml:"telegram"`
	Database    string      `yaml:"database"` // path of the SQLite file; a relative one starts at the working directory
	Cabinet     Cabinet     `yaml:"cabinet"`
	Alerts      Alerts      `yaml:"alerts"`
	Fares       Fares       `yaml:"fares"`
	Holidays    []time.Time `yaml:"holidays"` // midnights in alerts.timezone of days off besides the weekends, each once
	Admins      []int64     `yaml:"admins"`   // Telegram user ids, each once
	Access      Access      `yaml:"access"`
	Rides       Rides       `yaml:"rides"`
	Maintenance Maintenance `yaml:"maintenance"`
	Backup      Backup      `yaml:"backup"`
	Operator    Operator    `yaml:"operator"`
	Metrics     Metrics     `yaml:"metrics"`
	Log         Log         `yaml:"log"`

	places places
}

// Telegram says how to reach the Bot API.
type Telegram struct {
	Token     Secret  `yaml:"token"`      // empty until the operator gives one, see [Config.NeedToken]
	TokenFile string  `yaml:"token_file"` // where Token was read from; empty: it stands elsewhere
	APIURL    string  `yaml:"api_url"`    // without a slash at the end
	Rate      float64 `yaml:"rate"`       // messages a second in all; 0 = no pacing
}

// Cabinet says how to reach the ONAY cabinet.
type Cabinet struct {
	Dialect      string        `yaml:"dialect"`  // [DialectWeb] or [DialectApp]
	BaseURL      string        `yaml:"base_url"` // without a slash at the end
	Login        string        `yaml:"login"`    // empty together with Password: no account, balances only
	Password     Secret        `yaml:"password"`
	PasswordFile string        `yaml:"password_file"`  // where Password was read from; empty: it stands elsewhere
	AppToken     Secret        `yaml:"app_token"`      // of DialectApp, not empty with it
	AppTokenFile string        `yaml:"app_token_file"` // where AppToken was read from; empty: it stands elsewhere
	DeviceID     string        `yaml:"device_id"`      // of DialectApp, a UUID; empty: one is made
	CityID       int           `yaml:"city_id"`        // of DialectApp
	CAFile       string        `yaml:"ca_file"`        // path of a PEM file; empty: the machine's authorities alone
	Rate         float64       `yaml:"rate"`           // requests a second in all, above 0
	PerDay       int           `yaml:"per_day"`        // requests a day in all; 0 = no limit
	Timeout      time.Duration `yaml:"timeout"`        // of one request
	Fresh        time.Duration `yaml:"fresh"`          // a reading this young is served again

	// Roots are the machine's certificate authorities and those of CAFile; nil without CAFile.
	// Only [Load] reads the file.
	Roots *x509.CertPool
}

// The dialects of the cabinet.
const (
	DialectWeb = "web" // its web site
	DialectApp = "app" // the JSON API behind the mobile app
)

// Alerts says when cards are looked at and when a passenger is told.
type Alerts struct {
	Schedule  Schedule         `yaml:"schedule"` // of the heartbeat, in Timezone
	Policy    Policy           `yaml:"policy"`
	Timezone  *time.Location   `yaml:"timezone"`
	Threshold onayclient.Money `yaml:"threshold"` // for links that have none of their own
}

// Access says whom the bot serves.
type Access struct {
	Allow []int64 `yaml:"allow"` // ids of users and groups, each once; empty: everybody
}

// Rides says to whom rides are shown.
type Rides struct {
	Proof    string `yaml:"proof"`     // [ProofRequired] or [ProofOff]
	KeepDays int    `yaml:"keep_days"` // how long rides are kept
}

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

// Whether a chat has to prove that it may see a card's rides.
const (
	ProofRequired = "required"
	ProofOff      = "off"
)

// Operator is whoever hosts the bot.
type Operator struct {
	Name    string `yaml:"name"`
	Contact string `yaml:"contact"`
}

// Metrics says where the bot tells how it fares.
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

// Load reads the file at path, puts the environment over it, reads the files
// it names and checks the whole. Every error is an [*Error]. An empty Telegram token is allowed here:
// not every command needs one, see [Config.NeedToken].
func Load(path string, getenv func(string) string) (*Config, error) {
	src, err := read(path)
	if err != nil {
		return nil, err
	}
	c, err := parse(path, src, getenv)
	if err != nil {
		return nil, err
	}
	if err := c.readCA(); err != nil {
		return nil, err
	}
	return c, nil
}

// Default is the configuration of an empty file in an empty environment. It
// fails only where Almaty's time zone data is missing or out of date.
func Default() (*Config, error) {
	return parse("", nil, nil)
}

// NeedToken is nil when there is a Telegram token and an [*Error] that says how
// to give one when there is not.
func (c *Config) NeedToken() error {
	if !c.Telegram.Token.IsZero() {
		return nil
	}
	return c.Fault("telegram.token", "is empty: set it, the environment variable "+EnvToken+" or telegram.token_file to the token that @BotFather gave")
}

// Fault is an [*Error] about the value of key, for what only its user finds
// out, such as a database that cannot be written. It points at the line that
// key has in the file, if it has one. The problem follows the key in the
// message ("database cannot be written: …") and must hold no secret.
func (c *Config) Fault(key, problem string) *Error {
	return c.places.fault(key, problem)
}

func parse(file string, src []byte, getenv func(string) string) (*Config, error) {
	c := &Config{places: places{file: file, of: map[string]place{}}}
	keys := c.keys()
	if err := c.readYAML(src, keys); err != nil {
		return nil, err
	}
	c.places.secret = c.holdsSecret()
	if err := c.readEnv(keys, getenv); err != nil {
		return nil, err
	}
	if err := c.setDefaults(keys); err != nil {
		return nil, err
	}
	if err := c.readSecrets(); err != nil {
		return nil, err
	}
	if err := c.check(); err != nil {
		return nil, err
	}
	return c, nil
}

func (c *Config) readEnv(keys []key, getenv func(string) string) error {
	if getenv == nil {
		return nil
	}
	for _, k := range keys {
		if k.env == "" || getenv(k.env) == "" {
			continue
		}
		c.places.of[k.path] = place{env: k.env}
		if err := c.places.set(k, trimNewline(getenv(k.env))); err != nil {
			return err
		}
	}
	return nil
}

// setDefaults fills in what neither the file nor the environment has.
func (c *Config) setDefaults(keys []key) error {
	for _, k := range keys {
		if k.set == nil || c.places.has(k.path) {
			continue
		}
		if err := c.places.set(k, k.def); err != nil {
			return err
		}
	}
	if !c.places.has("fares") {
		c.Fares = defaultFares()
	}
	return nil
}
