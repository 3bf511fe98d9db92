package simulate

import (
	"math"
	"math/rand/v2"
	"time"
)

// habit is when somebody rides on the i-th day, in minutes from its midnight,
// in any order and into the next day too.
type habit func(rng *rand.Rand, i int, d day) []float64

// commuter rides to work and back, some with a change of buses or a day at
// home, and out on a free day or in the evening.
func commuter(rng *rand.Rand) habit {
	leave, back := 450+rng.NormFloat64()*50, 1080+rng.NormFloat64()*55
	punctual, late := between(rng, 3, 20), between(rng, 10, 60)
	goes, leisure, evening := between(rng, 0.8, 0.99), between(rng, 0.05, 0.5), between(rng, 0, 0.15)
	changes := max(0, between(rng, -0.6, 1))
	home := rng.IntN(12) // below 5: a weekday at home
	return func(rng *rand.Rand, _ int, d day) []float64 {
		var at []float64
		switch {
		case d.free && chance(rng, leisure):
			at = outing(rng, 600, 960)
		case !d.free && int(d.at.Weekday()) != home+1 && chance(rng, goes):
			for _, t := range [...]float64{leave + rng.NormFloat64()*punctual, back + rng.NormFloat64()*late} {
				at = append(at, t)
				if chance(rng, changes) {
					at = append(at, t+between(rng, 8, 35))
				}
			}
			if chance(rng, evening) {
				at = append(at, outing(rng, 1140, 1230)...)
			}
		}
		return at
	}
}

// outing is there and back, or there only.
func outing(rng *rand.Rand, from, to float64) []float64 {
	leave := between(rng, from, to)
	if chance(rng, 0.25) {
		return []float64{leave}
	}
	return []float64{leave, leave + between(rng, 30, 240)}
}

// pupil rides to school in its first or second shift, and mostly back.
func pupil(rng *rand.Rand) habit {
	leave := 445 + rng.NormFloat64()*12
	if chance(rng, 0.4) {
		leave = 765 + rng.NormFloat64()*20
	}
	lessons, walks, out := between(rng, 240, 360), between(rng, 0, 0.5), between(rng, 0.02, 0.3)
	return func(rng *rand.Rand, _ int, d day) []float64 {
		switch {
		case d.term && !d.free && chance(rng, 0.95):
			at := []float64{leave + rng.NormFloat64()*6}
			if !chance(rng, walks) {
				at = append(at, leave+lessons+rng.NormFloat64()*30)
			}
			return at
		case chance(rng, out):
			return outing(rng, 600, 1000)
		}
		return nil
	}
}

// student has a timetable by weekdays, and evenings.
func student(rng *rand.Rand) habit {
	var begin, end [7]float64
	for w := 1; w < 7; w++ {
		if !chance(rng, 0.2) {
			begin[w] = 440 + 100*float64(rng.IntN(4))
			end[w] = begin[w] + between(rng, 200, 480)
		}
	}
	keen, out := between(rng, 0.6, 0.97), between(rng, 0.05, 0.35)
	return func(rng *rand.Rand, _ int, d day) []float64 {
		var at []float64
		w := d.at.Weekday()
		if begin[w] > 0 && (!d.free || w == time.Saturday) && chance(rng, keen) {
			at = append(at, begin[w]+rng.NormFloat64()*12, end[w]+rng.NormFloat64()*40)
		}
		if chance(rng, out) {
			at = append(at, outing(rng, 1020, 1260)...)
		}
		return at
	}
}

// roamer rides when there is an errand, some daily, some hardly ever.
func roamer(rng *rand.Rand) habit {
	errands := math.Exp(between(rng, math.Log(0.08), math.Log(1.2)))
	early, late := between(rng, 420, 600), between(rng, 780, 1260)
	return func(rng *rand.Rand, _ int, _ day) []float64 {
		if chance(rng, errands) {
			return outing(rng, early, late)
		}
		return nil
	}
}

// shiftWorker has an early, a late and a night shift by weeks, or a day, a
// night and two days off.
func shiftWorker(rng *rand.Rand) habit {
	phase, byWeeks, jitter := rng.IntN(12), chance(rng, 0.6), between(rng, 4, 15)
	begins := [...]float64{330, 805, 1275}
	return func(rng *rand.Rand, i int, d day) []float64 {
		shift, length := (phase+i/7)%3, 540.0
		if !byWeeks {
			shift, length = [...]int{0, 2, -1, -1}[(phase+i)%4], 750
		}
		if shift < 0 || byWeeks && d.free {
			if chance(rng, 0.15) {
				return outing(rng, 660, 1080)
			}
			return nil
		}
		leave := begins[shift]
		if !byWeeks {
			leave += 90
		}
		return []float64{leave + rng.NormFloat64()*jitter, leave + length + rng.NormFloat64()*jitter*2}
	}
}

// weekender rides on free days only.
func weekender(rng *rand.Rand) habit {
	goes := between(rng, 0.4, 0.95)
	return func(rng *rand.Rand, _ int, d day) []float64 {
		if d.free && chance(rng, goes) {
			return outing(rng, 560, 840)
		}
		return nil
	}
}

// couple is two people with one card, who sometimes pay for both.
func couple(rng *rand.Rand) habit {
	a, b := commuter(rng), pick(rng, []func(*rand.Rand) habit{commuter, roamer, weekender})(rng)
	return func(rng *rand.Rand, i int, d day) []float64 {
		at := append(a(rng, i, d), b(rng, i, d)...)
		if d.free && chance(rng, 0.3) {
			for _, t := range outing(rng, 600, 960) {
				at = append(at, t, t+0.1)
			}
		}
		return at
	}
}
