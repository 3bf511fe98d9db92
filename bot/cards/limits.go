package cards

import (
	"errors"
	"time"

	"onaybot/bot/chat"
	"onaybot/bot/telegram"
	"onaybot/onayclient"
	"onaybot/store"
)

const day = 24 * time.Hour

// What keeps card numbers from being walked through. It is counted before the
// cabinet is asked, and kept when a card is unlinked.
const (
	newCardsADay     = 10 // to a person
	newFollowersADay = 20 // of a card
)

// newCards counts the cards a person asks for.
func newCards(r *chat.Request) store.Quota {
	return store.Quota{Kind: "cards", Key: r.PersonKey(), Max: newCardsADay, For: day}
}

// newFollowers counts the chats that begin to follow a card.
func newFollowers(r *chat.Request, pan onayclient.PAN) store.Quota {
	return store.Quota{Kind: "followers", Key: r.CardKey(pan), Max: newFollowersADay, For: day}
}

// countNewCard counts a number that somebody asks for, before the cabinet is
// asked for it. The error is a [*chat.Limit] when a limit is reached.
func (c *Cards) countNewCard(r *chat.Request, pan onayclient.PAN) error {
	return c.Store.Tx(r.Ctx, func(tx *store.Tx) error {
		if err := r.MaySpend(tx.Queries, newFollowers(r, pan), "limit.followers"); err != nil {
			return err
		}
		return r.Spend(tx, newCards(r), "limit.cards")
	})
}

// refundNewCard takes the count back where the cabinet did not answer.
func (c *Cards) refundNewCard(r *chat.Request) {
	err := c.Store.Tx(r.Ctx, func(tx *store.Tx) error { return tx.Refund(r.Ctx, newCards(r)) })
	if err != nil {
		c.Log.Warn("count of new cards not taken back", "err", err)
	}
}

// OrLimit tells the person which limit keeps a card from being linked; see
// [chat.Request.OrLimit]. A chat that follows as many cards as it may is told
// so.
func OrLimit(r *chat.Request, err error) error {
	if errors.Is(err, store.ErrFull) {
		return full(r)
	}
	return r.OrLimit(err)
}

func full(r *chat.Request) error {
	return r.Reply(r.W.Message(r.W.N("add.full", maxCards), []telegram.Button{r.W.Button("button.cards", chat.VerbCards)}))
}
