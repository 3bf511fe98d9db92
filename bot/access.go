package bot

import (
	"context"

	"onaybot/store"
)

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
