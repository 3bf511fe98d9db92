package bot

import (
	"context"
	"errors"

	"onaybot/bot/chat"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/store"
)

// privacy says what is stored, for how long, and by whom.
func (b *Bot) privacy(r *chat.Request, _ chat.Call) error {
	seen, account := "privacy.proof", texts.HTML("")
	if b.Rides {
		account = r.W.T("privacy.account")
	}
	switch {
	case !b.Rides:
		seen = "privacy.no_rides"
	case !b.Proof:
		seen = "privacy.open"
	}
	text := texts.Join("\n\n",
		texts.Lines(r.W.T("privacy.stored"), r.W.T(seen), r.W.T("privacy.operator")), r.W.N("privacy.kept", int64(b.KeepDays)),
		texts.Lines(r.W.T("privacy.lingers"), account), b.Operator.Line(r.W))
	return r.Reply(r.W.Message(text, []telegram.Button{r.W.Button("button.forget", chat.VerbForget)}))
}

// forget asks whether everything of this chat is to be deleted.
func (b *Bot) forget(r *chat.Request, _ chat.Call) error {
	return r.Reply(r.W.Message(r.W.T("forget.ask"), []telegram.Button{
		r.W.Button("button.forget_yes", chat.VerbForget, "yes"), r.W.Button("button.keep", chat.VerbForget, "no"),
	}))
}

// pressForget is called with nothing, to ask, or with yes or no.
func (b *Bot) pressForget(r *chat.Request, call chat.Call) error {
	switch {
	case call.Is():
		return b.forget(r, call)
	case call.Is("no"):
		return r.Edit(r.W.Message(r.W.T("forget.kept")))
	case call.Is("yes"):
		return b.forgetAll(r)
	}
	return chat.ErrStale
}

// forgetAll deletes every row of the chat, and then says so. The farewell is
// the one message that no row stands for.
func (b *Bot) forgetAll(r *chat.Request) error {
	farewell := r.InPlace(r.W.Message(r.W.T("forget.done")))
	links, err := b.Store.Links(r.Ctx, r.W.Chat.ID)
	if err != nil {
		return err
	}
	err = r.Commit(func(tx *store.Tx) error {
		if err := tx.Forget(r.Ctx, r.W.Chat.ID, b.Now()); err != nil {
			return err
		}
		return b.dropUnseen(r.Ctx, tx, links...)
	})
	if err != nil {
		return err
	}
	err = b.Telegram.SendOnce(r.Ctx, farewell)
	if err != nil && !errors.Is(err, telegram.ErrBlocked) {
		b.Log.Warn("farewell not sent", "err", err)
	}
	return nil
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
