package watch

import (
	"testing"

	"onaybot/onayclient"
	"onaybot/store"
)

// threshold is what a link of these tests warns at.
const threshold = onayclient.Money(50000)

func TestDetectTellsACrossingOnce(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name           string
		typeCode       string
		balance        onayclient.Money
		threshold      onayclient.Money
		knows          bool
		changes, tells bool
	}{
		{"fell below", "01.01", 49999, threshold, false, true, true},
		{"below, and known", "01.01", 49999, threshold, true, false, false},
		{"at the threshold", "01.01", 50000, threshold, false, false, false},
		{"up to the threshold", "01.01", 50000, threshold, true, true, false},
		{"topped up", "01.01", 200000, threshold, true, true, false},
		{"still above", "01.01", 200000, threshold, false, false, false},
		{"below zero", "01.01", -8000, threshold, false, true, true},
		{"half fare", "01.02.15", 12000, threshold, false, true, true},
		{"no type known", "", 12000, threshold, false, true, true},
		{"a pass", "01.03.02", 0, threshold, false, false, false},
		{"a free card", "02.04", -8000, threshold, false, false, false},
		{"became a pass", "01.03.02", 0, threshold, true, true, false},
		{"no threshold", "01.01", 0, 0, false, false, false},
		{"no threshold below zero", "01.01", -8000, 0, false, false, false},
		{"threshold taken away", "01.01", 0, 0, true, true, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			link := store.Link{ID: 7, Threshold: c.threshold, Low: c.knows}
			read := onayclient.Card{Type: c.typeCode, Balance: c.balance, At: start}
			got, changed := Detect(link, read)
			if changed != c.changes {
				t.Fatalf("changed %v, want %v", changed, c.changes)
			}
			if !changed {
				return
			}
			if got.Link.ID != 7 || got.Low == c.knows || (got.Tell != nil) != c.tells {
				t.Errorf("change %+v", got)
			}
			want := Low{Balance: c.balance, Threshold: c.threshold, Type: c.typeCode, At: start}
			if c.tells && *got.Tell != want {
				t.Errorf("tells %+v, want %+v", *got.Tell, want)
			}
		})
	}
}
