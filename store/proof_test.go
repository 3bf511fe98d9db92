package store

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// family is four chats that follow one card.
func family(t *testing.T) (s *Store, cardID int64, links [4]int64) {
	t.Helper()
	s = open(t)
	cardID = addCard(t, s, 1)
	for i := range links {
		addChat(t, s, int64(i+1))
		links[i] = follow(t, s, int64(i+1), cardID)
	}
	return s, cardID, links
}

func TestProofIsKept(t *testing.T) {
	t.Parallel()
	s, cardID, links := family(t)
	write(t, s, func(ctx context.Context, tx *Tx) error {
		return errors.Join(tx.Prove(ctx, links[0], 0, start), tx.Prove(ctx, links[1], links[0], start.Add(hour)),
			tx.RequestApproval(ctx, links[2], start.Add(2*hour)))
	})
	want := []Follower{
		{LinkID: links[0], ChatID: 1, Proof: Proof{ProvedAt: start}},
		{LinkID: links[1], ChatID: 2, Proof: Proof{ProvedAt: start.Add(hour), ApprovedBy: links[0]}},
		{LinkID: links[2], ChatID: 3, Proof: Proof{ApprovalUntil: start.Add(2 * hour)}},
		{LinkID: links[3], ChatID: 4},
	}
	got, err := s.AllFollowers(t.Context(), cardID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(Follower{}, "Kind", "Since")); diff != "" {
		t.Errorf("followers (-want +got):\n%s", diff)
	}
	equal(t, "proof of a link", linkOf(t, s, 2, links[1]).Proof, want[1].Proof)
}

func TestTheFirstAnswerCounts(t *testing.T) {
	t.Parallel()
	s, _, links := family(t)
	admit := func(ctx context.Context, tx *Tx) error { return tx.Approve(ctx, links[1], links[0], start.Add(hour)) }
	refuse := func(ctx context.Context, tx *Tx) error { return tx.Deny(ctx, links[1]) }
	wantErr(t, try(t, s, admit), ErrNotFound)
	wantErr(t, try(t, s, refuse), ErrNotFound)
	write(t, s, func(ctx context.Context, tx *Tx) error { return tx.RequestApproval(ctx, links[1], start.Add(hour)) })
	wantErr(t, try(t, s, admit), ErrNotFound) // too late
	expired, err := s.ExpiredApprovals(t.Context(), start.Add(hour))
	if err != nil || len(expired) != 1 || expired[0].ID != links[1] {
		t.Errorf("expired %v, %v", expired, err)
	}
	write(t, s, func(ctx context.Context, tx *Tx) error { return tx.RequestApproval(ctx, links[1], start.Add(2*hour)) })
	write(t, s, admit)
	wantErr(t, try(t, s, refuse), ErrNotFound)
	equal(t, "proof", linkOf(t, s, 2, links[1]).Proof, Proof{ProvedAt: start.Add(hour), ApprovedBy: links[0]})
}

// Who was let in goes, and whom that one has let in; the others stay.
func TestDropReachesTheWholeChain(t *testing.T) {
	t.Parallel()
	s, _, links := family(t)
	write(t, s, func(ctx context.Context, tx *Tx) error {
		return errors.Join(tx.Prove(ctx, links[0], 0, start), tx.Prove(ctx, links[1], links[0], start),
			tx.Prove(ctx, links[2], links[1], start), tx.Prove(ctx, links[3], links[0], start))
	})
	for _, by := range []int64{links[1], links[2], links[3]} {
		wantErr(t, try(t, s, func(ctx context.Context, tx *Tx) error {
			_, err := tx.DropFollower(ctx, links[1], by, start)
			return err
		}), ErrNotFound)
	}
	write(t, s, func(ctx context.Context, tx *Tx) error {
		gone, err := tx.DropFollower(ctx, links[1], links[0], start)
		if len(gone) != 2 || gone[0].ID != links[1] || gone[1].ID != links[2] {
			t.Errorf("gone %v", gone)
		}
		return err
	})
	for i, sees := range []bool{true, false, false, true} {
		if got := !linkOf(t, s, int64(i+1), links[i]).ProvedAt.IsZero(); got != sees {
			t.Errorf("chat %d has proof: %v", i+1, got)
		}
	}
}

func TestWhoLetsInMayLeave(t *testing.T) {
	t.Parallel()
	s, _, links := family(t)
	write(t, s, func(ctx context.Context, tx *Tx) error {
		return errors.Join(tx.Prove(ctx, links[0], 0, start), tx.Prove(ctx, links[1], links[0], start),
			tx.AddInvite(ctx, []byte{1}, links[0], start.Add(hour)))
	})
	write(t, s, func(ctx context.Context, tx *Tx) error { return tx.RemoveLink(ctx, 1, links[0], start) })
	equal(t, "proof", linkOf(t, s, 2, links[1]).Proof, Proof{ProvedAt: start})
	equal(t, "invites", count(t, s, "invites"), 0)
}

func TestClosingIsDoneOnce(t *testing.T) {
	t.Parallel()
	s, cardID, links := family(t)
	set := func(at time.Time) error {
		return try(t, s, func(ctx context.Context, tx *Tx) error { return tx.SetClosed(ctx, cardID, at) })
	}
	wantErr(t, set(time.Time{}), ErrNotFound)
	wantErr(t, set(start), nil)
	wantErr(t, set(start.Add(hour)), ErrNotFound)
	equal(t, "closed", linkOf(t, s, 1, links[0]).Card.ClosedAt, start)
	addCard(t, s, 1) // a reading opens nothing
	card, err := s.CardByID(t.Context(), cardID)
	if err != nil || !card.ClosedAt.Equal(start) {
		t.Errorf("card %v, %v", card.ClosedAt, err)
	}
	wantErr(t, set(time.Time{}), nil)
	equal(t, "closed", linkOf(t, s, 1, links[0]).Card.ClosedAt, time.Time{})
	_, err = s.CardByID(t.Context(), 99)
	wantErr(t, err, ErrNotFound)
}
