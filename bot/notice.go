package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"onaybot/bot/outbox"
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
	Outbox *outbox.Outbox
	Admins []int64 // Telegram users
}

// Tell has those of the admins told who have spoken to the bot; Telegram lets
// it write to nobody else.
func (n *Notices) Tell(ctx context.Context, what Notice, until time.Time) error {
	return n.Outbox.Notify(ctx, n.Admins, store.EventNotice, notice{what, until})
}

// noticeText puts words to a notice.
func (c *turn) noticeText(e store.Event) (*outgoing, error) {
	var n notice
	if err := json.Unmarshal(e.Data, &n); err != nil {
		return nil, fmt.Errorf("%w: %w", outbox.ErrGarbled, err)
	}
	o := c.newMessage(c.t.T("notice."+string(n.Notice), texts.Args{"After": c.t.When(texts.After, n.Until, c.Now())}))
	return &o, nil
}
