package bot

import (
	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/onayclient"
	"onaybot/store"
)

func (c *turn) cardName(l store.Link) texts.HTML { return c.W.Card(l) }

func (c *turn) figures(l store.Link) texts.HTML { return c.W.Balance(l) }

func (c *turn) age(card onayclient.Card) texts.HTML { return c.W.Age(card.At) }

func (c *turn) threshold(l store.Link) onayclient.Money { return c.W.Threshold(l) }

func (c *turn) below(l store.Link) texts.HTML { return c.W.Below(l) }

func (c *turn) alertLine(l store.Link) texts.HTML { return c.W.AlertLine(l) }

// alertsMatter tells whether a low-balance alert will ever be sent.
func alertsMatter(l store.Link) bool {
	return l.Threshold > 0 && watch.PaysByRide(l.Class())
}
