package config

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The environment variables that override the file. An empty one counts as
// absent.
const (
	EnvToken    = "ONAYBOT_TELEGRAM_TOKEN"
	EnvLogin    = "ONAYBOT_CABINET_LOGIN"
	EnvPassword = "ONAYBOT_CABINET_PASSWORD"
	EnvAppToken = "ONAYBOT_CABINET_APP_TOKEN"
)

// webSite is where the web dialect is spoken.
const webSite = "https://cabinet.onay.kz"

// key is one key of the file. Either set takes the text of its value, or item
// that of every element of its list, or each is called for every element and
// gives that element's keys.
type key struct {
	path   string // dotted
	def    string // taken when the file has no such key
	set    setter
	item   setter
	each   func() []key
	env    string // the environment variable that overrides the file
	hidden bool   // the value appears in no message
	must   bool   // an element without it is refused
}

// setter stores the value that text stands for, or says what is wanted. Its
// error ends a sentence that begins with the key and must not hold the text.
type setter func(text string) error

func (c *Config) keys() []key {
	return []key{
		{path: "telegram.token", set: secret(&c.Telegram.Token, botToken), env: EnvToken, hidden: true},
		{path: "telegram.token_file", set: optionalPath(&c.Telegram.TokenFile), hidden: true},
		{path: "telegram.api_url", def: "https://api.telegram.org", set: webURL(&c.Telegram.APIURL)},
		{path: "telegram.rate", def: "30", set: number(&c.Telegram.Rate, 0, 1000)},
		{path: "database", def: "onaybot.db", set: filePath(&c.Database)},
		{path: "cabinet.dialect", def: DialectWeb, set: oneOf(&c.Cabinet.Dialect, DialectWeb, DialectApp)},
		{path: "cabinet.base_url", def: webSite, set: webURL(&c.Cabinet.BaseURL)},
		{path: "cabinet.login", set: line(&c.Cabinet.Login), env: EnvLogin, hidden: true},
		{path: "cabinet.password", set: secret(&c.Cabinet.Password, anything), env: EnvPassword, hidden: true},
		{path: "cabinet.password_file", set: optionalPath(&c.Cabinet.PasswordFile), hidden: true},
		{path: "cabinet.app_token", set: secret(&c.Cabinet.AppToken, headerToken), env: EnvAppToken, hidden: true},
		{path: "cabinet.app_token_file", set: optionalPath(&c.Cabinet.AppTokenFile), hidden: true},
		{path: "cabinet.device_id", set: uuid(&c.Cabinet.DeviceID)},
		{path: "cabinet.city_id", def: "1", set: whole(&c.Cabinet.CityID, 1, 1_000_000)},
		{path: "cabinet.ca_file", set: optionalPath(&c.Cabinet.CAFile)},
		{path: "cabinet.rate", def: "1", set: number(&c.Cabinet.Rate, 0.001, 100_000)},
		{path: "cabinet.per_day", def: "50000", set: whole(&c.Cabinet.PerDay, 0, 1_000_000_000)},
		{path: "cabinet.timeout", def: "8s", set: duration(&c.Cabinet.Timeout, 100*time.Millisecond, time.Minute)},
		{path: "cabinet.fresh", def: "60s", set: duration(&c.Cabinet.Fresh, 0, 24*time.Hour)},
		{path: "alerts.schedule", def: "* * * * *", set: parsed(&c.Alerts.Schedule, ParseSchedule)},
		{path: "alerts.policy", def: string(PolicyAdaptive), set: parsed(&c.Alerts.Policy, ParsePolicy)},
		{path: "alerts.timezone", def: "Asia/Almaty", set: parsed(&c.Alerts.Timezone, parseZone)},
		{path: "alerts.threshold", def: "500", set: tenge(&c.Alerts.Threshold, 0)},
		{path: "fares", each: c.fareKeys},
		{path: "holidays", item: c.addHoliday},
		{path: "admins", item: c.addAdmin},
		{path: "access.allow", item: c.addAllowed},
		{path: "rides.proof", def: ProofRequired, set: oneOf(&c.Rides.Proof, ProofRequired, ProofOff)},
		{path: "rides.keep_days", def: "400", set: whole(&c.Rides.KeepDays, 31, 3650)},
		{path: "maintenance.schedule", def: "15 4 * * *", set: parsed(&c.Maintenance.Schedule, ParseSchedule)},
		{path: "backup.schedule", set: optional(parsed(&c.Backup.Schedule, ParseSchedule))},
		{path: "backup.dir", set: line(&c.Backup.Dir)},
		{path: "backup.keep", def: "7", set: whole(&c.Backup.Keep, 1, 1000)},
		{path: "operator.name", set: line(&c.Operator.Name)},
		{path: "operator.contact", set: line(&c.Operator.Contact)},
		{path: "metrics.listen", set: address(&c.Metrics.Listen)},
		{path: "log.level", def: "info", set: parsed(&c.Log.Level, parseLevel)},
		{path: "log.format", def: FormatText, set: oneOf(&c.Log.Format, FormatText, FormatJSON)},
	}
}

// fareKeys adds a fare and gives its keys.
func (c *Config) fareKeys() []key {
	c.Fares = append(c.Fares, Fare{})
	f := &c.Fares[len(c.Fares)-1]
	return []key{
		{path: "city", set: name(&f.City), must: true},
		{path: "from", set: parsed(&f.From, parseDate), must: true},
		{path: "full", set: tenge(&f.Full, 1), must: true},
		{path: "half", set: tenge(&f.Half, 0), must: true},
	}
}

// check judges what no key can judge alone.
func (c *Config) check() error {
	if c.Cabinet.Login != "" && c.Cabinet.Password.IsZero() {
		return c.Fault("cabinet.login", "has no password: set cabinet.password or "+EnvPassword+", or empty the login to do without an account")
	}
	if c.Cabinet.Login == "" && !c.Cabinet.Password.IsZero() {
		return c.Fault("cabinet.password", "has no login: set cabinet.login or "+EnvLogin+", or empty the password to do without an account")
	}
	if err := c.checkApp(); err != nil {
		return err
	}
	if c.Backup.Schedule != (Schedule{}) && c.Backup.Dir == "" {
		return c.Fault("backup.dir", "is empty: name the folder for the copies, or empty backup.schedule to make none")
	}
	if len(c.Fares) == 0 {
		return c.Fault("fares", "is empty: list at least one city, or leave the key out to have Almaty's fares")
	}
	for i, h := range c.Holidays {
		c.Holidays[i] = localMidnight(h, c.Alerts.Timezone)
	}
	return c.checkFares()
}

// addHoliday takes a date, once.
func (c *Config) addHoliday(text string) error {
	date, err := parseDate(text)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(c.Holidays, date.Equal) {
		return errors.New("is in the list twice: remove one of the two")
	}
	c.Holidays = append(c.Holidays, date)
	return nil
}

// checkApp asks for what the app dialect cannot do without.
func (c *Config) checkApp() error {
	switch {
	case c.Cabinet.Dialect != DialectApp:
		return nil
	case c.Cabinet.BaseURL == webSite:
		return c.Fault("cabinet.base_url", "is that of the web site, which does not speak the app dialect: set it to the address of the API that your agreement with the carrier names")
	case c.Cabinet.AppToken.IsZero():
		return c.Fault("cabinet.app_token", "is empty: set it, or the environment variable "+EnvAppToken+", to the application token of your agreement with the carrier")
	default:
		return nil
	}
}

// addAdmin takes the id of a person.
func (c *Config) addAdmin(text string) error {
	id, err := strconv.ParseInt(text, 10, 64)
	switch {
	case err == nil && id < 0:
		return errors.New("must be the id of a person: this is the id of a group")
	case err != nil || id == 0:
		return errors.New("must be a Telegram user id, such as 123456789, not a name")
	case slices.Contains(c.Admins, id):
		return errors.New("is in the list twice: remove one of the two")
	}
	c.Admins = append(c.Admins, id)
	return nil
}

// addAllowed takes the id of a person or a group.
func (c *Config) addAllowed(text string) error {
	id, err := strconv.ParseInt(text, 10, 64)
	switch {
	case err != nil || id == 0:
		return errors.New("must be the Telegram id of a user or a group, such as 123456789 or -1001234567890, not a name")
	case slices.Contains(c.Access.Allow, id):
		return errors.New("is in the list twice: remove one of the two")
	}
	c.Access.Allow = append(c.Access.Allow, id)
	return nil
}

func (c *Config) checkFares() error {
	seen := map[string]int{}
	for i := range c.Fares {
		f := &c.Fares[i]
		f.From = localMidnight(f.From, c.Alerts.Timezone)
		if f.Half > f.Full {
			return c.Fault(fmt.Sprintf("fares[%d].half", i), "is more than the full fare: swap them or mend one")
		}
		id := strings.ToLower(f.City) + f.From.Format(time.DateOnly)
		if first, ok := seen[id]; ok {
			return c.Fault(fmt.Sprintf("fares[%d].from", i), fmt.Sprintf("repeats the city and date of fares[%d]: remove one of the two", first))
		}
		seen[id] = i
	}
	return nil
}
