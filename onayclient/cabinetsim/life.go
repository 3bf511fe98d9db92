package cabinetsim

import (
	"math/rand/v2"
	"slices"
	"time"
)

// life is a way of travelling; what it leaves open is drawn once per rider.
type life struct {
	label     string
	weekday   float64 // chance of going out from Monday to Friday
	saturday  float64
	sunday    float64
	out, back span          // usual times of day
	jitter    time.Duration // standard deviation around the usual time
	drift     time.Duration // the most that one weekday differs from another
	change    float64       // chance that the way takes two vehicles
	evening   float64       // chance of one more ride in the evening
	shifts    bool          // two days on, two off; the second is a night
	together  bool          // two people pay with the card
}

type span struct{ from, to time.Duration }

func (s span) draw(rng *rand.Rand) time.Duration {
	return s.from + time.Duration(rng.Float64()*float64(s.to-s.from))
}

func hours(from, to float64) span {
	return span{time.Duration(from * float64(time.Hour)), time.Duration(to * float64(time.Hour))}
}

var (
	commuter = life{
		label: "commuter", weekday: 0.94, saturday: 0.25, sunday: 0.12, out: hours(6.7, 9), back: hours(17, 19.5),
		jitter: 8 * time.Minute, change: 0.3, evening: 0.08,
	}
	couple = life{
		label: "couple", weekday: 0.9, saturday: 0.4, sunday: 0.3, out: hours(7, 8.5), back: hours(17.5, 19.5),
		jitter: 10 * time.Minute, evening: 0.1, together: true,
	}
	shiftWorker = life{
		label: "shift-worker", out: hours(6.2, 7.2), back: hours(19.2, 20.2), jitter: 6 * time.Minute, change: 0.4, shifts: true,
	}
	pupil = life{
		label: "pupil", weekday: 0.95, saturday: 0.1, sunday: 0.05, out: hours(7.2, 7.7), back: hours(12.7, 14.3),
		jitter: 5 * time.Minute, drift: time.Hour, evening: 0.15,
	}
	latePupil = life{
		label: "pupil", weekday: 0.94, saturday: 0.1, sunday: 0.05, out: hours(12.6, 13.2), back: hours(17.8, 18.8),
		jitter: 6 * time.Minute,
	}
	student = life{
		label: "student", weekday: 0.82, saturday: 0.3, sunday: 0.15, out: hours(8, 9.5), back: hours(14, 17),
		jitter: 12 * time.Minute, drift: 3 * time.Hour, change: 0.35, evening: 0.2,
	}
	pensioner = life{
		label: "pensioner", weekday: 0.5, saturday: 0.35, sunday: 0.3, out: hours(9.5, 11.5), back: hours(12.5, 15),
		jitter: 35 * time.Minute,
	}
	occasional = life{
		label: "occasional", weekday: 0.14, saturday: 0.2, sunday: 0.15, out: hours(9, 16), back: hours(17, 21),
		jitter: 80 * time.Minute, change: 0.3,
	}
)

var routes = []string{
	"92", "121", "32", "79", "201", "37", "12", "17", "25", "34", "48", "56", "63", "80",
	"98", "106", "118", "126", "137", "141", "206", "212",
}

// rider is a life with its gaps filled in.
type rider struct {
	life
	rng       *rand.Rand
	out, back time.Duration
	way       []string         // routes to the usual place, in order
	drifts    [7]time.Duration // by weekday
	phase     int              // of the shifts
}

func (l life) rider(rng *rand.Rand) *rider {
	r := &rider{life: l, rng: rng, out: l.out.draw(rng), back: l.back.draw(rng), phase: rng.IntN(4)}
	r.way = []string{pick(rng, routes)}
	if rng.Float64() < l.change {
		r.way = append(r.way, pick(rng, routes))
	}
	for i := range r.drifts {
		r.drifts[i] = time.Duration(rng.Float64() * float64(l.drift))
	}
	return r
}

func pick(rng *rand.Rand, from []string) string { return from[rng.IntN(len(from))] }

// rides are the rides of so many weeks up to now or to the begin of the
// absence, oldest first, without amounts.
func (p resident) rides(rng *rand.Rand, now time.Time, weeks int) []Transaction {
	r := p.life.rider(rng)
	if p.way != nil {
		r.way = p.way
	}
	midnight := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, almaty)
	end := now
	if p.absent > 0 {
		end = midnight.AddDate(0, 0, 1-p.absent)
	}
	var all []Transaction
	if weeks > 0 {
		for ago := weeks * 7; ago >= 0; ago-- {
			all = append(all, r.day(midnight.AddDate(0, 0, -ago))...)
		}
	}
	slices.SortStableFunc(all, func(a, b Transaction) int { return a.At.Compare(b.At) })
	return slices.DeleteFunc(all, func(t Transaction) bool { return !t.At.Before(end) })
}

// day is one day's rides; a night shift's way home falls on the next day.
func (r *rider) day(midnight time.Time) []Transaction {
	out, back, goes := r.hours(midnight)
	if !goes {
		return nil
	}
	rides := r.trip(midnight.Add(out), r.way)
	home := slices.Clone(r.way)
	slices.Reverse(home)
	rides = append(rides, r.trip(midnight.Add(max(back, out+time.Hour)), home)...)
	if r.rng.Float64() < r.evening {
		late := max(back, 18*time.Hour) + 30*time.Minute + time.Duration(r.rng.Float64()*float64(2*time.Hour))
		rides = append(rides, r.trip(midnight.Add(min(late, 23*time.Hour)), []string{pick(r.rng, routes)})...)
	}
	return rides
}

// hours are the times of the way out and back, counted from midnight.
func (r *rider) hours(midnight time.Time) (out, back time.Duration, goes bool) {
	if r.shifts {
		return r.shift(int(midnight.Unix()/86400) + r.phase)
	}
	chance := r.weekday
	switch midnight.Weekday() {
	case time.Saturday:
		chance = r.saturday
	case time.Sunday:
		chance = r.sunday
	}
	drift := r.drifts[midnight.Weekday()]
	return r.out + drift + r.noise(), r.back + drift + r.noise(), r.rng.Float64() < chance
}

func (r *rider) shift(day int) (out, back time.Duration, goes bool) {
	out, back = r.out+r.noise(), r.back+r.noise()
	switch day % 4 {
	case 0:
		return out, back, true
	case 1: // the night: out when the others come home, back in the morning
		return back, out + 25*time.Hour, true
	default:
		return 0, 0, false
	}
}

func (r *rider) noise() time.Duration {
	return time.Duration(min(max(r.rng.NormFloat64(), -2.5), 2.5) * float64(r.jitter))
}

// trip is one way over the given routes; a change takes twenty minutes and
// more.
func (r *rider) trip(at time.Time, way []string) []Transaction {
	var rides []Transaction
	for _, route := range way {
		at = at.Truncate(time.Second)
		t := Transaction{Operation: OpRide, Route: route, Vehicle: plateOf(route, r.rng.IntN(fleetSize)), At: at}
		rides = append(rides, t)
		if r.together {
			t.At = at.Add(time.Duration(3+r.rng.IntN(6)) * time.Second)
			rides = append(rides, t)
		}
		at = at.Add(20*time.Minute + time.Duration(r.rng.Float64()*float64(20*time.Minute)))
	}
	return rides
}
