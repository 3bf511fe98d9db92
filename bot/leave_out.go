package bot

import (
	"context"
	"fmt"
	"time"

	"onaybot/store"
)

// LeaveOut leaves the chats alone that a private bot is not for any more: as if
// they had blocked it, they are not written to and no card is read for them.
// Those that it is for again it takes back. It is to be called before
// [Bot.Run], since the list changes with a start only.
func (b *Bot) LeaveOut(ctx context.Context) error {
	chats, err := b.Store.Accesses(ctx, len(b.Allow) > 0)
	if err != nil {
		return fmt.Errorf("list chats: %w", err)
	}
	out := 0
	for _, c := range chats {
		access, err := b.accessOf(ctx, c)
		if err == nil && access != c.Access {
			err = b.setAccess(ctx, c, access)
		}
		if err != nil {
			return fmt.Errorf("leave out chats: %w", err)
		}
		if access == store.LeftOut {
			out++
		}
	}
	if out > 0 {
		b.Log.Info("chats are left alone, since access.allow does not list them", "chats", out)
	}
	return nil
}

// accessOf is what the list says of a chat now. A group that was never on it is
// left to those in it who are, and so is one where they have spoken since it was
// left out.
func (b *Bot) accessOf(ctx context.Context, c store.ChatAccess) (store.Access, error) {
	listed, err := b.admitted(ctx, c.ID, max(0, c.ID))
	switch {
	case err != nil:
		return c.Access, err
	case listed:
		return store.Listed, nil
	case c.Kind == store.Private, c.Access == store.Listed:
		return store.LeftOut, nil
	case c.BlockedAt.IsZero():
		return store.Unlisted, nil
	}
	return c.Access, nil
}

func (b *Bot) setAccess(ctx context.Context, c store.ChatAccess, access store.Access) error {
	now := b.Now()
	return b.Store.Tx(ctx, func(tx *store.Tx) error {
		if err := tx.SetAccess(ctx, c.ID, access); err != nil {
			return err
		}
		switch {
		case access == store.LeftOut:
			return tx.SetBlocked(ctx, c.ID, now, now)
		case c.Access == store.LeftOut:
			return tx.SetBlocked(ctx, c.ID, time.Time{}, now)
		}
		return nil
	})
}
