package bot

import (
	"cmp"
	"slices"
	"time"

	"onaybot/onayclient"
)

// span is a day or a month of a card's statistics.
type span struct {
	start time.Time
	spent onayclient.Money // above zero
	rides int64
}

// summary is what a card's transactions came to over some time.
type summary struct {
	spans  []span // oldest first
	spent  onayclient.Money
	rides  int64
	routes []routeCount // the most used first
}

type routeCount struct {
	route string
	rides int64
}

// summarize sums transactions up from the first span on; the last one has
// no end.
func summarize(list []onayclient.Transaction, starts []time.Time) summary {
	s := summary{spans: make([]span, len(starts))}
	for i, start := range starts {
		s.spans[i].start = start
	}
	routes := map[string]int64{}
	for _, x := range list {
		i := s.spanOf(x.At)
		if i < 0 {
			continue
		}
		spent, rides := charge(x)
		s.spans[i].spent += spent
		s.spans[i].rides += rides
		s.spent += spent
		s.rides += rides
		if rides > 0 && x.Route != "" {
			routes[x.Route]++
		}
	}
	s.routes = ranked(routes)
	return s
}

// spanOf finds the span of a moment; -1: it lies before all.
func (s summary) spanOf(at time.Time) int {
	i, found := slices.BinarySearchFunc(s.spans, at, func(x span, at time.Time) int { return x.start.Compare(at) })
	if found {
		return i
	}
	return i - 1
}

// charge is what a transaction took from the card, and whether it is a ride.
func charge(x onayclient.Transaction) (spent onayclient.Money, rides int64) {
	if x.Kind == onayclient.KindRide {
		rides = 1
	}
	return max(0, -x.Amount), rides
}

func ranked(routes map[string]int64) []routeCount {
	list := make([]routeCount, 0, len(routes))
	for route, n := range routes {
		list = append(list, routeCount{route, n})
	}
	slices.SortFunc(list, func(a, b routeCount) int {
		return cmp.Or(cmp.Compare(b.rides, a.rides), cmp.Compare(len(a.route), len(b.route)), cmp.Compare(a.route, b.route))
	})
	return list
}

// lastDays are the beginnings of so many days, today's last.
func lastDays(today time.Time, n int) []time.Time {
	starts := make([]time.Time, n)
	for i := range starts {
		starts[i] = today.AddDate(0, 0, i+1-n)
	}
	return starts
}

// lastMonths are the beginnings of so many months, this one's last.
func lastMonths(today time.Time, n int) []time.Time {
	first := time.Date(today.Year(), today.Month(), 1, 0, 0, 0, 0, today.Location())
	starts := make([]time.Time, n)
	for i := range starts {
		starts[i] = first.AddDate(0, i+1-n, 0)
	}
	return starts
}
