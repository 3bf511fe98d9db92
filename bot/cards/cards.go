// Package cards is the cards of a chat: how one is linked, its name, threshold
// and fare, the list of them, and their balances.
package cards

import (
	"context"
	"log/slog"

	"onaybot/bot/chat"
	"onaybot/bot/outbox"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/onayclient"
	"onaybot/store"
)

// Cards answers what is asked about cards.
type Cards struct {
	Store     *store.Store
	Watcher   *watch.Watcher
	Outbox    *outbox.Outbox
	Texts     *texts.Catalogue
	Access    watch.Access
	Fares     watch.Fares
	Threshold onayclient.Money                                            // of a new link
	Delete    func(ctx context.Context, chatID int64, messageID int) bool // tells whether the message is gone
	Log       *slog.Logger

	// Offer is what is offered of a child's card that is being linked: a line, and
	// rows of buttons; without rows nothing is.
	Offer func(w *chat.Writer, l store.Link, numberAt int) (texts.HTML, telegram.Keyboard)
}

// AskCard asks for a card's number, in the words of a key.
func AskCard(r *chat.Request, key string) error {
	return r.Ask(r.Question(r.W.T(key)), AskNumber, nil)
}

// MainRow leads to what is wanted most.
func (c *Cards) MainRow(w *chat.Writer) []telegram.Button {
	trips := w.Button("button.trips", chat.VerbTrips)
	if !c.Access.Account {
		trips = w.Button("button.days", chat.VerbTrips)
	}
	return []telegram.Button{w.Button("button.balance", chat.VerbBalance, "show"), trips}
}
