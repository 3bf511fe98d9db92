package cabinetsim

import (
	"slices"
	"time"
)

// Recall is what the holder of a card can tell of its rides: the last one and the
// last of another day that is of another route or over an hour earlier or later
// in the day, by route and time of day, such as "92 08:15, 121 18:40". It is ""
// where there are no two such rides.
func (s *Server) Recall(pan string) string {
	h := s.cards.find(pan)
	if h == nil {
		return ""
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.recall()
}

// recall is Recall with the lock held.
func (h *holder) recall() string {
	var last Transaction
	for _, t := range slices.Backward(h.rows) {
		switch {
		case t.Operation != OpRide || t.Amount > 0 || t.Route == "":
		case last.Route == "":
			last = t
		case dayOf(t) != dayOf(last) && !alike(t, last):
			return last.told() + ", " + t.told()
		}
	}
	return ""
}

// alike tells whether two rides are of one route and no more than an hour apart
// in the day.
func alike(a, b Transaction) bool {
	const day = 24 * time.Hour
	apart := (a.At.Sub(b.At)%day + day) % day
	return a.Route == b.Route && min(apart, day-apart) <= time.Hour
}

func dayOf(t Transaction) string { return t.At.In(almaty).Format(time.DateOnly) }

// told is a ride as people name it.
func (t Transaction) told() string { return t.Route + " " + t.At.In(almaty).Format("15:04") }
