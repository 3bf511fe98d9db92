package bot

import (
	"errors"
	"strconv"
	"time"

	"onaybot/bot/texts"
	"onaybot/onayclient"
	"onaybot/store"
)

const day = 24 * time.Hour

// What keeps card numbers from being walked through. All of it is counted
// before the cabinet is asked, and kept when a card is unlinked.
const (
	newCardsADay     = 10 // to a person
	newFollowersADay = 20 // of a card
	wrongAnswers     = 5  // of a chat about a card, then a day's rest
	wrongAnswersADay = 20 // about a card, over all chats
)

// cardKey names a card in what is counted.
func (b *Bot) cardKey(pan onayclient.PAN) string { return b.signer.Hide("card " + pan.Digits()) }

// newCards counts the cards a person asks for. Anonymous admins of a group
// count as one person.
func (c *turn) newCards() store.Quota {
	who := c.user.ID
	if c.anonymousAdmin() {
		who = c.chat.ID
	}
	return store.Quota{Kind: "cards", Key: c.signer.Hide("person " + strconv.FormatInt(who, 10)), Max: newCardsADay, For: day}
}

// newFollowers counts the chats that begin to follow a card.
func (b *Bot) newFollowers(pan onayclient.PAN) store.Quota {
	return store.Quota{Kind: "followers", Key: b.cardKey(pan), Max: newFollowersADay, For: day}
}

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

// tooMany says that a limit is reached, under a key that fills in when it is
// over.
type tooMany struct {
	key   string
	until time.Time
}

func (e *tooMany) Error() string { return "limit reached: " + e.key }

// orTooMany says which limit is reached, where that is what an error is about;
// it ends the dialog, since an answer would be of no use.
func (c *turn) orTooMany(err error) error {
	var e *tooMany
	if !errors.As(err, &e) {
		return err
	}
	return c.endDialog(c.newMessage(c.t.T(e.key, texts.Args{"After": c.t.When(texts.After, e.until, c.Now())})))
}

// spend counts a quota down; the error is a *tooMany with the key when it is
// used up.
func (c *turn) spend(tx *store.Tx, q store.Quota, key string) error {
	_, err := tx.Spend(c.ctx, q, c.Now())
	if !errors.Is(err, store.ErrFull) {
		return err
	}
	until, err := tx.UsedUp(c.ctx, q, c.Now())
	if err != nil {
		return err
	}
	return &tooMany{key, until}
}

// countNewCard counts a number that somebody asks for, before the cabinet is
// asked for it; the error is a *tooMany when one of the limits is reached.
func (c *turn) countNewCard(pan onayclient.PAN) error {
	return c.Store.Tx(c.ctx, func(tx *store.Tx) error {
		until, err := tx.UsedUp(c.ctx, c.newFollowers(pan), c.Now())
		if err != nil {
			return err
		}
		if !until.IsZero() {
			return &tooMany{"limit.followers", until}
		}
		return c.spend(tx, c.newCards(), "limit.cards")
	})
}

// refundNewCard takes the count back where the cabinet did not answer.
func (c *turn) refundNewCard() {
	err := c.Store.Tx(c.ctx, func(tx *store.Tx) error { return tx.Refund(c.ctx, c.newCards()) })
	if err != nil {
		c.Log.Warn("count of new cards not taken back", "err", err)
	}
}
