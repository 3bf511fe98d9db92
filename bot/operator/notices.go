package operator

import (
	"context"
	"time"

	"onaybot/bot/chat"
	"onaybot/bot/outbox"
	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/store"
)

// Notice is what the admins are told of the cabinet and of the database.
type Notice string

// The notices.
const (
	NoticeBanned  Notice = "banned"   // nothing is sent to the cabinet until a moment
	NoticeBanOver Notice = "ban_over" // it answers again
	NoticeDoubts  Notice = "doubts"   // many balances are in doubt at a time
	NoticeRenamed Notice = "renamed"  // the cabinet has given its rows other ids

	NoticeBackup      Notice = "backup"      // failed, to be tried again at a moment
	NoticeMaintenance Notice = "maintenance" // likewise
)

// Notices tells the admins what they should know.
type Notices struct {
	Outbox *outbox.Outbox
	Admins []int64 // Telegram users
}

// notice is the data of a [store.EventNotice].
type notice struct {
	Notice Notice    `json:"notice"`
	Until  time.Time `json:"until"`
}

// Tell has those of the admins told who have spoken to the bot; Telegram lets
// it write to nobody else.
func (n *Notices) Tell(ctx context.Context, what Notice, until time.Time) error {
	return n.Outbox.Notify(ctx, n.Admins, store.EventNotice, notice{what, until})
}

// Of has them told one thing, as a part of a change.
func (n *Notices) Of(what Notice) watch.Notice {
	return func(ctx context.Context, tx *store.Tx) error {
		return n.Outbox.NotifyIn(ctx, tx, n.Admins, store.EventNotice, notice{Notice: what})
	}
}

// RegisterNotices has the outbox make messages of notices.
func RegisterNotices(chats *chat.Chats) { chats.Renders(store.EventNotice, renderNotice) }

func renderNotice(_ context.Context, w *chat.Writer, e store.Event) (*outbox.Rendered, error) {
	var n notice
	if err := outbox.Decode(e, &n); err != nil {
		return nil, err
	}
	text := w.T("notice."+string(n.Notice), texts.Args{"After": w.When(texts.After, n.Until)})
	return &outbox.Rendered{Message: w.Message(text)}, nil
}
