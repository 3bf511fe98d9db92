package bot

import (
	"onaybot/bot/cards"
	"onaybot/bot/family"
	"onaybot/bot/watch"
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
		Link: b.linking.LinkInvited, OrLimit: cards.OrLimit,
	}
	b.closing = &family.Closing{Store: b.Store, Outbox: b.Outbox, Admins: b.Admins, Log: b.Log}
	b.followers = &family.Followers{
		Store: b.Store, Outbox: b.Outbox, Access: access, Invites: b.invites, Closing: b.closing,
	}
	events := &family.Events{Store: b.Store, Access: access}
	events.Register(b.chats)
}
