package simulate

import (
	"fmt"
	"math/rand/v2"
	"time"
)

// City is a city to be made up. The same figures make the same one.
type City struct {
	Riders int
	Days   int // from the first of September 2026 on
	Seed   uint64
}

// Generate makes a city up: riders with habits and purses of their own, who
// fall ill, go away and change their ways, and days off that all of them have.
// A rider who stays away for the whole time has no card in it.
func Generate(c City, zone *time.Location) Trace {
	days := c.calendar(time.Date(2026, time.September, 1, 0, 0, 0, 0, zone))
	var cards []Card
	for i := range c.Riders {
		rng := rand.New(rand.NewPCG(c.Seed, uint64(i)+1))
		r := newRider(rng)
		rows := r.purse.spend(rng, r.rides(rng, days), r.fare)
		if len(rows) > 0 {
			cards = append(cards, Card{Number: inventedNumber(i), Type: r.typeCode, Rows: rows})
		}
	}
	return newTrace(cards, zone)
}

// day is a day of the city.
type day struct {
	at   time.Time // its midnight
	free bool      // a weekend or a holiday
	term bool      // not in the holidays of schools
}

// calendar has a holiday now and then, and nine days of school holidays.
func (c City) calendar(start time.Time) []day {
	rng := rand.New(rand.NewPCG(c.Seed, 0))
	days := make([]day, c.Days)
	off := 20 + rng.IntN(30)
	for i := range days {
		at := start.AddDate(0, 0, i)
		weekend := at.Weekday() == time.Saturday || at.Weekday() == time.Sunday
		days[i] = day{at: at, free: weekend || chance(rng, 0.03), term: i < off || i >= off+9}
	}
	return days
}

// inventedNumber is the i-th number of cards that nobody holds: behind the
// prefix of all numbers known it has zeros where none of these has, and it
// passes the Luhn check.
func inventedNumber(i int) string {
	number := fmt.Sprintf("964300%012d", (uint64(i)*7_919_000_003+1)%1_000_000_000_000)
	sum := 0
	for i, digit := range []byte(number) {
		d := int(digit - '0')
		if i%2 == 1 { // every second one, from the check digit on
			d = d*2 - d/5*9
		}
		sum += d
	}
	return fmt.Sprintf("%s%d", number, (10-sum%10)%10)
}

func chance(rng *rand.Rand, p float64) bool { return rng.Float64() < p }

// between is a number from low to high.
func between(rng *rand.Rand, low, high float64) float64 { return low + (high-low)*rng.Float64() }

func pick[T any](rng *rand.Rand, list []T) T { return list[rng.IntN(len(list))] }
