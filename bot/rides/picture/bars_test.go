package picture

import "testing"

func TestAxisEndsAtARoundValue(t *testing.T) {
	t.Parallel()
	for highest, want := range map[float64]float64{
		1: 4, 4: 4, 5: 8, 12: 12, 13: 16, 33: 40, 41: 60, 120: 120, 240: 240, 1440: 1600, 8640: 10_000, 43_200: 60_000,
	} {
		if got := axisTop([]Bar{{}, {Value: highest}, {Value: 0.5}}); got != want {
			t.Errorf("above %v: %v, want %v", highest, got, want)
		}
	}
}
