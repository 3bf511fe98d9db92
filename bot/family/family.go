// Package family is who may view a card's rides: proof, the approval of those
// who have it, invites, followers, and closing the rides for all.
package family

import (
	"log/slog"
	"time"

	"onaybot/bot/chat"
	"onaybot/bot/outbox"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/store"
)

const day = 24 * time.Hour

// Family decides who may view rides.
type Family struct {
	Store    *store.Store
	Outbox   *outbox.Outbox
	Watcher  *watch.Watcher
	Texts    *texts.Catalogue
	Access   watch.Access
	Admins   []int64
	Username func() string // the bot's
	Log      *slog.Logger

	// Link links a card to the request's chat by its last reading, as part of
	// a commit, and returns what the chat is told.
	Link func(r *chat.Request, tx *store.Tx, card store.Card) (store.Link, telegram.Message, error)
}

// proved says that the rides are shown from now on.
func proved(w *chat.Writer, l store.Link) telegram.Message {
	return w.About("proof.done", l, []telegram.Button{
		w.Button("button.trips", chat.VerbTrips, l.ID), w.Button("button.share", chat.VerbShare, l.ID)})
}
