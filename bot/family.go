package bot

import (
	"onaybot/bot/chat"
	"onaybot/bot/family"
	"onaybot/bot/telegram"
	"onaybot/bot/watch"
	"onaybot/store"
)

// newFamily makes what decides who may view rides.
func (b *Bot) newFamily() {
	access := watch.Access{Account: b.Rides, Proof: b.Proof}
	b.proving = &family.Proof{
		Store: b.Store, Outbox: b.Outbox, Watcher: b.Watcher, Texts: b.Texts, Access: access, Log: b.Log,
	}
	b.approvals = &family.Approvals{Store: b.Store, Outbox: b.Outbox, Access: access}
	b.invites = &family.Invites{
		Store: b.Store, Outbox: b.Outbox, Access: access, Username: b.Telegram.Username,
		Link: b.linkInvited, Full: func(r *chat.Request) error { return b.turnOf(r).full() },
	}
	b.closing = &family.Closing{Store: b.Store, Outbox: b.Outbox, Admins: b.Admins, Log: b.Log}
	b.followers = &family.Followers{
		Store: b.Store, Outbox: b.Outbox, Access: access, Invites: b.invites, Closing: b.closing,
	}
	events := &family.Events{Store: b.Store, Access: access}
	events.Register(b.chats)
}

// linkInvited links a card to the request's chat by its last reading; the
// cabinet is not asked. See [family.Invites].
func (b *Bot) linkInvited(r *chat.Request, tx *store.Tx, card store.Card) (store.Link, telegram.Message, error) {
	if err := r.Spend(tx, r.NewFollowers(card.PAN), "limit.followers"); err != nil {
		return store.Link{}, telegram.Message{}, err
	}
	if err := r.Spend(tx, r.NewCards(), "limit.cards"); err != nil {
		return store.Link{}, telegram.Message{}, err
	}
	l := store.Link{Threshold: b.Threshold, Card: card}
	var err error
	l.ID, err = tx.AddLink(r.Ctx, store.NewLink{
		ChatID: r.W.Chat.ID, CardID: card.ID, Threshold: b.Threshold, Low: watch.IsLow(l, b.Threshold), Limit: maxCards,
	}, b.Now())
	if err != nil {
		return store.Link{}, telegram.Message{}, err
	}
	if err := b.Watcher.Reconsider(r.Ctx, tx, card.ID); err != nil {
		return store.Link{}, telegram.Message{}, err
	}
	return l, b.turnOf(r).linked(l, 0), r.Expect(tx, stepName, nameDialog{Link: l.ID})
}
