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

// newFollowers counts the chats that begin to follow a card; see
// [countFollower].
func newFollowers(r *chat.Request, pan onayclient.PAN) store.Quota {
	return store.Quota{Kind: "followers", Key: r.CardKey(pan), Max: newFollowersADay, For: day}
}

// countedAs are what a chat that begins to follow a card is known by for a day:
// neither a chat that removes and adds it nor the chats of one person count
// twice, or a few could keep its owner out.
func countedAs(r *chat.Request, pan onayclient.PAN) (known []store.Quota) {
	for _, who := range []string{r.ChatKey(), r.PersonKey()} {
		known = append(known, store.Quota{Kind: "follower", Key: who + " " + r.CardKey(pan), Max: 1, For: day})
	}
	return known
}

// isCounted tells whether the chat or the person was counted among a card's
// new followers today.
func isCounted(r *chat.Request, db store.Queries, pan onayclient.PAN) (bool, error) {
	for _, known := range countedAs(r, pan) {
		until, err := db.UsedUp(r.Ctx, known, r.W.Now())
		if err != nil || !until.IsZero() {
			return true, err
		}
	}
	return false, nil
}

// mayFollow returns a [*chat.Limit] when a card has got as many new followers
// as it may, unless the chat is counted among them.
func mayFollow(r *chat.Request, db store.Queries, pan onayclient.PAN) error {
	if counted, err := isCounted(r, db, pan); err != nil || counted {
		return err
	}
	return r.MaySpend(db, newFollowers(r, pan), "limit.followers")
}

// countFollower counts the chat among a card's new followers, as part of a
// commit. The error is a [*chat.Limit] when it is one too many.
func countFollower(r *chat.Request, tx *store.Tx, pan onayclient.PAN) error {
	if counted, err := isCounted(r, tx.Queries, pan); err != nil || counted {
		return err
	}
	if err := r.Spend(tx, newFollowers(r, pan), "limit.followers"); err != nil {
		return err
	}
	for _, known := range countedAs(r, pan) {
		if _, err := tx.Spend(r.Ctx, known, r.W.Now()); err != nil {
			return err
		}
	}
	return nil
}

// countNewCard counts a number that somebody asks for, before the cabinet is
// asked for it. The error is a [*chat.Limit] when a limit is reached.
func (c *Cards) countNewCard(r *chat.Request, pan onayclient.PAN) error {
	return c.Store.Tx(r.Ctx, func(tx *store.Tx) error {
		if err := mayFollow(r, tx.Queries, pan); err != nil {
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
