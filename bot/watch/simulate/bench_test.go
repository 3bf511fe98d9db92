package simulate

import (
	"testing"
	"time"

	"onaybot/bot/watch"
	"onaybot/bot/watch/policy"
)

// BenchmarkCity prints what a replay of 10 000 riders over 60 days takes, under
// a policy that reads much and one that thinks much.
func BenchmarkCity(b *testing.B) {
	city := Generate(City{Riders: 10_000, Days: 60, Seed: 1}, almaty)
	adaptive := policy.Adaptive(watch.NewCalendar(almaty, nil).ForPolicy())
	for _, c := range []struct {
		name   string
		follow Follow
		policy policy.Policy
	}{
		{"balance/fixed", Balance, policy.Fixed(15 * time.Minute)},
		{"balance/adaptive", Balance, adaptive},
		{"rides/fixed", Rides, policy.Fixed(15 * time.Minute)},
		{"rides/adaptive", Rides, adaptive},
	} {
		b.Run(c.name, func(b *testing.B) {
			requests := 0
			for b.Loop() {
				f, err := Run(b.Context(), city, setup(c.follow), c.policy)
				if err != nil {
					b.Fatal(err)
				}
				requests += f.Requests
			}
			perReading := b.Elapsed() / time.Duration(requests)
			b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s/city")
			b.ReportMetric(float64(perReading.Nanoseconds()), "ns/reading")
		})
	}
}
