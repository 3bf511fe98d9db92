package bot

import (
	"time"

	"onaybot/store"
)

// Meter is told what a bot does, to count it. Its methods return at once.
type Meter interface {
	// Received tells of updates that came, of those that cannot be used, and of
	// those among the first that came too fast to be handled.
	Received(updates, unusable, refused int)
	// Handled tells of an update that is done; not ok: it was abandoned.
	Handled(ok bool)
	// Answered tells how long after its receiving an update was answered.
	Answered(after time.Duration)
	// Sent tells of an answer that was sent without the outbox.
	Sent(kind store.EventKind)
}

type noMeter struct{}

func (noMeter) Received(int, int, int) {}
func (noMeter) Handled(bool)           {}
func (noMeter) Answered(time.Duration) {}
func (noMeter) Sent(store.EventKind)   {}

// send sends a message of the turn, once.
func (c *turn) send(o outgoing) (int, error) {
	id, err := c.Telegram.Send(c.ctx, o)
	if err == nil {
		c.noteSaid()
		c.Meter.Sent(store.EventReply)
	}
	return id, err
}

func (c *turn) noteSaid() {
	if c.saidAt.IsZero() {
		c.saidAt = c.Now()
	}
}

// count counts the update of the turn, and how long its first answer took.
// One that waits in the outbox is counted when it is written there.
func (c *turn) count(u store.Update, fault error) {
	c.Meter.Handled(fault == nil)
	if fault == nil && !c.saidAt.IsZero() {
		c.Meter.Answered(c.saidAt.Sub(u.ReceivedAt))
	}
}
