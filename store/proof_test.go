package store

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

const hour = time.Hour

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
			tx.RequestApproval(ctx, links[2], start.Add(2*hour), start), tx.SetLabel(ctx, links[1], "Папа"))
	})
	want := []Follower{
		{LinkID: links[0], ChatID: 1, Proof: Proof{ProvedAt: start}},
		{LinkID: links[1], ChatID: 2, Label: "Папа", Proof: Proof{ProvedAt: start.Add(hour), ApprovedBy: links[0]}},
		{LinkID: links[2], ChatID: 3, Proof: Proof{ApprovalUntil: start.Add(2 * hour), NamedAt: start}},
		{LinkID: links[3], ChatID: 4},
	}
	got, err := s.AllFollowers(t.Context(), cardID)
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(Follower{}, "Kind", "Since")); diff != "" || err != nil {
		t.Errorf("followers, %v (-want +got):\n%s", err, diff)
	}
	equal(t, "proof of a link", linkOf(t, s, 2, links[1]).Proof, want[1].Proof)
}

func TestTheFirstAnswerCounts(t *testing.T) {
	t.Parallel()
	s, _, links := family(t)
	write(t, s, func(ctx context.Context, tx *Tx) error { return tx.Prove(ctx, links[0], 0, start) })
	approve := func(ctx context.Context, tx *Tx) error { return tx.Approve(ctx, links[1], links[0], start.Add(hour)) }
	deny := func(ctx context.Context, tx *Tx) error { return tx.Deny(ctx, links[1]) }
	request := func(until time.Time) {
		write(t, s, func(ctx context.Context, tx *Tx) error { return tx.RequestApproval(ctx, links[1], until, start) })
	}
	wantErr(t, try(t, s, approve), ErrNotFound)
	wantErr(t, try(t, s, deny), ErrNotFound)
	request(start.Add(hour))
	wantErr(t, try(t, s, approve), ErrNotFound) // too late
	due := func(now time.Time, want int) {
		t.Helper()
		list, err := s.DueApprovals(t.Context(), now)
		if err != nil || len(list) != want || want > 0 && list[0].ID != links[1] {
			t.Errorf("due %v, %v", list, err)
		}
	}
	due(start.Add(hour), 1)
	request(start.Add(2 * hour))
	due(start.Add(hour), 0)
	write(t, s, approve)
	wantErr(t, try(t, s, deny), ErrNotFound)
	equal(t, "proof", linkOf(t, s, 2, links[1]).Proof, Proof{ProvedAt: start.Add(hour), ApprovedBy: links[0], NamedAt: start})
}

// Who waits for nobody who can be asked waits no more, whatever keeps them from being asked.
func TestNobodyWaitsForTheUnreachable(t *testing.T) {
	t.Parallel()
	for name, leave := range map[string]func(ctx context.Context, tx *Tx) error{
		"blocked":   func(ctx context.Context, tx *Tx) error { return tx.SetBlocked(ctx, 1, start, start) },
		"suspended": func(ctx context.Context, tx *Tx) error { return tx.Suspend(ctx, 1, start) },
		"muted":     func(ctx context.Context, tx *Tx) error { return tx.Mute(ctx, 1, start.Add(hour), start) },
		"gone":      func(ctx context.Context, tx *Tx) error { return tx.Forget(ctx, 1, start) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, cardID, links := family(t)
			write(t, s, func(ctx context.Context, tx *Tx) error {
				return errors.Join(tx.Prove(ctx, links[0], 0, start), tx.RequestApproval(ctx, links[1], start.Add(hour), start))
			})
			for _, want := range []int{0, 1} {
				list, err := s.DueApprovals(t.Context(), start)
				equal(t, "due", []any{len(list), err}, []any{want, nil})
				write(t, s, leave)
			}
			followers, err := s.AllFollowers(t.Context(), cardID)
			wantErr(t, err, nil)
			for _, f := range followers {
				equal(t, "reachable", f.Reachable(), f.ChatID != 1)
				equal(t, "hears", f.Hears(), f.ChatID != 1 || name == "muted")
			}
		})
	}
}

// Who is dropped goes with those whom that one has approved; the others stay.
func TestDroppingReachesTheWholeChain(t *testing.T) {
	t.Parallel()
	s, _, links := family(t)
	write(t, s, func(ctx context.Context, tx *Tx) error {
		return errors.Join(tx.Prove(ctx, links[0], 0, start), tx.Prove(ctx, links[1], links[0], start),
			tx.Prove(ctx, links[2], links[1], start), tx.Prove(ctx, links[3], links[0], start))
	})
	drop := func(by int64) (gone []Link, err error) {
		err = try(t, s, func(ctx context.Context, tx *Tx) (err error) {
			gone, err = tx.DropFollower(ctx, links[1], by, start)
			return err
		})
		return gone, err
	}
	for _, by := range links[1:] {
		_, err := drop(by)
		wantErr(t, err, ErrNotFound)
	}
	gone, err := drop(links[0])
	if err != nil || len(gone) != 2 || gone[0].ID != links[1] || gone[1].ID != links[2] {
		t.Errorf("gone %v, %v", gone, err)
	}
	for i, sees := range []bool{true, false, false, true} {
		equal(t, "proof", !linkOf(t, s, int64(i+1), links[i]).ProvedAt.IsZero(), sees)
	}
}

func TestWhoApprovesMayLeave(t *testing.T) {
	t.Parallel()
	s, _, links := family(t)
	write(t, s, func(ctx context.Context, tx *Tx) error {
		return errors.Join(tx.Prove(ctx, links[0], 0, start), tx.Prove(ctx, links[1], links[0], start),
			tx.Prove(ctx, links[2], links[1], start), tx.AddInvite(ctx, []byte{1}, Invite{Links: links[:1], Until: start.Add(hour)}), tx.SetLabel(ctx, links[2], "Мама"))
	})
	label := func() string {
		label, err := one[string](t.Context(), s.Queries, "SELECT label FROM links WHERE id = ?", links[2])
		wantErr(t, err, nil)
		return label
	}
	equal(t, "label", label(), "Мама")
	remove := func(i int) {
		write(t, s, func(ctx context.Context, tx *Tx) error { return tx.RemoveLink(ctx, int64(i+1), links[i], start) })
	}
	remove(1)
	equal(t, "label of whom the one that left had let in", label(), "")
	equal(t, "of those the second approved", linkOf(t, s, 3, links[2]).Proof, Proof{ProvedAt: start, ApprovedBy: links[0]})
	remove(0)
	equal(t, "without both", linkOf(t, s, 3, links[2]).Proof, Proof{ProvedAt: start})
	equal(t, "invites", count(t, s, "invites"), 0)
}

func TestAnInviteIsUsedOnce(t *testing.T) {
	t.Parallel()
	s, _, links := family(t)
	hash := []byte("hash")
	invite := func(want Invite, wantError error) {
		t.Helper()
		in, err := s.Invite(t.Context(), hash)
		wantErr(t, err, wantError)
		if err == nil {
			equal(t, "invite", in, want)
		}
	}
	add := func(until time.Time) {
		in := Invite{Links: links[:2], Label: "Папа", Until: until}
		write(t, s, func(ctx context.Context, tx *Tx) error { return tx.AddInvite(ctx, hash, in) })
	}
	invite(Invite{}, ErrNotFound)
	add(start.Add(hour))
	invite(Invite{Links: links[:2], Label: "Папа", Until: start.Add(hour)}, nil)
	add(start.Add(2 * hour))
	invite(Invite{Links: links[:2], Label: "Папа", Until: start.Add(2 * hour)}, nil) // made again, it lasts longer
	use := func(ctx context.Context, tx *Tx) error { return tx.UseInvite(ctx, hash, start) }
	write(t, s, use)
	wantErr(t, try(t, s, use), ErrNotFound)
	write(t, s, func(ctx context.Context, tx *Tx) error { return tx.RemoveLink(ctx, 1, links[0], start) })
	invite(Invite{Links: links[1:2], Label: "Папа", Until: start.Add(2 * hour), UsedAt: start}, nil)
}

// Wrong answers about a card are counted by card and by chat.
func TestWrongAnswersAreListed(t *testing.T) {
	t.Parallel()
	s := open(t)
	give := func(card, chat string, after time.Duration) WrongAnswer {
		a := WrongAnswer{Chat: chat, At: start.Add(after)}
		write(t, s, func(ctx context.Context, tx *Tx) error { return tx.AddWrongAnswer(ctx, card, a) })
		return a
	}
	first, second, third := give("card", "mum", 0), give("card", "dad", hour), give("card", "mum", hour)
	give("other", "mum", hour)
	list := func(after time.Time, want ...WrongAnswer) {
		t.Helper()
		got, err := s.WrongAnswers(t.Context(), "card", after)
		equal(t, "wrong answers", []any{got, err}, []any{want, nil})
	}
	list(start.Add(-minute), third, second, first)
	list(start, third, second) // no answer at the moment itself
	list(start.Add(hour))
	write(t, s, func(ctx context.Context, tx *Tx) error { return tx.MoveWrongAnswers(ctx, "mum", "family") })
	first.Chat, third.Chat = "family", "family"
	list(start.Add(-minute), third, second, first)
}

func spend(t *testing.T, s *Store, q Quota, now time.Time) (left int64, err error) {
	t.Helper()
	err = try(t, s, func(ctx context.Context, tx *Tx) (err error) {
		left, err = tx.Spend(ctx, q, now)
		return err
	})
	return left, err
}

func usedUpAt(t *testing.T, s *Store, q Quota, now time.Time) time.Time {
	t.Helper()
	until, err := s.UsedUp(t.Context(), q, now)
	wantErr(t, err, nil)
	return until
}

func TestQuotaLastsFromItsFirstSpending(t *testing.T) {
	t.Parallel()
	s := open(t)
	q := Quota{Kind: "cards", Key: "1", Max: 2, For: 24 * hour}
	for i, want := range []int64{1, 0} {
		left, err := spend(t, s, q, start.Add(time.Duration(i)*hour))
		equal(t, "left", []any{left, err}, []any{want, nil})
	}
	_, err := spend(t, s, q, start.Add(2*hour))
	wantErr(t, err, ErrFull)
	equal(t, "used up until", usedUpAt(t, s, q, start.Add(2*hour)), start.Add(24*hour))
	equal(t, "another's", usedUpAt(t, s, Quota{Kind: "cards", Key: "2", Max: 2}, start), time.Time{})
	left, err := spend(t, s, q, start.Add(24*hour))
	equal(t, "left the next day", []any{left, err}, []any{int64(1), nil})
	write(t, s, func(ctx context.Context, tx *Tx) error { return errors.Join(tx.Refund(ctx, q), tx.Refund(ctx, q)) })
	left, err = spend(t, s, q, start.Add(24*hour))
	equal(t, "left after refunds, of which one was too many", []any{left, err}, []any{int64(1), nil})
}

func TestAQuotaCanBeCharged(t *testing.T) {
	t.Parallel()
	s := open(t)
	q := Quota{Kind: "requests", Key: "1", Max: 10, For: 24 * hour}
	charge := func(n int64, wantUsedUp int) {
		t.Helper()
		write(t, s, func(ctx context.Context, tx *Tx) error { return tx.Charge(ctx, q, n) })
		used, err := s.UsedUpBy(t.Context(), "requests", q.Max, start)
		equal(t, "used up by", []any{used, err}, []any{wantUsedUp, nil})
	}
	charge(20, 0) // nothing was spent
	_, err := spend(t, s, q, start)
	wantErr(t, err, nil)
	charge(8, 0)
	charge(5, 1)
	_, err = spend(t, s, q, start)
	wantErr(t, err, ErrFull)
	charge(-5, 0)
	charge(1, 1)
	used, err := s.UsedUpBy(t.Context(), "requests", q.Max, start.Add(24*hour))
	equal(t, "the next day", []any{used, err}, []any{0, nil})
}

func TestQuotasFollowAGroup(t *testing.T) {
	t.Parallel()
	s := open(t)
	mine := Quota{Kind: "refused", Key: "7 card", Max: 1, For: 24 * hour}
	others, moved := mine, mine
	others.Key, moved.Key = "77 card", "1007 card"
	for _, q := range []Quota{mine, others} {
		_, err := spend(t, s, q, start)
		wantErr(t, err, nil)
	}
	write(t, s, func(ctx context.Context, tx *Tx) error { return tx.MoveQuotas(ctx, "7", "1007") })
	for q, want := range map[Quota]time.Time{mine: {}, moved: start.Add(24 * hour), others: start.Add(24 * hour)} {
		equal(t, q.Key, usedUpAt(t, s, q, start), want)
	}
}
