package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"onaybot/store"
)

// SuspendUnlisted suspends the chats that access.allow does not name any more: as if they
// had blocked the bot, they are not written to and no card is read for them. Those that it
// names again it takes back. It is to be called before [Bot.Run], since the list changes
// with a start only.
func (b *Bot) SuspendUnlisted(ctx context.Context) error {
	list := b.Store.SuspendedChats
	if len(b.Allow) > 0 {
		list = b.Store.Chats
	}
	chats, err := list(ctx)
	if err != nil {
		return fmt.Errorf("list chats: %w", err)
	}
	before, err := b.listBefore(ctx)
	if err != nil {
		return err
	}
	suspended := 0
	for _, c := range chats {
		suspends, err := b.follow(ctx, c, before)
		if err != nil {
			return fmt.Errorf("suspend chats: %w", err)
		}
		if suspends {
			suspended++
		}
	}
	if suspended > 0 {
		b.Log.Info("chats are suspended, since access.allow does not name them", "chats", suspended)
	}
	return b.keepList(ctx)
}

// follow suspends a chat or takes it back, as the list says, and tells whether it is suspended
// now. A group that the list did not name before is left to those in it whom it names, and so
// is one where they have spoken since it was suspended.
func (b *Bot) follow(ctx context.Context, c store.Chat, before []int64) (suspended bool, err error) {
	listed, err := b.admitted(ctx, c.ID, max(0, c.ID))
	if err != nil {
		return false, err
	}
	was, err := b.wasGroup(ctx, c.ID)
	if err != nil {
		return false, err
	}
	dropped := c.Kind == store.Private || slices.Contains(before, c.ID) || slices.Contains(before, was)
	switch {
	case listed && c.Suspended:
		return false, b.Store.Tx(ctx, func(tx *store.Tx) error { return tx.SetBlocked(ctx, c.ID, time.Time{}, b.Now()) })
	case !listed && dropped && c.BlockedAt.IsZero():
		return true, b.Store.Tx(ctx, func(tx *store.Tx) error { return tx.Suspend(ctx, c.ID, b.Now()) })
	}
	return c.Suspended, nil
}

// listFact is the store's key for the list as it was at the last start that had one.
const listFact = "access list"

func (b *Bot) listBefore(ctx context.Context) (ids []int64, err error) {
	text, err := b.Store.Get(ctx, listFact)
	if err == nil && text != "" {
		err = json.Unmarshal([]byte(text), &ids)
	}
	if err != nil {
		return nil, fmt.Errorf("read the last list: %w", err)
	}
	return ids, nil
}

func (b *Bot) keepList(ctx context.Context) error {
	if len(b.Allow) == 0 {
		return nil
	}
	text, err := json.Marshal(b.Allow)
	if err == nil {
		err = b.Store.Set(ctx, listFact, string(text))
	}
	if err != nil {
		return fmt.Errorf("keep the list: %w", err)
	}
	return nil
}
