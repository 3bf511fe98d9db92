package simulate

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"onaybot/onayclient"
)

func TestCityIsTheSameForASeed(t *testing.T) {
	t.Parallel()
	c := City{Riders: 50, Days: 30, Seed: 5}
	if diff := cmp.Diff(Generate(c, almaty), Generate(c, almaty)); diff != "" {
		t.Error(diff)
	}
	c.Seed++
	if Generate(c, almaty).Cards[0].Rows[0] == Generate(City{Riders: 50, Days: 30, Seed: 5}, almaty).Cards[0].Rows[0] {
		t.Error("another seed makes the same city")
	}
}

// TestCityIsSound: numbers are card numbers and differ, rows are in order and
// in the period, and add up.
func TestCityIsSound(t *testing.T) {
	t.Parallel()
	city := Generate(City{Riders: 1000, Days: 45, Seed: 1}, almaty)
	if len(city.Cards) < 980 || city.Days() != 45 || !city.From.Equal(time.Date(2026, 9, 1, 0, 0, 0, 0, almaty)) {
		t.Errorf("%d cards, %v days from %v", len(city.Cards), city.Days(), city.From)
	}
	numbers := map[onayclient.PAN]bool{}
	for _, c := range city.Cards {
		pan, err := onayclient.ParsePAN(c.Number)
		if err != nil || numbers[pan] {
			t.Fatalf("card %s: %v, or twice", pan, err)
		}
		numbers[pan] = true
		balance, last := c.opening(), city.From
		for _, x := range c.Rows {
			if balance += x.Amount; balance != x.Balance || x.At.Before(last) || !x.At.Before(city.To) {
				t.Fatalf("card %s: %+v after %v, %d", pan, x, last, balance)
			}
			if x.Ride == (x.Amount > 0) || x.Ride == (x.Route == "") {
				t.Fatalf("card %s: %+v", pan, x)
			}
			last = x.At
		}
	}
}

// TestCityIsVaried holds what a policy has to be tried on.
func TestCityIsVaried(t *testing.T) {
	t.Parallel()
	city := Generate(City{Riders: 1000, Days: 45, Seed: 2}, almaty)
	rows, classes, sums := 0, map[onayclient.FareClass]int{}, map[onayclient.Money]int{}
	night, negative := 0, 0
	for _, c := range city.Cards {
		classes[onayclient.ClassOf(c.Type)]++
		rows += len(c.Rows)
		for _, x := range c.Rows {
			if x.Amount > 0 {
				sums[x.Amount]++
			}
			if h := x.At.Hour(); h < 6 || h >= 23 {
				night++
			}
			if x.Balance < 0 {
				negative++
			}
		}
	}
	for class := onayclient.FareFull; class <= onayclient.FareFree; class++ {
		if classes[class] < 20 {
			t.Errorf("%d cards are %s", classes[class], class)
		}
	}
	for _, sum := range []int64{200, 500, 1000, 5000} {
		if sums[onayclient.Tenge(sum)] < 100 {
			t.Errorf("%d top-ups of %d", sums[onayclient.Tenge(sum)], sum)
		}
	}
	if perDay := float64(rows) / 45_000; perDay < 1 || perDay > 2 || night < 500 || negative < 100 {
		t.Errorf("%v rows a day, %d by night, %d below zero", perDay, night, negative)
	}
}

func TestCalendarOfACity(t *testing.T) {
	t.Parallel()
	days := City{Days: 300, Seed: 3}.calendar(time.Date(2026, 9, 1, 0, 0, 0, 0, almaty))
	free, off := 0, 0
	for i, d := range days {
		if w := d.at.Weekday(); (w == time.Saturday || w == time.Sunday) && !d.free {
			t.Errorf("%v is no working day", d.at)
		}
		if d.free {
			free++
		}
		if !d.term {
			off++
		}
		if d.at.YearDay() != days[0].at.AddDate(0, 0, i).YearDay() || d.at.Hour() != 0 {
			t.Errorf("day %d is %v", i, d.at)
		}
	}
	if free < 88 || free > 105 || off != 9 {
		t.Errorf("%d free days of 300, %d without school", free, off)
	}
}
