package onayclient_test

import (
	"fmt"
	"sync"
	"testing"

	"onaybot/onayclient"
	"onaybot/onayclient/cabinetsim"
)

// perBalance reports how many requests the cabinet had for each balance told.
func perBalance(b *testing.B, s *site, balances int) {
	b.Helper()
	b.ReportMetric(float64(s.Requests().Total)/float64(balances), "requests/balance")
}

// BenchmarkCold reads one balance with a new client each time.
func BenchmarkCold(b *testing.B) {
	s := newSite(b)
	n := 0
	for b.Loop() {
		c := s.client(b)
		read(b, c, unified)
		c.Close()
		n++
	}
	perBalance(b, s, n)
}

// BenchmarkWarm reads one balance after another with one client.
func BenchmarkWarm(b *testing.B) {
	s := newSite(b)
	c := s.client(b)
	s.warm(b, c)
	n := 0
	b.ReportAllocs()
	for b.Loop() {
		read(b, c, unified)
		n++
	}
	perBalance(b, s, n)
}

// BenchmarkSharedCard has 100 readers of one card at the same time, warm.
func BenchmarkSharedCard(b *testing.B) {
	s := newSite(b)
	c := s.client(b)
	s.warm(b, c)
	s.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultSlow, Delay: 5_000_000}) // 5 ms, as a network has
	n := 0
	for b.Loop() {
		var all sync.WaitGroup
		for range 100 {
			all.Go(func() { read(b, c, unified) })
		}
		all.Wait()
		n += 100
	}
	perBalance(b, s, n)
}

// BenchmarkManyCards reads 1 000 cards once each with a new client.
func BenchmarkManyCards(b *testing.B) {
	s := newSite(b)
	var pans []onayclient.PAN
	for i := 0; len(pans) < 1000; i++ {
		pan, err := onayclient.ParsePAN(fmt.Sprintf("96437700%011d", i))
		if err != nil {
			continue
		}
		if err := s.Add(cabinetsim.Card{PAN: pan.Digits(), Balance: 1}); err != nil {
			b.Fatal(err)
		}
		pans = append(pans, pan)
	}
	n := 0
	for b.Loop() {
		c := s.client(b)
		for _, pan := range pans {
			if _, err := c.Card(b.Context(), pan); err != nil {
				b.Fatal(err)
			}
		}
		c.Close()
		n += len(pans)
	}
	perBalance(b, s, n)
}
