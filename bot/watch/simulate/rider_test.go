package simulate

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

func seeded(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 1)) }

func TestKindsAreAHundred(t *testing.T) {
	t.Parallel()
	sum := 0
	for _, k := range kinds {
		sum += k.share
	}
	if sum != 100 {
		t.Errorf("%d", sum)
	}
}

func TestRidesAreInOrderAndOnDays(t *testing.T) {
	t.Parallel()
	days := City{Days: 40, Seed: 1}.calendar(time.Date(2026, 9, 1, 0, 0, 0, 0, almaty))
	for seed := range uint64(200) {
		rng := seeded(seed)
		rides := newRider(rng).rides(rng, days)
		if !slices.IsSortedFunc(rides, time.Time.Compare) {
			t.Fatalf("rider %d: not in order", seed)
		}
		if len(rides) > 0 && (rides[0].Before(days[0].at) || !rides[len(rides)-1].Before(days[39].at.AddDate(0, 0, 1))) {
			t.Fatalf("rider %d: %v to %v", seed, rides[0], rides[len(rides)-1])
		}
	}
}

// TestAbsences are a few days of a hundred, in stays of three days or more.
func TestAbsences(t *testing.T) {
	t.Parallel()
	away := absences(seeded(1), 20_000)
	days, stays := 0, 0
	for i := range away {
		if away[i] {
			days++
			if i == 0 || !away[i-1] {
				stays++
			}
		}
	}
	if days < 800 || days > 2000 || days < 4*stays {
		t.Errorf("%d days of 20 000 in %d stays", days, stays)
	}
}
