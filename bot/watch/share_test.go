package watch

import "testing"

func TestAPersonsShareOfADay(t *testing.T) {
	t.Parallel()
	for perDay, want := range map[int]int64{0: 0, 1: 100, 150: 100, 2_000: 100, 2_040: 102, 50_000: 2_500} {
		if got := share(perDay); got != want {
			t.Errorf("of %d: %d, want %d", perDay, got, want)
		}
	}
}
