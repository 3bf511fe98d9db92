package bot

import (
	"strconv"
	"time"

	"onaybot/bot/chat"
	"onaybot/onayclient"
	"onaybot/store"
)

const day = 24 * time.Hour

// What keeps card numbers from being walked through. All of it is counted
// before the cabinet is asked, and kept when a card is unlinked.
const (
	wrongAnswers     = 5  // of a chat about a card, then a day's rest
	wrongAnswersADay = 20 // about a card, over all chats
)

// cardKey names a card in what is counted.
func (b *Bot) cardKey(pan onayclient.PAN) string { return b.signer.Hide("card " + pan.Digits()) }

// wrongHere counts the wrong answers of a chat about a card.
func (b *Bot) wrongHere(chatID int64, pan onayclient.PAN) store.Quota {
	return store.Quota{
		Kind: "wrong", Key: b.signer.HideChat(chatID) + " " + b.cardKey(pan), Max: wrongAnswers, For: day, Slow: true,
	}
}

// refusedHere has a chat that was refused leave rest for a day, so that
// nobody can be pressed with requests.
func (b *Bot) refusedHere(chatID int64, pan onayclient.PAN) store.Quota {
	return store.Quota{Kind: "refused", Key: b.signer.HideChat(chatID) + " " + b.cardKey(pan), Max: 1, For: day}
}

// wrongAnywhere counts the wrong answers of all chats about a card.
func (b *Bot) wrongAnywhere(pan onayclient.PAN) store.Quota {
	return store.Quota{Kind: "wrong", Key: b.cardKey(pan), Max: wrongAnswersADay, For: day}
}

// heardOf counts the words to a follower about others' attempts.
func heardOf(linkID int64) store.Quota {
	return store.Quota{Kind: "heard", Key: strconv.FormatInt(linkID, 10), Max: 1, For: day}
}

// orTooMany is [chat.Request.OrLimit].
func (c *turn) orTooMany(err error) error { return c.OrLimit(err) }

// spend is [chat.Request.Spend].
func (c *turn) spend(tx *store.Tx, q store.Quota, key string) error { return c.Spend(tx, q, key) }

// countNewCard counts a number that somebody asks for, before the cabinet is
// asked for it; the error is a *chat.Limit when one of the limits is reached.
func (c *turn) countNewCard(pan onayclient.PAN) error {
	return c.Store.Tx(c.ctx, func(tx *store.Tx) error {
		until, err := tx.UsedUp(c.ctx, c.NewFollowers(pan), c.Now())
		if err != nil {
			return err
		}
		if !until.IsZero() {
			return &chat.Limit{Key: "limit.followers", Until: until}
		}
		return c.spend(tx, c.NewCards(), "limit.cards")
	})
}

// refundNewCard takes the count back where the cabinet did not answer.
func (c *turn) refundNewCard() {
	err := c.Store.Tx(c.ctx, func(tx *store.Tx) error { return tx.Refund(c.ctx, c.NewCards()) })
	if err != nil {
		c.Log.Warn("count of new cards not taken back", "err", err)
	}
}
