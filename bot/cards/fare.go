package cards

import (
	"onaybot/bot/chat"
	"onaybot/bot/telegram"
	"onaybot/bot/watch"
	"onaybot/onayclient"
	"onaybot/store"
)

// PressFare is called with nothing, to ask for the fare, with "CLASS", or with
// "CLASS NUMBERAT" while the card is linked.
func (c *Cards) PressFare(r *chat.Request, call chat.Call) error {
	if len(call.Args) == 0 {
		return r.Reply(askFare(r, call.Link))
	}
	l := call.Link
	l.DeclaredFare = onayclient.ParseFareClass(call.Args[0])
	if l.DeclaredFare == onayclient.FareUnknown {
		return chat.ErrStale
	}
	answer := panel(r, l)
	if numberAt, err := call.Int(1); err == nil {
		answer = c.afterName(r, l, naming{NumberAt: numberAt})
	}
	return r.Commit(func(tx *store.Tx) error {
		l.Low = watch.IsLow(l, r.W.Threshold(l))
		if err := tx.SetThreshold(r.Ctx, l); err != nil {
			return err
		}
		return c.Watcher.Reconsider(r.Ctx, tx, l.Card.ID)
	}, answer)
}

// askFare asks what a card pays, where the cabinet does not tell. While the
// card is linked, its buttons end with the message that holds the full number.
func askFare(r *chat.Request, l store.Link, numberAt ...any) telegram.Message {
	var row []telegram.Button
	for _, class := range []onayclient.FareClass{onayclient.FareFull, onayclient.FareHalf, onayclient.FarePass} {
		args := append([]any{l.ID, class}, numberAt...)
		row = append(row, r.W.Button("fare."+class.String(), chat.VerbFare, args...))
	}
	return r.InPlace(r.W.About("fare.ask", l, row))
}
