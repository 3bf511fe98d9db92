package bot

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
	b, links := family(t, 6)
	prove(t, b, links[0], 0)
	const word = "AAAAAAAAAAAAAAAAAAAAAA"
	write(t, b.Store, func(ctx context.Context, tx *store.Tx) error {
		return tx.AddInvite(ctx, inviteHash(word), links[0].ID, start.Add(inviteFor))
	})
	var wg sync.WaitGroup
	for _, l := range links[1:] {
		c := turnOf(t, b, l.ChatID)
		wg.Go(func() {
			for range 2 {
				if err := c.acceptInvite(word); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	sees := 0
	for _, l := range links[1:] {
		if l := linkIn(t, b, l.ChatID); b.SeesRides(l) && l.ApprovedBy == links[0].ID {
			sees++
		}
	}
	if sees != 1 {
		t.Errorf("%d took the invite", sees)
	}
}

func TestInvitesAreKeptAsTheirHash(t *testing.T) {
	t.Parallel()
	if !inviteForm.MatchString("AAAAAAAAAAAAAAAAAAAA-_") || inviteForm.MatchString("AAAAAAAAAAAAAAAAAAAAA") || inviteForm.MatchString("hello") {
		t.Error("the form of an invite")
	}
	const sha256OfAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
	if got := hex.EncodeToString(inviteHash("abc")); got != sha256OfAbc {
		t.Errorf("hash %s", got)
	}
}
