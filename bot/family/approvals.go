package family

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"onaybot/bot/chat"
	"onaybot/bot/outbox"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/store"
)

// approvalWithin is how long those with proof have to approve a newcomer.
const approvalWithin = 3 * day

// requestApproval has a newcomer whose answer was right wait for the approval
// of those who have proof already. All of them are asked; the first answer
// counts.
func (f *Family) requestApproval(r *chat.Request, tx *store.Tx, l store.Link, provers []store.Follower) (
	[]telegram.Message, error) {
	l.ApprovalUntil = r.W.Now().Add(approvalWithin)
	if err := tx.RequestApproval(r.Ctx, l.ID, l.ApprovalUntil, r.W.Now()); err != nil {
		return nil, err
	}
	if err := f.tell(r.Ctx, tx, eventApprovalAsked, news{Other: l.ID}, provers...); err != nil {
		return nil, err
	}
	return conclude(r, tx, f.waiting(r.W, "proof.asked", l))
}

// waiting tells a newcomer in the words of a key that it waits for approval,
// with the code that those who are asked see too.
func (f *Family) waiting(w *chat.Writer, key string, l store.Link) telegram.Message {
	return w.Message(w.T(key, texts.Args{"Card": w.Card(l), "Code": f.requestCode(l)}))
}

// PressApproval answers the buttons of a request for approval: "NEWCOMER yes"
// or "NEWCOMER no", the newcomer by its link.
func (f *Family) PressApproval(r *chat.Request, call chat.Call) error {
	id, err := call.ID(0)
	if err != nil || len(call.Args) != 2 {
		return chat.ErrStale
	}
	mine := call.Link
	newcomer, err := f.Store.LinkByID(r.Ctx, id)
	switch {
	case err == nil && (!f.Access.MayViewRides(mine) || newcomer.Card.ID != mine.Card.ID):
		return chat.ErrStale
	case err == nil && call.Args[1] == "yes":
		err = r.Commit(func(tx *store.Tx) error { return f.approve(r, tx, mine, newcomer) },
			r.InPlace(r.W.About("approval.given", mine)))
	case err == nil:
		err = r.Commit(func(tx *store.Tx) error { return f.deny(r, tx, newcomer) },
			r.InPlace(r.W.About("approval.refused", mine)))
	}
	if errors.Is(err, store.ErrNotFound) { // it has gone, or waits no more
		return f.over(r, mine, newcomer)
	}
	return err
}

// over says what has become of a request for approval that waits no more: to
// the chat that has answered it, so that a second tap changes nothing, what it
// has answered.
func (f *Family) over(r *chat.Request, mine, newcomer store.Link) error {
	refused, err := f.Store.UsedUp(r.Ctx, refusals(r, newcomer.ID), r.W.Now())
	switch {
	case err != nil:
		return err
	case newcomer.ApprovedBy == mine.ID:
		return r.Edit(r.W.About("approval.given", mine))
	case !refused.IsZero():
		return r.Edit(r.W.About("approval.refused", mine))
	}
	return r.Edit(r.W.Message(r.W.T("approval.over")))
}

func (f *Family) approve(r *chat.Request, tx *store.Tx, mine, newcomer store.Link) error {
	if err := tx.Approve(r.Ctx, newcomer.ID, mine.ID, r.W.Now()); err != nil {
		return err
	}
	if err := f.Watcher.Reconsider(r.Ctx, tx, newcomer.Card.ID); err != nil {
		return err
	}
	if err := tellShown(r.Ctx, f.Outbox, tx, newcomer, mine.ID); err != nil {
		return err
	}
	return decided(r.Ctx, f.Outbox, tx, eventApproved, newcomer)
}

func (f *Family) deny(r *chat.Request, tx *store.Tx, newcomer store.Link) error {
	if err := tx.Deny(r.Ctx, newcomer.ID); err != nil {
		return err
	}
	for _, q := range []store.Quota{denials(r, newcomer.ChatID, newcomer.Card.PAN), refusals(r, newcomer.ID)} {
		if _, err := tx.Spend(r.Ctx, q, r.W.Now()); err != nil {
			return err
		}
	}
	return decided(r.Ctx, f.Outbox, tx, eventDenied, newcomer)
}

// decided has a newcomer told what has become of its request.
func decided(ctx context.Context, o *outbox.Outbox, tx *store.Tx, kind store.EventKind, newcomer store.Link) error {
	return o.Enqueue(ctx, tx, store.Event{Kind: kind}, news{Link: newcomer.ID}, newcomer.ChatID)
}

// ExpireApprovals ends the requests for approval that nobody has answered in
// time by a moment, or that nobody can answer, and has the newcomers told.
func ExpireApprovals(ctx context.Context, s *store.Store, o *outbox.Outbox, w *watch.Watcher, now time.Time) error {
	newcomers, err := s.DueApprovals(ctx, now)
	if err != nil {
		return fmt.Errorf("list requests for approval that are over: %w", err)
	}
	for _, l := range newcomers {
		err := s.Tx(ctx, func(tx *store.Tx) error { return expire(ctx, tx, o, w, l, now) })
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return fmt.Errorf("end a request for approval: %w", err)
		}
	}
	if len(newcomers) > 0 {
		o.Wake()
	}
	return nil
}

// expire ends a request for approval: with a no where those who could be asked
// have not answered in time, with a yes where there is nobody left to ask. While
// the rides are closed it only waits.
func expire(ctx context.Context, tx *store.Tx, o *outbox.Outbox, w *watch.Watcher, l store.Link, now time.Time) error {
	provers, err := proversOf(ctx, tx, l.Card.ID, l.ID)
	if err != nil {
		return err
	}
	asked := slices.ContainsFunc(provers, store.Follower.Reachable) || !l.Card.ClosedAt.IsZero()
	if asked && l.ApprovalUntil.After(now) {
		return nil
	}
	if err := tx.Deny(ctx, l.ID); err != nil {
		return err
	}
	if asked {
		return decided(ctx, o, tx, eventUnanswered, l)
	}
	if _, err := giveProof(ctx, tx, w, l.ID, 0, now); err != nil {
		return err
	}
	if err := tellShown(ctx, o, tx, l); err != nil {
		return err
	}
	return decided(ctx, o, tx, eventApproved, l)
}
