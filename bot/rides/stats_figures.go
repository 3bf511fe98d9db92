package rides

import (
	"cmp"
	"slices"
	"time"

	"onaybot/bot/watch"
	"onaybot/onayclient"
)

// summary is what a card's transactions came to over some time.
type summary struct {
	spans  []span // oldest first
	spent  onayclient.Money
	rides  int64
	routes []routeCount // the most used first
}

// span is a day or a month.
type span struct {
	start time.Time
	spent onayclient.Money // above zero
	rides int64
}

type routeCount struct {
	route string
	rides int64
}

// summarize sums transactions up by spans that begin at these moments. The
// last span has no end; what is older than the first is left out.
func summarize(list []onayclient.Transaction, starts []time.Time) summary {
	s := summary{spans: make([]span, len(starts))}
	for i, start := range starts {
		s.spans[i].start = start
	}
	routes := map[string]int64{}
	for _, x := range list {
		if i := spanOf(x.At, starts); i >= 0 {
			s.add(&s.spans[i], x)
			if x.Kind == onayclient.KindRide && x.Route != "" {
				routes[x.Route]++
			}
		}
	}
	s.routes = ranked(routes)
	return s
}

// spanOf finds the span of a moment; -1: it lies before all.
func spanOf(at time.Time, starts []time.Time) int {
	i, found := slices.BinarySearchFunc(starts, at, time.Time.Compare)
	if found {
		return i
	}
	return i - 1
}

// add counts what a transaction took from the card.
func (s *summary) add(in *span, x onayclient.Transaction) {
	spent := watch.Spent(x)
	in.spent += spent
	s.spent += spent
	if x.Kind == onayclient.KindRide {
		in.rides++
		s.rides++
	}
}

// ranked puts the most used route first; of those used alike, the one with the
// lower number.
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
