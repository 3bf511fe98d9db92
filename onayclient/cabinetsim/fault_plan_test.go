package cabinetsim

import (
	"slices"
	"testing"
)

func taken(b *faultBoard, k Kind, pan string) []FaultKind {
	var kinds []FaultKind
	for _, f := range b.take(k, pan) {
		kinds = append(kinds, f.Kind)
	}
	return kinds
}

func board(faults ...Fault) *faultBoard {
	b := new(faultBoard)
	for _, f := range faults {
		b.set(f)
	}
	return b
}

func TestTakeCombines(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		on   []FaultKind
		kind Kind
		want []FaultKind
	}{
		"none":                  {nil, KindCheck, nil},
		"newest whole answer":   {[]FaultKind{FaultDown, FaultBusy}, KindCheck, []FaultKind{FaultBusy}},
		"slow and down":         {[]FaultKind{FaultDown, FaultSlow}, KindCheck, []FaultKind{FaultSlow, FaultDown}},
		"whole spoils data":     {[]FaultKind{FaultBalanceNull, FaultDown}, KindCheck, []FaultKind{FaultDown}},
		"whole spoils session":  {[]FaultKind{FaultStaleExpired, FaultDown}, KindCheck, []FaultKind{FaultDown}},
		"session spoils data":   {[]FaultKind{FaultStaleExpired, FaultBalanceNull}, KindCheck, []FaultKind{FaultStaleExpired}},
		"data add up":           {[]FaultKind{FaultRowsLate, FaultImpossibleDate}, KindDetail, []FaultKind{FaultImpossibleDate, FaultRowsLate}},
		"data and travel":       {[]FaultKind{FaultDrip, FaultBalanceNull}, KindCheck, []FaultKind{FaultBalanceNull, FaultDrip}},
		"newest travel":         {[]FaultKind{FaultReset, FaultHuge}, KindCheck, []FaultKind{FaultHuge}},
		"not of this kind":      {[]FaultKind{FaultNoToken, FaultRowsLate}, KindCheck, nil},
		"for the start as well": {[]FaultKind{FaultNoToken}, KindStart, []FaultKind{FaultNoToken}},
	} {
		b := new(faultBoard)
		for _, k := range tt.on {
			b.set(Fault{Kind: k})
		}
		if got := taken(b, tt.kind, unified); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", name, got, tt.want)
		}
	}
}

func TestOnlyTakenFaultsAreUsedUp(t *testing.T) {
	t.Parallel()
	b := board(Fault{Kind: FaultBalanceNull, Times: 1}, Fault{Kind: FaultDown, Times: 1})
	for i, want := range []FaultKind{FaultDown, FaultBalanceNull} {
		if got := taken(b, KindCheck, unified); !slices.Equal(got, []FaultKind{want}) {
			t.Errorf("request %d: %v, want %s", i+1, got, want)
		}
	}
	if b.any.Load() || taken(b, KindCheck, unified) != nil {
		t.Error("a fault is left")
	}
}

func TestModeComesLast(t *testing.T) {
	t.Parallel()
	b := board(Fault{Kind: FaultError, Times: 1})
	b.setMode([]Fault{{Kind: FaultDown}})
	for i, want := range []FaultKind{FaultError, FaultDown, FaultDown} {
		if got := taken(b, KindCheck, ""); !slices.Equal(got, []FaultKind{want}) {
			t.Errorf("request %d: %v, want %s", i+1, got, want)
		}
	}
}
