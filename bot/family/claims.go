package family

import (
	"regexp"
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

// lookalikes are Latin letters that stand for Cyrillic ones.
var lookalikes = strings.NewReplacer("A", "А", "B", "В", "C", "С", "E", "Е", "H", "Н", "K", "К", "M", "М",
	"O", "О", "P", "Р", "T", "Т", "X", "Х", "Y", "У")

// routeForm is what routes look like; others cannot be named.
var routeForm = regexp.MustCompile(`^(?:0{0,2}[1-9]\d{0,2}\pL{0,2}|\pL[1-9]\d{0,2}\pL?|\pL{2}[1-9]\d{0,2})$`)

// plainRoute is a route without what people write differently; "": it is not shaped like one.
func plainRoute(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToUpper(r)
		}
		return -1
	}, s)
	if !routeForm.MatchString(s) {
		return ""
	}
	return strings.TrimLeft(lookalikes.Replace(s), "0")
}

// ride is a ride that can be claimed.
type ride struct {
	exact claim  // what names it to the minute
	day   string // its date
}

// lastRides are the newest rides of a listing (newest first) that have a
// route that can be named, as many as can be claimed.
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

// answer is an answer to [AskProof].
type answer struct {
	claims   []claim
	noOthers bool // it is said that there were no rides but such
}

// proves tells whether an answer names two of the rides, on different days.
// Those must not be of one habit, unless all are and that is said.
func (a answer) proves(rides []ride) bool {
	if a.noOthers {
		return !differ(rides) && a.names(rides, func(_, _ ride) bool { return true })
	}
	return a.names(rides, func(first, second ride) bool { return !first.exact.alike(second.exact) })
}

// differ tells whether two of the rides, on different days, are not of one habit.
func differ(rides []ride) bool {
	for i, first := range rides {
		for _, second := range rides[i+1:] {
			if first.day != second.day && !first.exact.alike(second.exact) {
				return true
			}
		}
	}
	return false
}

// names tells whether an answer names two of the rides, on different days, that go together.
func (a answer) names(rides []ride, together func(first, second ride) bool) bool {
	for _, first := range rides {
		if !first.exact.near(a.claims[0], mayBeOff) {
			continue
		}
		for _, second := range rides {
			if second.exact.near(a.claims[1], mayBeOff) && second.day != first.day && together(first, second) {
				return true
			}
		}
	}
	return false
}
