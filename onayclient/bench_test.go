package onayclient_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
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

// answers is a transport that answers at once, so that only the client's own work counts.
type answers struct{ start, check string }

func (a answers) RoundTrip(r *http.Request) (*http.Response, error) {
	body := a.check
	if r.Method == http.MethodGet {
		body = a.start
	}
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), Request: r,
	}, nil
}

// BenchmarkCheck measures what a /check costs the client, without network and cabinet.
func BenchmarkCheck(b *testing.B) {
	c := newClient(b, "https://cabinet.example")
	c.SetTransport(answers{
		start: `<!DOCTYPE html><form><input type="hidden" id="csrftoken" value="tok"></form>`,
		check: `{"result":{"pan":"` + unified + `","stopList":false,"type":"01.01","name":"ETK-OnLine","balance":124000},"type":true,"message":"OK"}`,
	})
	read(b, c, unified)
	b.ReportAllocs()
	for b.Loop() {
		read(b, c, unified)
	}
}
