package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"onaybot/bot/texts"
	"onaybot/store"
)

// Notice is what the operators are told of the cabinet and of the database.
type Notice string

// The notices.
const (
	NoticeBanned  Notice = "banned"   // nothing is sent to the cabinet until a moment
	NoticeBanOver Notice = "ban_over" // it answers again

	NoticeBackup      Notice = "backup"      // failed, to be tried again at a moment
	NoticeMaintenance Notice = "maintenance" // likewise
)

// notice is the data of a [store.EventNotice].
type notice struct {
	Notice Notice    `json:"notice"`
	Until  time.Time `json:"until"`
}

// Notices tells the admins what they should know, whether or not a bot runs.
type Notices struct {
	Store  *store.Store
	Admins []int64 // Telegram users
	Wake   Wake
	Now    func() time.Time
	Log    *slog.Logger

	unmet sync.Map // admins who have never spoken to the bot, as far as that is logged
}

// Tell writes a notice into the outbox for each of the admins who have
// spoken to the bot; Telegram lets it write to nobody else.
func (n *Notices) Tell(ctx context.Context, what Notice, until time.Time) error {
	admins, err := n.reachable(ctx)
	if err != nil {
		return fmt.Errorf("tell admins: %w", err)
	}
	now := n.Now()
	err = n.Store.Tx(ctx, func(tx *store.Tx) error {
		for _, id := range admins {
			err := tx.Enqueue(ctx, store.Event{
				ChatID: id, Kind: store.EventNotice, CreatedAt: now, DueAt: now,
			}, notice{what, until})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("tell admins: %w", err)
	}
	n.Wake.Up()
	return nil
}

// reachable are the admins who can be written to; it is logged once who
// cannot.
func (n *Notices) reachable(ctx context.Context) (ids []int64, err error) {
	for _, id := range n.Admins {
		chat, err := n.Store.Chat(ctx, id)
		switch {
		case errors.Is(err, store.ErrNotFound):
			if _, known := n.unmet.LoadOrStore(id, true); !known {
				n.Log.Warn("an admin has never spoken to the bot and cannot be told", "user", id)
			}
		case err != nil:
			return nil, fmt.Errorf("read an admin's chat: %w", err)
		case chat.BlockedAt.IsZero():
			ids = append(ids, id)
		}
	}
	return ids, nil
}

// noticeText puts words to a notice.
func (c *turn) noticeText(e store.Event) (*outgoing, error) {
	var n notice
	if err := json.Unmarshal(e.Data, &n); err != nil {
		return nil, fmt.Errorf("%w: %w", errGarbled, err)
	}
	o := c.newMessage(c.t.T("notice."+string(n.Notice), texts.Args{"After": c.t.When(texts.After, n.Until, c.Now())}))
	return &o, nil
}

// Wake is the signal that something was written into the outbox, or that its
// time has come.
type Wake chan struct{}

// NewWake returns a signal that nobody has given yet.
func NewWake() Wake { return make(Wake, 1) }

// Up has the outbox looked at now. It never waits.
func (w Wake) Up() {
	select {
	case w <- struct{}{}:
	default:
	}
}
