package config

import (
	"cmp"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// webSite is where the web dialect is spoken.
const webSite = "https://cabinet.onay.kz"

// finding is what is wrong with a key, and what to do; the problem is empty when nothing is.
type finding struct{ key, problem string }

// check returns an [*Error] about the first value that cannot be used.
func (c *Config) check() error {
	for _, f := range slices.Concat(c.checkValues(), c.checkLists(), c.checkFares(), c.checkTogether()) {
		if f.problem != "" {
			return c.Fault(f.key, f.problem)
		}
	}
	return nil
}

func (c *Config) checkValues() []finding {
	return []finding{
		{"telegram.token", botToken(c.Telegram.Token)},
		{"telegram.api_url", webURL(c.Telegram.APIURL)},
		{"telegram.rate", within(c.Telegram.Rate, 0, 1000, aNumber)},
		{"database", filePath(c.Database)},
		{"cabinet.dialect", oneOf(c.Cabinet.Dialect, DialectWeb, DialectApp)},
		{"cabinet.base_url", webURL(c.Cabinet.BaseURL)},
		{"cabinet.login", line(c.Cabinet.Login)},
		{"cabinet.password", password(c.Cabinet.Password)},
		{"cabinet.app_token", headerToken(c.Cabinet.AppToken)},
		{"cabinet.device_id", uuid(c.Cabinet.DeviceID)},
		{"cabinet.city_ids", when(len(c.Cabinet.CityIDs) == 0, "is empty: list at least one city, or leave the key out for Almaty")},
		{"cabinet.city_id", within(c.Cabinet.CityID, 0, maxCity, aWhole)},
		{"cabinet.app_version", appVersion(c.Cabinet.AppVersion)},
		{"cabinet.app_os", within(c.Cabinet.AppOS, 1, 9, aWhole)},
		{"cabinet.rate", within(c.Cabinet.Rate, 0.001, 100_000, aNumber)},
		{"cabinet.per_day", within(c.Cabinet.PerDay, 0, 1_000_000_000, aWhole)},
		{"cabinet.timeout", within(c.Cabinet.Timeout, 100*time.Millisecond, time.Minute, aDuration)},
		{"cabinet.fresh", within(c.Cabinet.Fresh, 0, 24*time.Hour, aDuration)},
		{"alerts.schedule", schedule(c.Alerts.Schedule)},
		{"alerts.policy", when(c.Alerts.Policy.Every < 0,
			"must be adaptive, or fixed: and a duration from 1m to 24h, such as fixed:15m")},
		{"alerts.timezone", zone(c.Alerts.Timezone)},
		{"alerts.threshold", within(c.Alerts.Threshold.Tenge(), 0, maxTenge, aSum)},
		{"rides.proof", oneOf(c.Rides.Proof, ProofRequired, ProofOff)},
		{"rides.keep_days", within(c.Rides.KeepDays, 31, 3650, aWhole)},
		{"maintenance.schedule", schedule(c.Maintenance.Schedule)},
		{"backup.schedule", when(c.Backup.Schedule != (Schedule{}), schedule(c.Backup.Schedule))},
		{"backup.dir", cmp.Or(line(c.Backup.Dir), folder(c.Backup.Dir))},
		{"backup.keep", within(c.Backup.Keep, 1, 1000, aWhole)},
		{"operator.name", line(c.Operator.Name)},
		{"operator.contact", line(c.Operator.Contact)},
		{"metrics.listen", address(c.Metrics.Listen)},
		{"log.level", when(c.Log.Level == badLevel, "must be debug, info, warn or error")},
		{"log.format", oneOf(c.Log.Format, FormatText, FormatJSON)},
	}
}

func (c *Config) checkLists() []finding {
	return slices.Concat(
		elements("cabinet.city_ids", c.Cabinet.CityIDs, city),
		elements("holidays", c.Holidays, date),
		elements("admins", c.Admins, person),
		elements("access.allow", c.Access.Allow, personOrGroup))
}

func elements[T comparable](key string, list []T, check func(T) string) (found []finding) {
	for i, v := range list {
		again := when(slices.Contains(list[:i], v), "is in the list twice: remove one of the two")
		found = append(found, finding{fmt.Sprintf("%s[%d]", key, i), cmp.Or(check(v), again)})
	}
	return found
}

func (c *Config) checkFares() []finding {
	if len(c.Fares) == 0 {
		return []finding{{"fares", "is empty: list at least one city, or leave the key out to have those of all cities known"}}
	}
	var found []finding
	for i, f := range c.Fares {
		at := fmt.Sprintf("fares[%d]", i)
		found = append(found,
			finding{at + ".city", name(f.City)},
			finding{at + ".from", date(f.From)},
			finding{at + ".full", within(f.Full.Tenge(), 1, maxTenge, aSum)},
			finding{at + ".half", within(f.Half.Tenge(), 0, maxTenge, aSum)},
			finding{at + ".half", when(f.Half > f.Full, "is more than the full fare: swap them or mend one")})
		j := slices.IndexFunc(c.Fares[:i], func(g Fare) bool {
			return strings.EqualFold(f.City, g.City) && f.From.Equal(g.From)
		})
		again := fmt.Sprintf("repeats the city and date of fares[%d]: remove one of the two", j)
		found = append(found, finding{at + ".from", when(j >= 0, again)})
	}
	return found
}

// checkTogether judges what no key can judge alone.
func (c *Config) checkTogether() []finding {
	cabinet := c.Cabinet
	app := cabinet.Dialect == DialectApp
	return []finding{
		{"cabinet.login", when(cabinet.Login != "" && cabinet.Password.IsZero(),
			"has no password: set cabinet.password or "+envPassword+", or empty the login to do without an account")},
		{"cabinet.password", when(cabinet.Login == "" && !cabinet.Password.IsZero(),
			"has no login: set cabinet.login or "+envLogin+", or empty the password to do without an account")},
		{"cabinet.base_url", when(app && strings.TrimRight(cabinet.BaseURL, "/") == webSite,
			"is that of the web site, which does not speak the app dialect: "+
				"set it to the address of the API that your agreement with the carrier names")},
		{"cabinet.city_id", when(cabinet.CityID != 0 && c.source.line("cabinet.city_ids") > 0,
			"is the older key for a single city, and cabinet.city_ids is set too: put all cities there and remove city_id")},
		{"cabinet.app_token", when(app && cabinet.AppToken.IsZero(),
			"is empty: set it, or the environment variable "+envAppToken+
				", to the application token of your agreement with the carrier")},
		{"backup.dir", when(c.Backup.Schedule != (Schedule{}) && c.Backup.Dir == "",
			"is empty: name the folder for the copies, or empty backup.schedule to make none")},
	}
}

// when is the problem if the condition holds, else "".
func when(condition bool, problem string) string {
	if condition {
		return problem
	}
	return ""
}

// The rest judge one value. Each returns what is wanted, as the end of a sentence that begins
// with the key, or "" if the value will do.

const (
	aNumber   = "a number"
	aWhole    = "a whole number"
	aDuration = "a duration with its unit, such as 500ms, 8s or 1h30m,"
	aSum      = "whole tenge"
)

// maxTenge bounds fares and thresholds: more is a slip of the keyboard.
const maxTenge = 1_000_000

func within[T cmp.Ordered](v, lowest, highest T, what string) string {
	inside := v >= lowest && v <= highest // which NaN is not
	return when(!inside, fmt.Sprintf("must be %s from %v to %v", what, lowest, highest))
}

func date(t time.Time) string { return when(t.IsZero(), "must be a date written as 2024-08-03") }

func person(id int64) string {
	return cmp.Or(
		when(id < 0, "must be the id of a person: this is the id of a group"),
		when(id == 0, "must be a Telegram user id, such as 123456789, not a name"))
}

func personOrGroup(id int64) string {
	return when(id == 0, "must be the Telegram id of a user or a group, such as 123456789 or -1001234567890, not a name")
}

const maxCity = 1_000_000

func city(id int) string { return within(id, 1, maxCity, aWhole) }

var versionShape = regexp.MustCompile(`^[0-9]{1,6}(\.[0-9]{1,6}){0,3}$`)

func appVersion(text string) string {
	return when(!versionShape.MatchString(text), "must be a version such as 3.2.1")
}

func zone(loc *time.Location) string {
	return when(loc.String() == "", "must be a time zone by its IANA name, such as Asia/Almaty, and not Local: "+
		"the machine's own may change under the bot")
}

func schedule(s Schedule) string {
	if _, err := ParseSchedule(s.spec); err != nil {
		return err.Error()
	}
	return ""
}

func oneOf(text string, allowed ...string) string {
	return when(!slices.Contains(allowed, text), "must be "+strings.Join(allowed, " or "))
}

// line wants one that may be empty and fits a header.
func line(text string) string {
	odd := func(r rune) bool { return !unicode.IsPrint(r) }
	return cmp.Or(
		when(utf8.RuneCountInString(text) > 200, "must be at most 200 characters long"),
		when(strings.ContainsFunc(text, odd), "must be one line of printable characters"))
}

func name(text string) string { return cmp.Or(when(text == "", "must not be empty"), line(text)) }

func filePath(text string) string {
	switch {
	case text == "" || strings.HasSuffix(text, "/"):
		return "must be the path of a file, such as onaybot.db"
	case strings.HasPrefix(text, "file:") || strings.HasPrefix(text, ":") || strings.ContainsAny(text, "?\x00\n"):
		return "must be the plain path of a file, such as /var/lib/onaybot/onaybot.db, without SQLite parameters"
	}
	return ""
}

var tokenShape = regexp.MustCompile(`^[0-9]{1,20}:[A-Za-z0-9_-]{8,100}$`)

func botToken(s Secret) string {
	return when(!s.IsZero() && !tokenShape.MatchString(s.Reveal()),
		"is not a bot token: copy the whole of what @BotFather gave, digits, a colon and about 35 letters, without spaces")
}

func password(s Secret) string { return line(s.Reveal()) }

func headerToken(s Secret) string {
	odd := func(r rune) bool { return r < ' ' || r > '~' }
	return when(strings.ContainsFunc(s.Reveal(), odd),
		"must be one line of ASCII characters: copy the whole of the application token")
}

var uuidShape = regexp.MustCompile(`^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$`)

func uuid(text string) string {
	return when(text != "" && !uuidShape.MatchString(text),
		"must be a UUID, such as 123e4567-e89b-42d3-a456-426614174000, or empty to have one made")
}

// webURL wants an https address, or an http one of this machine: whatever else goes over plain
// http, the bot's token and the account's password included, can be read on the way.
func webURL(text string) string {
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Hostname() == "" || (u.Scheme != "https" && u.Scheme != "http"):
		return "must be a web address with its scheme and host, such as https://example.kz"
	case u.User != nil:
		return "must not hold a user name or password"
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return "must end with the host or a path, without ? and #"
	case strings.Contains(u.Path, ":"):
		return "must not hold the token: the token has its own key"
	case u.Scheme == "http" && !loopback(u.Hostname()):
		return "must begin with https://: plain http, where anybody on the way reads the secrets, " +
			"is for addresses of this machine only (127.0.0.1, localhost)"
	}
	return ""
}

func address(text string) string {
	host, port, err := net.SplitHostPort(text)
	n, errPort := strconv.ParseUint(port, 10, 16)
	bad := errors.Join(err, errPort) != nil || n == 0 || strings.ContainsAny(host, "/ ")
	return when(text != "" && bad, "must be a host and a port, such as 127.0.0.1:9090, or empty to listen nowhere")
}

func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}
