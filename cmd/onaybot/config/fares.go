package config

import (
	"errors"
	"strings"
	"time"

	"onaybot/onayclient"
)

// Fare is what a ride costs in a city from a date on.
type Fare struct {
	City string           `yaml:"city"`
	From time.Time        `yaml:"from"` // midnight in alerts.timezone
	Full onayclient.Money `yaml:"full"`
	Half onayclient.Money `yaml:"half"` // of cards with a reduction; at most Full
}

// Fares is every fare known, in the order of the file.
type Fares []Fare

// DefaultCity is the city listed first.
func (fs Fares) DefaultCity() string {
	if len(fs) == 0 {
		return ""
	}
	return fs[0].City
}

// At is the latest fare of city in force at t. An empty city stands for the
// default one; the case of its letters does not matter. It reports false for a
// city that is not listed and a time before its first fare.
func (fs Fares) At(city string, t time.Time) (Fare, bool) {
	if city == "" {
		city = fs.DefaultCity()
	}
	var best Fare
	found := false
	for _, f := range fs {
		if !strings.EqualFold(f.City, city) || f.From.After(t) {
			continue
		}
		if !found || f.From.After(best.From) {
			best, found = f, true
		}
	}
	return best, found
}

// defaultFares is what Almaty charges.
func defaultFares() Fares {
	from := time.Date(2024, time.August, 3, 0, 0, 0, 0, time.UTC)
	return Fares{{City: "Almaty", From: from, Full: onayclient.Tenge(120), Half: onayclient.Tenge(60)}}
}

func parseDate(text string) (time.Time, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return time.Time{}, errors.New("must be a date written as 2024-08-03")
	}
	return t, nil
}

// localMidnight is the beginning of t's date in loc.
func localMidnight(t time.Time, loc *time.Location) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, loc)
}

func parseZone(text string) (*time.Location, error) {
	if text == "" || text == "Local" {
		return nil, errors.New("must name a time zone, such as Asia/Almaty: the machine's own may change under the bot")
	}
	loc, err := time.LoadLocation(text)
	if err != nil {
		return nil, errors.New("must be a time zone known by its IANA name, such as Asia/Almaty or Asia/Qyzylorda")
	}
	if stale(loc) {
		return time.FixedZone(text, 5*60*60), nil
	}
	return loc, nil
}

// stale reports whether loc is of Almaty's zone and does not know that the
// country is one zone, UTC+5, since 2024-03-01: the machine's data goes before
// the data in the binary, and may be older.
func stale(loc *time.Location) bool {
	switch loc.String() {
	case "Asia/Almaty", "Asia/Qostanay":
	default:
		return false
	}
	_, offset := time.Date(2024, time.June, 1, 0, 0, 0, 0, loc).Zone()
	return offset != 5*60*60
}
