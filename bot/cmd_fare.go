package bot

import (
	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/onayclient"
	"onaybot/store"
)

// askFare asks what a card pays, where the cabinet does not tell. While the
// card is linked, numberAt is where its full number was typed.
func (c *turn) askFare(l store.Link, numberAt ...string) outgoing {
	var row []button
	for _, class := range []onayclient.FareClass{onayclient.FareFull, onayclient.FareHalf, onayclient.FarePass} {
		row = append(row, c.button("fare."+class.String(), "fare", append([]string{linkID(l), class.String()}, numberAt...)...))
	}
	return c.inPlace(c.t.T("fare.ask", texts.Args{"Card": c.cardName(l)}), row)
}

// pressFare is "" (which fare?), "CLASS", or "CLASS NUMBERAT" while the card is
// linked.
func (c *turn) pressFare(l store.Link, args []string) error {
	if len(args) == 0 {
		return c.say(c.askFare(l))
	}
	class := onayclient.ParseFareClass(args[0])
	if class == onayclient.FareUnknown {
		return errStale
	}
	answer := c.cardMenu
	if numberAt, err := argInt(args, 1); err == nil {
		answer = func(l store.Link) outgoing { return c.named(l, int(numberAt)) }
	}
	l.DeclaredFare = class
	low := watch.IsLow(l, c.threshold(l))
	return c.commit(func(tx *store.Tx) error {
		if err := tx.SetDeclaredFare(c.ctx, c.chat.ID, l.ID, class, low); err != nil {
			return err
		}
		return c.Watcher.Reconsider(c.ctx, tx, l.Card.ID)
	}, answer(l))
}
