package main

import (
	"context"
	"sync"
	"testing"
	"time"
)

// flood has a person send a thousand messages a second until ctx ends.
func flood(ctx context.Context, p *talk) {
	begun := time.Now()
	for i := 0; ; i++ {
		select {
		case <-time.After(time.Until(begun.Add(time.Duration(i) * time.Millisecond))):
			p.Say("/balance")
		case <-ctx.Done():
			return
		}
	}
}

// BenchmarkAnswerBesideAFlood prints how long 300 people a second wait for
// their balance, by themselves and while another person sends a thousand
// messages a second; and how many requests the cabinet got in all.
func BenchmarkAnswerBesideAFlood(b *testing.B) {
	c := newCrowd(b, 600)
	flooder := []*talk{c.person(20_000, "ru")}
	followAll(b, c.cfg.Database, flooder, panMum)
	began := time.Now()
	c.clock.base = func() time.Time { return morning.Add(time.Since(began)) }
	c.start()
	for range b.N {
		var before, beside []time.Duration
		for range 8 { // in turn, so that both meet the same machine
			before = append(before, c.ask(600, 300)...)
			ctx, cancel := context.WithCancel(b.Context())
			var flooding sync.WaitGroup
			flooding.Go(func() { flood(ctx, flooder[0]) })
			beside = append(beside, c.ask(600, 300)...)
			cancel()
			flooding.Wait()
		}
		for name, waits := range map[string][]time.Duration{"before": before, "beside": beside} {
			b.ReportMetric(percentile(waits, 50), "p50-"+name+"-ms")
			b.ReportMetric(percentile(waits, 99), "p99-"+name+"-ms")
		}
		b.ReportMetric(float64(c.cabinet.Requests().Total), "requests")
	}
}
