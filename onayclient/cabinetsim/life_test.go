package cabinetsim

import (
	"math/rand/v2"
	"testing"
	"time"
)

// sample is 20 weeks of one rider's rides.
func sample(l life, seed uint64) []Transaction {
	return resident{life: l}.rides(rand.New(rand.NewPCG(seed, 3)), noon(), 20)
}

func perWeekday(rides []Transaction) (n [7]int) {
	for _, t := range rides {
		n[t.At.Weekday()]++
	}
	return n
}

func TestCommuterRestsAtWeekends(t *testing.T) {
	t.Parallel()
	n := perWeekday(sample(commuter, 1))
	if n[time.Sunday]*3 > n[time.Monday] || n[time.Saturday]*2 > n[time.Tuesday] || n[time.Monday] < 30 {
		t.Errorf("rides by weekday, Sunday first: %v", n)
	}
}

func TestPupilsKeepSchoolHours(t *testing.T) {
	t.Parallel()
	early := 0
	rides := sample(pupil, 2)
	for _, r := range rides {
		if h := r.At.Hour(); h >= 6 && h < 9 {
			early++
		}
	}
	if early*5 < len(rides)*2 {
		t.Errorf("%d of %d rides are on the way to school", early, len(rides))
	}
}

func TestShiftWorkerComesHomeInTheMorning(t *testing.T) {
	t.Parallel()
	n := perWeekday(sample(shiftWorker, 3))
	for day, rides := range n {
		if rides < 10 {
			t.Errorf("%d rides on %s: shifts know no weekends (%v)", rides, time.Weekday(day), n)
		}
	}
	dates := map[string]bool{}
	for _, r := range sample(shiftWorker, 3) {
		dates[r.At.Format(time.DateOnly)] = true
	}
	if got := len(dates); got > 141*3/4+2 || got < 141/2 {
		t.Errorf("rides on %d of 141 days, want three days of four", got)
	}
}

func TestCouplePaysTwice(t *testing.T) {
	t.Parallel()
	rides := sample(couple, 4)
	if len(rides)%2 != 0 || len(rides) == 0 {
		t.Fatalf("%d rides", len(rides))
	}
	for i := 0; i < len(rides); i += 2 {
		a, b := rides[i], rides[i+1]
		if a.Vehicle != b.Vehicle || b.At.Sub(a.At) > 10*time.Second {
			t.Fatalf("%+v and %+v are not together", a, b)
		}
	}
}

func TestUsualHoursJitter(t *testing.T) {
	t.Parallel()
	seen := map[time.Duration]bool{}
	for _, r := range sample(commuter, 5) {
		if r.At.Hour() > 10 {
			continue
		}
		seen[time.Duration(r.At.Hour())*time.Hour+time.Duration(r.At.Minute())*time.Minute] = true
	}
	if len(seen) < 8 || len(seen) > 130 {
		t.Errorf("%d different minutes in the morning", len(seen))
	}
}
