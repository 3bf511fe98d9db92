package cabinetsim

import (
	"math/rand/v2"
	"time"
)

// resident is a card together with the way its holder lives.
type resident struct {
	card   Card
	life   life
	way    []string // routes to the usual place; drawn when nil
	absent int      // days since the last ride
}

// settle fills the city with the showcase cards and the riders.
func (s *Server) settle() {
	if s.set.riders == 0 {
		return
	}
	rng, now := rand.New(rand.NewPCG(s.set.seed, 0)), s.clock()
	for _, r := range showcase() {
		s.moveIn(r, now)
	}
	for range s.set.riders {
		for !s.moveIn(invent(rng), now) {
			// The number is taken: another one.
		}
	}
}

// moveIn reports false when the card's number is already in the city.
func (s *Server) moveIn(r resident, now time.Time) bool {
	h := s.newHolder(r.card)
	if s.cards.add(h) != nil {
		return false
	}
	h.live(r, now, s.set.weeks)
	return true
}

// showcase are the cards that a person meets first; their numbers and
// balances are the same in every city.
func showcase() []resident {
	return []resident{
		{life: commuter, way: []string{"121", "92"}, card: Card{
			PAN: "9643108503335515286", Type: "01.01", Label: "unified", Balance: 1240_00,
		}},
		{life: pupil, way: []string{"92"}, card: Card{
			PAN: "9643908503390885493", Type: "01.02.15", Label: "school", Balance: 540_00,
		}},
		{life: student, way: []string{"79"}, card: Card{
			PAN: "9643908503347673471", Type: "01.03", Label: "student", Balance: 960_00,
		}},
		{life: commuter, way: []string{"32"}, card: Card{PAN: "9643108503351245453", Type: "01.01.02", Label: "pass"}},
		{life: pensioner, way: []string{"201"}, card: Card{PAN: "9643908503382662215", Type: "02.01", Label: "free"}},
		{life: commuter, way: []string{"37"}, card: Card{
			PAN: "9643108503382599407", Type: "01.01", Label: "nearly-empty", Balance: 150_00,
		}},
		{life: commuter, way: []string{"121"}, absent: 6, card: Card{
			PAN: "9643741026513474772", Type: "01.01", Label: "blocked", Balance: 680_00, Blocked: true,
		}},
	}
}

// mix is how many of a hundred riders live which life, and with which cards.
var mix = []struct {
	share  int
	life   life
	prefix string
	types  []string
}{
	{42, commuter, prefixUnified, []string{"01.01"}},
	{10, shiftWorker, prefixUnified, []string{"01.01"}},
	{6, couple, prefixUnified, []string{"01.01"}},
	{6, occasional, prefixOther, []string{"01.01", "10.01"}},
	{6, commuter, prefixUnified, []string{"01.01.02", "01.04.02"}},
	{7, pupil, prefixReduced, []string{"01.02.15", "01.02.07"}},
	{5, latePupil, prefixReduced, []string{"01.02.15", "01.02.02.15"}},
	{9, student, prefixReduced, []string{"01.03", "01.03", "01.03.02"}},
	{4, pensioner, prefixReduced, []string{"01.04", "01.06"}},
	{5, pensioner, prefixReduced, []string{"02.01", "02.02", "02.04"}},
}

// invent makes up a rider.
func invent(rng *rand.Rand) resident {
	at := rng.IntN(100)
	for _, m := range mix {
		if at -= m.share; at >= 0 {
			continue
		}
		c := Card{PAN: inventPAN(rng, m.prefix), Type: m.types[rng.IntN(len(m.types))], Label: m.life.label}
		if fareOf(c.Type) > 0 {
			c.Balance = int64(rng.IntN(320)-6) * 10_00
		}
		return resident{card: c, life: m.life}
	}
	panic("cabinetsim: the shares of the mix do not add up to 100")
}

// live gives the card the history that led to its balance.
func (h *holder) live(r resident, now time.Time, weeks int) {
	h.rows = h.withTopUps(r.rides(h.rng, now, weeks))
	for i := range h.rows {
		h.rows[i].ID = h.newID()
	}
}
