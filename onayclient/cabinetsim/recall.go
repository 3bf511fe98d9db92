package cabinetsim

import (
	"slices"
	"time"
)

// recalled is how many of the last rides a holder remembers.
const recalled = 10

// Recall is what the holder of a card can tell of its last ten rides: the last one
// and the last of another day that is of another route or over an hour earlier or
// later in the day, by route and time of day, such as "92 08:15, 121 18:40". Where
// there is none such, it is the last of another day; "": nor is there that.
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
	var last, same Transaction
	n := 0
	for _, t := range slices.Backward(h.rows) {
		if t.Operation != OpRide || t.Amount > 0 || t.Route == "" || n == recalled {
			continue
		}
		n++
		switch {
		case n == 1:
			last = t
		case dayOf(t) == dayOf(last):
		case !alike(t, last):
			return last.told() + ", " + t.told()
		case same.Route == "":
			same = t
		}
	}
	if same.Route == "" {
		return ""
	}
	return last.told() + ", " + same.told()
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
