package config

import (
	"slices"
	"strings"
	"time"

	"onaybot/onayclient"
)

// Fare is what a ride costs in a city from a date on.
type Fare struct {
	City string           `yaml:"city"`
	From time.Time        `yaml:"from"` // midnight in alerts.timezone
	Full onayclient.Money `yaml:"full"`
	Half onayclient.Money `yaml:"half"` // of cards with a reduction; at most Full; 0: not known
}

// Fares is every fare known, in the order of the file.
type Fares []Fare

// NotYet are the cities, each once, whose every fare begins after t.
func (fs Fares) NotYet(t time.Time) (cities []string) {
	for _, f := range fs {
		same := func(city string) bool { return strings.EqualFold(city, f.City) }
		if _, ok := fs.At(f.City, t); !ok && !slices.ContainsFunc(cities, same) {
			cities = append(cities, f.City)
		}
	}
	return cities
}

// At is the latest fare of city in force at t. The case of its letters does not matter. It
// reports false for a city that is not listed and for a time before its first fare.
func (fs Fares) At(city string, t time.Time) (Fare, bool) {
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
