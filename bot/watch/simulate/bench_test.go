package simulate

import (
	"runtime"
	"testing"
	"time"

	"onaybot/bot/watch"
)

// BenchmarkCity prints what a replay of 10 000 riders over 60 days takes under
// the policy that reads most.
func BenchmarkCity(b *testing.B) {
	city := Generate(City{Riders: 10_000, Days: 60, Seed: 1}, almaty)
	for _, follow := range []Follow{Balance, Rides} {
		b.Run(string(follow), func(b *testing.B) {
			requests := 0
			for b.Loop() {
				f, err := Run(b.Context(), city, setup(follow), watch.Fixed(15*time.Minute))
				if err != nil {
					b.Fatal(err)
				}
				requests += f.Requests
			}
			perReading := b.Elapsed() / time.Duration(requests) * time.Duration(runtime.GOMAXPROCS(0))
			b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s/city")
			b.ReportMetric(float64(perReading.Nanoseconds()), "cpu-ns/reading")
		})
	}
}
