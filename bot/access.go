package bot

import (
	"context"
	"slices"

	"onaybot/bot/watch"
	"onaybot/store"
)

// SeesRides is [watch.Access.MayViewRides].
func (b *Bot) SeesRides(l store.Link) bool {
	return watch.Access{Account: b.Rides, Proof: b.Proof}.MayViewRides(l)
}

func (c *turn) seesRides(l store.Link) bool { return c.SeesRides(l) }

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

// admits tells whether a private bot serves a person, or the group they speak
// in. The operators are always served.
func (b *Bot) admits(chatID, userID int64) bool {
	return len(b.Allow) == 0 || slices.Contains(b.Allow, userID) ||
		slices.Contains(b.Allow, chatID) || slices.Contains(b.Admins, userID)
}
