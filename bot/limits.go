package bot

import (
	"time"

	"onaybot/bot/chat"
	"onaybot/onayclient"
	"onaybot/store"
)

const day = 24 * time.Hour

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
