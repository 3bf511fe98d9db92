package onayclient

import (
	"net/http/httptest"
	"runtime"
	"sync"
	"testing"
	"time"

	"onaybot/onayclient/cabinetsim"
)

// TestAHundredReadersOfOneCardAreOneRequest, counted when all of them wait.
func TestAHundredReadersOfOneCardAreOneRequest(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string][]Option{"web": nil, "app": {WithApp("demo-token", "", 1)}} {
		sim := cabinetsim.New(cabinetsim.WithRiders(1))
		srv := httptest.NewServer(sim)
		t.Cleanup(srv.Close)
		t.Cleanup(sim.Close)
		c, err := New(srv.URL, append(opts, WithRate(0))...)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(c.Close)
		pan, err := ParsePAN(sim.Cards()[0].PAN)
		if err != nil {
			t.Fatal(err)
		}
		sim.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultHang})
		var all sync.WaitGroup
		for range 100 {
			all.Go(func() {
				if _, err := c.Card(t.Context(), pan); err != nil {
					t.Error(err)
				}
			})
		}
		for c.flights.waitersOf("card "+pan.Digits()) < 100 {
			runtime.Gosched()
		}
		sim.ClearFaults()
		all.Wait()
		if got := sim.Requests(); got.Check+got.AppCard != 1 || got.Start > 1 || got.Total > 2 {
			t.Errorf("%s: %+v for 100 readers", name, got)
		}
	}
}

func (fs *flights) waitersOf(key string) int {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	if f := fs.open[key]; f != nil {
		return f.waiters
	}
	return 0
}

func TestJitterIsFull(t *testing.T) {
	t.Parallel()
	const longest = time.Second
	var tenths [10]int
	for range 2000 {
		d := jitter(longest)
		if d < 0 || d >= longest {
			t.Fatalf("a pause of %v", d)
		}
		tenths[d*10/longest]++
	}
	for i, n := range tenths {
		if n < 100 { // 200 on average
			t.Errorf("%d pauses of 2000 in tenth %d", n, i)
		}
	}
	if d := jitter(0); d != 0 {
		t.Errorf("without a longest pause: %v", d)
	}
}
