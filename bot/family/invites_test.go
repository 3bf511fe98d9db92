package family

import (
	"context"
	"encoding/hex"
	"sync"
	"testing"

	"onaybot/store"
)

// Of many who take one invite at the same moment, one gets it.
func TestAnInviteIsTakenOnce(t *testing.T) {
	t.Parallel()
	h := newHome(t, 6)
	h.prove(1, 0)
	const word = "AAAAAAAAAAAAAAAAAAAAAA"
	host := h.link(1)
	h.Write(func(ctx context.Context, tx *store.Tx) error {
		return tx.AddInvite(ctx, inviteHash(word), store.Invite{Links: []int64{host.ID}, Until: start.Add(inviteGoodFor)})
	})
	var wg sync.WaitGroup
	for id := int64(2); id <= 6; id++ {
		wg.Go(func() {
			for range 2 {
				r := h.request(id)
				r.Text = word
				if err := h.family.AcceptInvite(r); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	views := 0
	for id := int64(2); id <= 6; id++ {
		if h.views(id) && h.link(id).ApprovedBy == host.ID {
			views++
		}
	}
	if views != 1 {
		t.Errorf("%d took the invite", views)
	}
}

func TestInvitesAreKeptAsTheirHash(t *testing.T) {
	t.Parallel()
	if !IsInvite("AAAAAAAAAAAAAAAAAAAA-_") || IsInvite("AAAAAAAAAAAAAAAAAAAAA") || IsInvite("hello") {
		t.Error("the form of an invite")
	}
	const sha256OfAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
	if got := hex.EncodeToString(inviteHash("abc")); got != sha256OfAbc {
		t.Errorf("hash %s", got)
	}
}
