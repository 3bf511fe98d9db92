package bot

import (
	"strconv"

	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/onayclient"
	"onaybot/store"
)

// askFare asks what a card pays, where the cabinet does not tell.
func (c *turn) askFare(l store.Link) outgoing {
	id := strconv.FormatInt(l.ID, 10)
	var row []button
	for _, class := range []onayclient.FareClass{onayclient.FareFull, onayclient.FareHalf, onayclient.FarePass} {
		row = append(row, c.button("fare."+class.String(), "fare", id, class.String()))
	}
	return c.inPlace(c.t.T("fare.ask", texts.Args{"Card": c.cardName(l)}), row)
}

// pressFare is "ID" (which fare?) or "ID CLASS".
func (c *turn) pressFare(args []string) error {
	id, err := argInt(args, 0)
	if err != nil {
		return err
	}
	l, err := c.Store.Link(c.ctx, c.chat.ID, id)
	switch {
	case err != nil:
		return err
	case len(args) == 1:
		return c.say(c.askFare(l))
	}
	class := onayclient.ParseFareClass(args[1])
	if class == onayclient.FareUnknown {
		return errStale
	}
	l.Card.Told = class
	low := watch.IsLow(l.Card.Card, c.threshold(l))
	return c.commit(func(tx *store.Tx) error {
		if err := tx.SetToldFare(c.ctx, c.chat.ID, l.ID, class, low); err != nil {
			return err
		}
		return c.Watcher.Reconsider(c.ctx, tx, l.Card.ID)
	}, c.named(l, 0))
}
