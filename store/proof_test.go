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
			tx.AskLeave(ctx, links[2], start.Add(2*hour)))
	})
	want := []Follower{
		{LinkID: links[0], ChatID: 1, Proof: Proof{ProvedAt: start}},
		{LinkID: links[1], ChatID: 2, Proof: Proof{ProvedAt: start.Add(hour), LetInBy: links[0]}},
		{LinkID: links[2], ChatID: 3, Proof: Proof{AsksUntil: start.Add(2 * hour)}},
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
	admit := func(ctx context.Context, tx *Tx) error { return tx.Admit(ctx, links[1], links[0], start.Add(hour)) }
	refuse := func(ctx context.Context, tx *Tx) error { return tx.Refuse(ctx, links[1]) }
	wantErr(t, try(t, s, admit), ErrNotFound)
	wantErr(t, try(t, s, refuse), ErrNotFound)
	write(t, s, func(ctx context.Context, tx *Tx) error { return tx.AskLeave(ctx, links[1], start.Add(hour)) })
	wantErr(t, try(t, s, admit), ErrNotFound) // too late
	expired, err := s.ExpiredAsks(t.Context(), start.Add(hour))
	if err != nil || len(expired) != 1 || expired[0].ID != links[1] {
		t.Errorf("expired %v, %v", expired, err)
	}
	write(t, s, func(ctx context.Context, tx *Tx) error { return tx.AskLeave(ctx, links[1], start.Add(2*hour)) })
	write(t, s, admit)
	wantErr(t, try(t, s, refuse), ErrNotFound)
	equal(t, "proof", linkOf(t, s, 2, links[1]).Proof, Proof{ProvedAt: start.Add(hour), LetInBy: links[0]})
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
			_, err := tx.Drop(ctx, links[1], by)
			return err
		}), ErrNotFound)
	}
	write(t, s, func(ctx context.Context, tx *Tx) error {
		gone, err := tx.Drop(ctx, links[1], links[0])
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

func TestUpgradeKeepsProof(t *testing.T) {
	t.Parallel()
	forEachVersion(t, 3, func(t *testing.T, s *Store) {
		equal(t, "school card", linkOf(t, s, 101, 11).Proof, Proof{ProvedAt: start, LetInBy: 12})
		group := linkOf(t, s, -1002, 12)
		equal(t, "blocked card", group.Proof, Proof{AsksUntil: start.AddDate(0, 0, 3)})
		equal(t, "closed", group.Card.ClosedAt, start.Add(hour))
		write(t, s, func(ctx context.Context, tx *Tx) error {
			in, err := tx.Invite(ctx, []byte{1, 2})
			equal(t, "invite", in, Invite{LinkID: 11, Until: start.AddDate(0, 0, 1)})
			return err
		})
		q := Quota{Kind: "cards", Key: "5", Max: 3}
		equal(t, "used up until", usedUpAt(t, s, q, start), start.AddDate(0, 0, 1))
	})
}

// Whoever was let in by a chat that is gone can be dropped by who let that one in.
func TestThoseLetInHaveAnHeir(t *testing.T) {
	t.Parallel()
	s, cardID, links := family(t)
	write(t, s, func(ctx context.Context, tx *Tx) error {
		return errors.Join(tx.Prove(ctx, links[0], 0, start), tx.Prove(ctx, links[1], links[0], start),
			tx.Prove(ctx, links[2], links[1], start), tx.Prove(ctx, links[3], links[2], start))
	})
	write(t, s, func(ctx context.Context, tx *Tx) error {
		return errors.Join(tx.RemoveLink(ctx, 2, links[1], start), tx.Forget(ctx, 3, start))
	})
	followers, err := s.AllFollowers(t.Context(), cardID)
	if err != nil || len(followers) != 2 {
		t.Fatalf("followers %+v, %v", followers, err)
	}
	equal(t, "let in by", followers[1].LetInBy, links[0])
	write(t, s, func(ctx context.Context, tx *Tx) error {
		_, err := tx.Drop(ctx, links[3], links[0])
		return err
	})
	write(t, s, func(ctx context.Context, tx *Tx) error { return tx.RemoveLink(ctx, 1, links[0], start) })
	equal(t, "proof", linkOf(t, s, 4, links[3]).Proof, Proof{})
}

// A wish for rides that outlived the proof tells no history once there is proof again.
func TestProofTellsNoHistory(t *testing.T) {
	t.Parallel()
	s, _, links := family(t)
	write(t, s, func(ctx context.Context, tx *Tx) error {
		wish := Alerts{Wishes: WishRides, RidesSince: start}
		return errors.Join(tx.SetAlerts(ctx, 1, links[0], wish), tx.SetAlerts(ctx, 2, links[1], wish),
			tx.AskLeave(ctx, links[1], start.Add(2*hour)), tx.Prove(ctx, links[2], 0, start))
	})
	write(t, s, func(ctx context.Context, tx *Tx) error {
		return errors.Join(tx.Prove(ctx, links[0], links[2], start.Add(hour)), tx.Admit(ctx, links[1], links[2], start.Add(hour)))
	})
	for i, want := range []time.Time{start.Add(hour), start.Add(hour), {}} {
		equal(t, "rides told since", linkOf(t, s, int64(i+1), links[i]).RidesSince, want)
	}
}
