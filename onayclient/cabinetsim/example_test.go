package cabinetsim_test

import (
	"fmt"
	"time"

	"onaybot/onayclient/cabinetsim"
)

func Example() {
	now := func() time.Time { return time.Date(2026, 11, 25, 3, 12, 0, 0, time.UTC) }
	sim := cabinetsim.New(cabinetsim.WithNow(now))
	school := sim.Cards()[1]
	ride, err := sim.Ride(school.PAN, "92")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(school.Label, ride.Route, ride.At.Format("15:04"), ride.Amount, ride.Balance)
	// Output: school 92 08:12 -6000 48000
}
