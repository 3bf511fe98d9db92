package bot

import (
	"context"
	"testing"

	"onaybot/bot/chat"
	"onaybot/store"
)

// Leave is given by who has proof of the very card, and by nobody else.
func TestLeaveIsGivenByProversAlone(t *testing.T) {
	t.Parallel()
	b, links := family(t, 3)
	prove(t, b, links[0], 0)
	write(t, b.Store, func(ctx context.Context, tx *store.Tx) error {
		return tx.RequestApproval(ctx, links[1].ID, start.Add(leaveFor))
	})
	press := func(from, about store.Link, verdict string) error {
		return turnOf(t, b, from.ChatID).pressLeave(linkIn(t, b, from.ChatID), []string{linkID(about), verdict})
	}
	wantErr(t, press(links[2], links[1], "yes"), errStale)
	wantErr(t, press(links[1], links[1], "yes"), errStale)
	theirs := b.buttons[chat.VerbApprove]
	wantErr(t, b.call(turnOf(t, b, 3).Request, theirs, []string{linkID(links[0]), linkID(links[1]), "yes"}), store.ErrNotFound)
	wantErr(t, turnOf(t, b, 1).pressLeave(linkIn(t, b, 1), nil), errStale)
	if b.SeesRides(linkIn(t, b, 2)) {
		t.Fatal("let in by nobody")
	}
	wantErr(t, press(links[0], links[1], "yes"), nil)
	wantErr(t, press(links[0], links[1], "no"), nil) // the second press does nothing
	wantErr(t, press(links[0], store.Link{ID: 999}, "no"), nil)
	if l := linkIn(t, b, 2); !b.SeesRides(l) || l.ApprovedBy != links[0].ID {
		t.Errorf("proof %+v", l.Proof)
	}
}

// A no is told once, and the chat rests for a day.
func TestExpiredAsksAreToldOnce(t *testing.T) {
	t.Parallel()
	b, links := family(t, 2)
	write(t, b.Store, func(ctx context.Context, tx *store.Tx) error {
		return tx.RequestApproval(ctx, links[1].ID, start.Add(leaveFor))
	})
	for range 2 {
		if err := b.ExpireAsks(t.Context(), start.Add(leaveFor)); err != nil {
			t.Fatal(err)
		}
	}
	events, err := b.Store.NextEvents(t.Context(), 2, start.Add(leaveFor), 1)
	if err != nil || events[0].Kind != store.EventReply {
		t.Fatalf("event %v, %v", events, err)
	}
	if err := b.Store.Tx(t.Context(), func(tx *store.Tx) error { return tx.RemoveEvents(t.Context(), events...) }); err != nil {
		t.Fatal(err)
	}
	_, err = b.Store.NextEvents(t.Context(), 2, start.Add(leaveFor), 1)
	wantErr(t, err, store.ErrNotFound)
}
