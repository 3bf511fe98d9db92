package watch

import (
	"testing"

	"onaybot/store"
)

func TestWhoMayViewRides(t *testing.T) {
	t.Parallel()
	proved, closed := store.Link{Proof: store.Proof{ProvedAt: start}}, store.Link{Proof: store.Proof{ProvedAt: start}}
	closed.Card.ClosedAt = start
	asking := store.Link{Proof: store.Proof{ApprovalUntil: start.Add(every)}}
	for _, c := range []struct {
		account, proof bool
		link           store.Link
		want           bool
	}{
		{false, true, proved, false},
		{false, false, proved, false},
		{true, true, store.Link{}, false},
		{true, true, asking, false},
		{true, true, proved, true},
		{true, true, closed, false},
		{true, false, store.Link{}, true},
	} {
		if got := (Access{Account: c.account, Proof: c.proof}).MayViewRides(c.link); got != c.want {
			t.Errorf("account %v, proof %v, %+v: %v", c.account, c.proof, c.link.Proof, got)
		}
	}
}
