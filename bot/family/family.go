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
	// Offer is what a chat that may view a card's rides is offered next: a line,
	// and rows of buttons.
	Offer func(w *chat.Writer, l store.Link) (texts.HTML, telegram.Keyboard)
	// LastRides are the card's newest rides that are stored; "": there are none.
	LastRides func(ctx context.Context, q store.Queries, w *chat.Writer, l store.Link) (texts.HTML, error)
}

// Shown is what a chat is shown of a card's rides once it may view them, and
// what is next.
func (f *Family) Shown(ctx context.Context, w *chat.Writer, l store.Link) (telegram.Message, error) {
	return f.shown(ctx, f.Store.Queries, w, l)
}

func (f *Family) shown(ctx context.Context, q store.Queries, w *chat.Writer, l store.Link) (telegram.Message, error) {
	last, err := texts.HTML(""), error(nil)
	if f.Access.MayViewRides(l) {
		last, err = f.LastRides(ctx, q, w, l)
	}
	line, rows := f.Offer(w, l)
	rows = append(rows, []telegram.Button{
		w.Button("button.trips", chat.VerbTrips, l.ID), w.Button("button.invite", chat.VerbShare, l.ID, "invite")})
	return w.Message(texts.Join("\n\n", w.T("proof.done", texts.Args{"Card": w.Card(l)}), last, line), rows...), err
}

// giveProof gives a link proof, approved by another or, with 0, by nobody. What its
// chat has chosen to be told of rides is told from now on.
func giveProof(ctx context.Context, tx *store.Tx, w *watch.Watcher, id, by int64, now time.Time) (store.Link, error) {
	if err := tx.Prove(ctx, id, by, now); err != nil {
		return store.Link{}, err
	}
	l, err := tx.LinkByID(ctx, id)
	if err != nil {
		return l, err
	}
	return l, w.Reconsider(ctx, tx, l.Card.ID)
}
