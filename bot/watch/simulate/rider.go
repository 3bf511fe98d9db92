package simulate

import (
	"math/rand/v2"
	"slices"
	"time"

	"onaybot/onayclient"
)

// rider is somebody with a card.
type rider struct {
	typeCode string
	fare     onayclient.Money       // 0: rides cost nothing
	habit    func(*rand.Rand) habit // a new one for every change of life
	purse    purse
}

// kind is a sort of rider.
type kind struct {
	share int // of a hundred
	types []string
	habit func(*rand.Rand) habit
}

// kinds are guesses at who rides; nobody has published it.
var kinds = []kind{
	{38, []string{"01.01"}, commuter},
	{10, []string{"01.02.07", "01.02.15"}, pupil},
	{10, []string{"01.03"}, student},
	{4, []string{"01.04", "01.06", "10.02"}, roamer},
	{9, []string{"01.01"}, shiftWorker},
	{4, []string{"01.01"}, weekender},
	{11, []string{"01.01"}, roamer},
	{5, []string{"01.01", "01.01", "01.06"}, couple},
	{4, []string{"01.01.02", "01.03.02"}, commuter},
	{5, []string{"02.01", "02.04"}, roamer},
}

func newRider(rng *rand.Rand) rider {
	n, k := rng.IntN(100), kinds[0]
	for _, k = range kinds {
		if n -= k.share; n < 0 {
			break
		}
	}
	r := rider{typeCode: pick(rng, k.types), habit: k.habit}
	switch onayclient.ClassOf(r.typeCode) {
	case onayclient.FareFull:
		r.fare = onayclient.Tenge(120)
	case onayclient.FareHalf:
		r.fare = onayclient.Tenge(60)
	}
	r.purse = newPurse(rng, r.fare)
	return r
}

// rides are the times at which the rider rides, in order.
func (r rider) rides(rng *rand.Rand, days []day) []time.Time {
	ways, change := r.habit(rng), len(days)+1
	if chance(rng, 0.35) {
		change = rng.IntN(len(days)) // of job, home or timetable
	}
	away := absences(rng, len(days))
	var rides []time.Time
	for i, d := range days {
		if i == change {
			ways = r.habit(rng)
		}
		if away[i] {
			continue
		}
		for _, minute := range ways(rng, i, d) {
			rides = append(rides, d.at.Add(time.Duration(minute*60)*time.Second))
		}
	}
	slices.SortFunc(rides, time.Time.Compare)
	end := days[len(days)-1].at.AddDate(0, 0, 1)
	return slices.DeleteFunc(rides, func(t time.Time) bool { return t.Before(days[0].at) || !t.Before(end) })
}

// absences are days at home: ill or abroad.
func absences(rng *rand.Rand, days int) []bool {
	away := make([]bool, days)
	for i := 0; i < days; i++ {
		stay := 0
		switch {
		case chance(rng, 0.006):
			stay = 3 + rng.IntN(6)
		case chance(rng, 0.003):
			stay = 7 + rng.IntN(15)
		}
		for ; stay > 0 && i < days; stay-- {
			away[i] = true
			i++
		}
	}
	return away
}
