package bot

import (
	"context"

	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/store"
)

// SeesRides is [watch.Access.MayViewRides].
func (b *Bot) SeesRides(l store.Link) bool {
	return watch.Access{Account: b.Rides, Proof: b.Proof}.MayViewRides(l)
}

func (c *turn) seesRides(l store.Link) bool { return c.SeesRides(l) }

// withheld answers a chat that asks for rides it may not see: it says why, or
// what to do about it.
func (c *turn) withheld(l store.Link) error {
	card := texts.Args{"Card": c.cardName(l)}
	switch {
	case !c.Rides:
		return c.say(c.newMessage(c.t.T("trouble.no_login", nil)))
	case !l.Card.ClosedAt.IsZero():
		return c.say(c.newMessage(c.t.T("proof.closed", card)))
	case l.ApprovalUntil.After(c.Now()):
		return c.say(c.newMessage(c.t.T("proof.waiting", card)))
	}
	return c.askProof(l)
}

// dropUnseen drops the rides of cards that a chat follows no more, where
// nobody who is left has proof.
func (b *Bot) dropUnseen(ctx context.Context, tx *store.Tx, gone ...store.Link) error {
	for _, l := range gone {
		if !b.Proof {
			return nil
		}
		if err := tx.DropUnseen(ctx, l.Card.ID); err != nil {
			return err
		}
	}
	return nil
}
