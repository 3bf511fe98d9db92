package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"time"

	"onaybot/store"
)

// admission decides whom the bot serves: everybody, or the people and groups
// that access.allow names, and the admins.
type admission struct {
	store  *store.Store
	allow  []int64 // empty: everybody
	admins []int64
	now    func() time.Time
	log    *slog.Logger
}

// admits tells whether a person is served, or the group they speak in, be it
// by the id that it had before it became a supergroup.
func (a *admission) admits(ctx context.Context, chatID, userID int64) (bool, error) {
	if a.named(chatID, userID) || chatID > 0 {
		return a.named(chatID, userID), nil
	}
	was, err := a.wasGroup(ctx, chatID)
	return err == nil && was != 0 && a.named(was, userID), err
}

func (a *admission) named(chatID, userID int64) bool {
	return len(a.allow) == 0 || slices.Contains(a.allow, userID) ||
		slices.Contains(a.allow, chatID) || slices.Contains(a.admins, userID)
}

// groupFact is the store's key for what a supergroup was before. It is the
// operator's list in other words, and outlives a /forget.
func groupFact(id int64) string { return "access.group " + strconv.FormatInt(id, 10) }

// followGroup lets a group in under the id that it gets as a supergroup.
func (a *admission) followGroup(ctx context.Context, from, to int64) error {
	if err := a.store.Set(ctx, groupFact(to), strconv.FormatInt(from, 10)); err != nil {
		return fmt.Errorf("follow group: %w", err)
	}
	return nil
}

// wasGroup is the group that a supergroup was before; 0: none is known.
func (a *admission) wasGroup(ctx context.Context, id int64) (int64, error) {
	text, err := a.store.Get(ctx, groupFact(id))
	if err != nil || text == "" {
		return 0, err
	}
	return strconv.ParseInt(text, 10, 64)
}

// SuspendUnlisted suspends the chats that access.allow does not name any more:
// they are not written to and no card is read for them, as if they had blocked
// the bot. Those that it names again it takes back. It is to be called before
// [Bot.Run], since the list changes with a start only.
func (b *Bot) SuspendUnlisted(ctx context.Context) error { return b.admission.suspendUnlisted(ctx) }

func (a *admission) suspendUnlisted(ctx context.Context) error {
	chats, err := a.store.Chats(ctx, len(a.allow) == 0)
	if err != nil {
		return fmt.Errorf("list chats: %w", err)
	}
	before, err := a.listBefore(ctx)
	if err != nil {
		return err
	}
	suspended := 0
	for _, c := range chats {
		suspends, err := a.suspendOrNot(ctx, c, before)
		if err != nil {
			return fmt.Errorf("suspend chats: %w", err)
		}
		if suspends {
			suspended++
		}
	}
	if suspended > 0 {
		a.log.Info("chats are suspended, since access.allow does not name them", "chats", suspended)
	}
	return a.keepList(ctx)
}

// suspendOrNot suspends a chat or takes it back, as the list says, and tells
// whether it is suspended now. A group that the list did not name before is
// left to those in it whom the list names, and so is one where they have spoken
// since it was suspended.
func (a *admission) suspendOrNot(ctx context.Context, c store.Chat, before []int64) (suspended bool, err error) {
	listed, err := a.admits(ctx, c.ID, max(0, c.ID))
	if err != nil {
		return false, err
	}
	was, err := a.wasGroup(ctx, c.ID)
	if err != nil {
		return false, err
	}
	dropped := c.Kind == store.Private || slices.Contains(before, c.ID) || slices.Contains(before, was)
	switch {
	case listed && c.Suspended:
		return false, a.store.Tx(ctx, func(tx *store.Tx) error { return tx.SetBlocked(ctx, c.ID, time.Time{}, a.now()) })
	case !listed && dropped && (c.BlockedAt.IsZero() || !c.MutedAt.IsZero()):
		return true, a.store.Tx(ctx, func(tx *store.Tx) error { return tx.Suspend(ctx, c.ID, a.now()) })
	}
	return c.Suspended, nil
}

// listFact is the store's key for the list as it was at the last start that
// had one.
const listFact = "access list"

func (a *admission) listBefore(ctx context.Context) (ids []int64, err error) {
	text, err := a.store.Get(ctx, listFact)
	if err == nil && text != "" {
		err = json.Unmarshal([]byte(text), &ids)
	}
	if err != nil {
		return nil, fmt.Errorf("read the last list: %w", err)
	}
	return ids, nil
}

func (a *admission) keepList(ctx context.Context) error {
	if len(a.allow) == 0 {
		return nil
	}
	text, err := json.Marshal(a.allow)
	if err == nil {
		err = a.store.Set(ctx, listFact, string(text))
	}
	if err != nil {
		return fmt.Errorf("keep the list: %w", err)
	}
	return nil
}
