package cabinetsim

import (
	"slices"
	"time"
)

// Recall is what the holder of a card can tell of its rides: the last one and the
// last of another day, by route and time of day, such as "92 08:15, 121 18:40".
// It is "" where there are no two such rides.
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
		case t.Operation != OpRide || t.Route == "":
		case last.Route == "":
			last = t
		case dayOf(t) != dayOf(last):
			return last.told() + ", " + t.told()
		}
	}
	return ""
}

func dayOf(t Transaction) string { return t.At.In(almaty).Format(time.DateOnly) }

// told is a ride as people name it.
func (t Transaction) told() string { return t.Route + " " + t.At.In(almaty).Format("15:04") }
