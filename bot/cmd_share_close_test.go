package bot

import (
	"testing"
)

func TestOnlyTheOperatorReopens(t *testing.T) {
	t.Parallel()
	b, links := family(t, 2)
	b.Admins = []int64{2}
	prove(t, b, links[0], 0)
	l := linkIn(t, b, 1)
	wantErr(t, turnOf(t, b, 1).closeRides(l), nil)
	wantErr(t, turnOf(t, b, 1).closeRides(l), nil) // twice does no harm
	if b.SeesRides(linkIn(t, b, 1)) {
		t.Fatal("the rides are still shown")
	}
	card := []string{"1"}
	wantErr(t, turnOf(t, b, 1).pressReopen(card), errStale)
	if b.SeesRides(linkIn(t, b, 1)) {
		t.Fatal("opened by one who is no operator")
	}
	wantErr(t, turnOf(t, b, 2).pressReopen(card), nil)
	if !b.SeesRides(linkIn(t, b, 1)) {
		t.Error("the operator has not opened them")
	}
}
