package simulate

import (
	"math/rand/v2"
	"testing"
	"time"
)

// ridden counts the rides of many riders of a kind in ten weeks: on free days,
// on others, and by hours.
func ridden(kind func(*rand.Rand) habit, term bool) (free, working int, hours [24]int) {
	monday := time.Date(2026, 9, 7, 0, 0, 0, 0, almaty)
	for seed := range uint64(100) {
		rng := seeded(seed)
		h := kind(rng)
		for i := range 70 {
			d := day{at: monday.AddDate(0, 0, i), free: i%7 >= 5, term: term}
			for _, minute := range h(rng, i, d) {
				at := d.at.Add(time.Duration(minute) * time.Minute)
				hours[at.Hour()]++
				if d.free {
					free++
				} else {
					working++
				}
			}
		}
	}
	return free, working, hours
}

func TestHabits(t *testing.T) {
	t.Parallel()
	free, working, hours := ridden(commuter, true)
	if working < 5*free || hours[7] < 3*hours[11] || hours[18] < 3*hours[14] {
		t.Errorf("commuters: %d, %d, %v", free, working, hours)
	}
	free, working, _ = ridden(weekender, true)
	if working > 0 || free < 1000 {
		t.Errorf("weekenders: %d, %d", free, working)
	}
	_, inTerm, _ := ridden(pupil, true)
	_, off, _ := ridden(pupil, false)
	if off*3 > inTerm {
		t.Errorf("pupils: %d in term, %d in their holidays", inTerm, off)
	}
	_, _, hours = ridden(shiftWorker, true)
	for _, h := range []int{5, 6, 13, 21, 22} {
		if hours[h] < 200 {
			t.Errorf("shift workers: %v", hours)
		}
	}
	_, _, hours = ridden(student, true)
	if hours[7]+hours[8]+hours[9] < 500 || hours[3] > 0 {
		t.Errorf("students: %v", hours)
	}
	free, working, _ = ridden(roamer, true)
	if free*2 > working || free*3 < working {
		t.Errorf("roamers: %d, %d", free, working)
	}
	two, _, _ := ridden(couple, true)
	one, _, _ := ridden(commuter, true)
	if two < one*3/2 {
		t.Errorf("couples: %d, commuters %d", two, one)
	}
}
