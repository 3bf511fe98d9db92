package family

import (
	"context"
	"errors"
	"fmt"
	"time"

	"onaybot/bot/chat"
	"onaybot/bot/outbox"
	"onaybot/bot/watch"
	"onaybot/store"
)

// Approvals is what those with proof answer to a request for their approval.
type Approvals struct {
	Store  *store.Store
	Outbox *outbox.Outbox
	Access watch.Access
}

// Answer answers the buttons of a request: "NEWCOMER yes" or "NEWCOMER no",
// the newcomer by its link.
func (a *Approvals) Answer(r *chat.Request, call chat.Call) error {
	id, err := call.ID(0)
	if err != nil || len(call.Args) != 2 {
		return chat.ErrStale
	}
	newcomer, err := a.Store.LinkByID(r.Ctx, id)
	switch {
	case err == nil && (!a.Access.MayViewRides(call.Link) || newcomer.Card.ID != call.Link.Card.ID):
		return chat.ErrStale
	case err == nil && call.Args[1] == "yes":
		err = a.approve(r, call.Link, newcomer)
	case err == nil:
		err = a.deny(r, call.Link, newcomer)
	}
	if errors.Is(err, store.ErrNotFound) { // it has gone, or waits no more
		return r.Edit(r.W.Message(r.W.T("approval.over")))
	}
	return err
}

func (a *Approvals) approve(r *chat.Request, mine, newcomer store.Link) error {
	return r.Commit(func(tx *store.Tx) error {
		if err := tx.Approve(r.Ctx, newcomer.ID, mine.ID, r.W.Now()); err != nil {
			return err
		}
		return a.Outbox.Enqueue(r.Ctx, tx, store.Event{Kind: eventApproved}, news{newcomer.ID}, newcomer.ChatID)
	}, r.InPlace(about(r.W, "approval.given", mine)))
}

func (a *Approvals) deny(r *chat.Request, mine, newcomer store.Link) error {
	return r.Commit(func(tx *store.Tx) error {
		if err := tx.Deny(r.Ctx, newcomer.ID); err != nil {
			return err
		}
		if _, err := tx.Spend(r.Ctx, denials(r, newcomer.ChatID, newcomer.Card.PAN), r.W.Now()); err != nil {
			return err
		}
		return a.Outbox.Enqueue(r.Ctx, tx, store.Event{Kind: eventDenied}, news{newcomer.ID}, newcomer.ChatID)
	}, r.InPlace(about(r.W, "approval.refused", mine)))
}

// Expiry ends requests for approval that nobody has answered in time.
type Expiry struct {
	Store  *store.Store
	Outbox *outbox.Outbox
}

// Do ends those whose time is over by a moment, and has the newcomers told.
func (x *Expiry) Do(ctx context.Context, now time.Time) error {
	links, err := x.Store.ExpiredApprovals(ctx, now)
	if err != nil {
		return fmt.Errorf("list expired requests for approval: %w", err)
	}
	for _, l := range links {
		err := x.Store.Tx(ctx, func(tx *store.Tx) error {
			if err := tx.Deny(ctx, l.ID); err != nil {
				return err
			}
			return x.Outbox.Enqueue(ctx, tx, store.Event{Kind: eventUnanswered}, news{l.ID}, l.ChatID)
		})
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return fmt.Errorf("end a request for approval: %w", err)
		}
	}
	if len(links) > 0 {
		x.Outbox.Wake()
	}
	return nil
}
