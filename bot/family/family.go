// Package family is who may view a card's rides: proof, the approval of those
// who have it, invites, followers, and closing the rides for all.
package family

import (
	"context"
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
	Signer   telegram.Signer
	Log      *slog.Logger

	// Profile asks Telegram how a chat calls itself.
	Profile func(ctx context.Context, chatID int64) (telegram.Profile, error)
	// Link links the card of the host's link to the request's chat, by its last
	// reading, under a name and with the host's fare, as part of a commit.
	Link func(r *chat.Request, tx *store.Tx, host store.Link, name string) (store.Link, error)
	// Offer is what a chat that may view a card's rides from now on is offered
	// next: a line, and rows of buttons. nil: the rides, and who else sees them.
	Offer func(w *chat.Writer, l store.Link) (texts.HTML, telegram.Keyboard)
}

// proved says that the rides are shown from now on, and offers what is next.
func (f *Family) proved(w *chat.Writer, l store.Link) telegram.Message {
	if f.Offer == nil {
		return w.About("proof.done", l, []telegram.Button{
			w.Button("button.trips", chat.VerbTrips, l.ID), w.Button("button.share", chat.VerbShare, l.ID)})
	}
	line, rows := f.Offer(w, l)
	return w.Message(texts.Lines(w.T("proof.done", texts.Args{"Card": w.Card(l)}), line), rows...)
}
