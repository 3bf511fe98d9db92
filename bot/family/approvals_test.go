package family

import (
	"context"
	"slices"
	"testing"

	"onaybot/bot/chat"
	"onaybot/store"
)

// Approval is given by who has proof of the very card, and by nobody else.
func TestApprovalIsGivenByProversAlone(t *testing.T) {
	t.Parallel()
	h := newHome(t, 3)
	h.prove(1, 0)
	newcomer := h.link(2)
	h.Write(func(ctx context.Context, tx *store.Tx) error {
		return tx.RequestApproval(ctx, newcomer.ID, start.Add(approvalWithin), start)
	})
	answer := func(from int64, args ...any) error {
		return h.family.PressApproval(h.request(from), h.call(from, args...))
	}
	wantErr(t, answer(3, newcomer.ID, "yes"), chat.ErrStale)
	wantErr(t, answer(2, newcomer.ID, "yes"), chat.ErrStale)
	wantErr(t, answer(1), chat.ErrStale)
	if h.views(2) {
		t.Fatal("let in by nobody")
	}
	wantErr(t, answer(1, newcomer.ID, "yes"), nil)
	wantErr(t, answer(1, newcomer.ID, "no"), nil) // the second press does nothing
	wantErr(t, answer(1, 999, "no"), nil)
	if !h.views(2) || h.link(2).ApprovedBy != h.link(1).ID {
		t.Errorf("proof %+v", h.link(2).Proof)
	}
	if got := h.told(2); !slices.Equal(got, []store.EventKind{eventApproved}) {
		t.Errorf("told %v", got)
	}
}

func TestExpiredRequestsAreToldOnce(t *testing.T) {
	t.Parallel()
	h := newHome(t, 2)
	h.prove(1, 0)
	newcomer := h.link(2)
	h.Write(func(ctx context.Context, tx *store.Tx) error {
		return tx.RequestApproval(ctx, newcomer.ID, start.Add(approvalWithin), start)
	})
	for range 2 {
		wantErr(t, ExpireApprovals(t.Context(), h.Store, h.Outbox, h.Watcher, start.Add(approvalWithin)), nil)
	}
	if got := h.told(2); !slices.Equal(got, []store.EventKind{eventUnanswered}) {
		t.Errorf("told %v", got)
	}
}
