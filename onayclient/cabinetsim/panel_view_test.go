package cabinetsim

import (
	"strings"
	"testing"
)

func TestThePanelShowsEveryClassOfCard(t *testing.T) {
	t.Parallel()
	s := New(WithNow(noon), WithRiders(1))
	t.Cleanup(s.Close)
	want := []struct {
		label, class string
		fare         int64
		blocked      bool
	}{
		{"unified", "full fare", fareFull, false}, {"school", "half fare", fareHalf, false},
		{"student", "half fare", fareHalf, false}, {"pass", "monthly pass", 0, false}, {"free", "free", 0, false},
		{"nearly-empty", "full fare", fareFull, false}, {"blocked", "full fare", fareFull, true},
	}
	cards := (&panel{s: s}).state().Cards
	for i, w := range want {
		c := cards[i]
		if c.Label != w.label || c.Class != w.class || c.Fare != w.fare || c.Blocked != w.blocked {
			t.Errorf("card %d: %+v", i, c)
		}
		if strings.ReplaceAll(c.Grouped, " ", "") != c.PAN || !c.Rows[0].At.After(c.Rows[panelRows-1].At) {
			t.Errorf("card %d: number %q, rows %v", i, c.Grouped, c.Rows)
		}
	}
	s.Remove(cards[0].PAN)
	if got := len((&panel{s: s}).state().Cards); got != len(want)-1 {
		t.Errorf("%d cards after one has gone", got)
	}
}

func TestThePanelsListIsShort(t *testing.T) {
	t.Parallel()
	s := New(WithNow(noon), WithRiders(0))
	t.Cleanup(s.Close)
	for range panelRequests + 5 {
		s.rec.log(Request{Kind: KindCheck, PAN: "·0017"})
	}
	s.rec.log(Request{Kind: KindStart})
	st := (&panel{s: s}).state()
	if len(st.Requests) != panelRequests || st.Requests[0].Kind != KindStart || st.Requests[1].Card != "·0017" {
		t.Errorf("%d requests, first %+v", len(st.Requests), st.Requests[0])
	}
}
