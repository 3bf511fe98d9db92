package family

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"onaybot/onayclient"
)

const (
	claimedRides = 10       // a card's last rides, of which two are to be named
	claimable    = 30 * day // the age up to which they are asked about
	mayBeOff     = 30       // minutes that a named time may be off
	dayMinutes   = 24 * 60
)

// claim is a ride as a person names it.
type claim struct {
	route  string // as [plainRoute] makes it
	minute int    // of the day
}

// alike tells whether two claims could be of one ride. Whoever guesses a habit,
// such as the bus at eight, knows both.
func (c claim) alike(other claim) bool { return c.near(other, 2*mayBeOff) }

// near tells whether two claims are of one route and no further apart than so
// many minutes, midnight between them or not.
func (c claim) near(other claim, minutes int) bool {
	off := (c.minute - other.minute + dayMinutes) % dayMinutes
	return c.route == other.route && min(off, dayMinutes-off) <= minutes
}

// parseClaims reads two rides such as "92 08:15, 121 18:40": a route, perhaps
// of several words, and a time each, both in the same order. It passes over
// punctuation and over fillers, which are words that people put around them.
func parseClaims(text string, fillers []string) ([]claim, bool) {
	var routes []string
	var minutes []int
	form := "" // a letter for each route and each time
	for _, word := range claimWords(text, fillers) {
		minute, isTime := parseClock(word)
		switch {
		case isTime:
			minutes, form = append(minutes, minute), form+"t"
		case strings.HasSuffix(form, "r"):
			routes[len(routes)-1] += plainRoute(word)
		default:
			routes, form = append(routes, plainRoute(word)), form+"r"
		}
	}
	if form != "rtrt" && form != "trtr" {
		return nil, false
	}
	return []claim{{routes[0], minutes[0]}, {routes[1], minutes[1]}}, true
}

var colons = strings.NewReplacer(".", ":", "-", ":")

// parseClock reads a time such as "8:15" or "08.15", in minutes of the day.
func parseClock(word string) (minute int, ok bool) {
	at, err := time.Parse("15:04", colons.Replace(word))
	return at.Hour()*60 + at.Minute(), err == nil
}

// claimWords splits what was typed into routes and times.
func claimWords(text string, fillers []string) (words []string) {
	split := func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",;/()«»\"", r) }
	for _, word := range strings.FieldsFunc(text, split) {
		word = strings.Trim(strings.TrimLeft(word, "№#"), ".:-–—")
		if word != "" && !slices.Contains(fillers, strings.ToLower(word)) {
			words = append(words, word)
		}
	}
	return words
}

// lookalikes are Latin letters that stand for Cyrillic ones.
var lookalikes = strings.NewReplacer("A", "А", "B", "В", "C", "С", "E", "Е", "H", "Н", "K", "К", "M", "М",
	"O", "О", "P", "Р", "T", "Т", "X", "Х", "Y", "У")

// plainRoute is a route without what people write differently.
func plainRoute(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToUpper(r)
		}
		return -1
	}, s)
	return lookalikes.Replace(s)
}

// ride is a ride that can be claimed.
type ride struct {
	exact claim  // what names it to the minute
	day   string // its date
}

// lastRides are the newest rides of a listing (newest first) that have a
// route, as many as can be claimed.
func lastRides(list []onayclient.Transaction, zone *time.Location) (rides []ride) {
	for _, x := range list {
		route := plainRoute(x.Route)
		if x.Kind != onayclient.KindRide || route == "" {
			continue
		}
		at := x.At.In(zone)
		rides = append(rides, ride{claim{route, at.Hour()*60 + at.Minute()}, at.Format(time.DateOnly)})
		if len(rides) == claimedRides {
			break
		}
	}
	return rides
}

// canProve tells whether there are two rides on different days.
func canProve(rides []ride) bool {
	return slices.ContainsFunc(rides, func(r ride) bool { return r.day != rides[0].day })
}

// proves tells whether two claims name two of the rides, on different days and
// not of one habit.
func proves(claims []claim, rides []ride) bool {
	for _, first := range rides {
		if !first.exact.near(claims[0], mayBeOff) {
			continue
		}
		for _, second := range rides {
			if second.exact.near(claims[1], mayBeOff) && second.day != first.day && !second.exact.alike(first.exact) {
				return true
			}
		}
	}
	return false
}
