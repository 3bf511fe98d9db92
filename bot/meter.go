package bot

import (
	"time"

	"onaybot/bot/chat"
)

// Meter is told what a bot does, to count it. Its methods return at once.
type Meter interface {
	// Received tells how many updates came that can be used, how many that
	// cannot, and how many of the first came too fast.
	Received(updates, unusable, refused int)
	// Handled tells of an update that is done; not ok: it was abandoned.
	Handled(ok bool)
	// Answered tells how long after its receiving an update was answered.
	Answered(after time.Duration)
}

type noMeter struct{}

func (noMeter) Received(int, int, int) {}
func (noMeter) Handled(bool)           {}
func (noMeter) Answered(time.Duration) {}

// count counts an update, and how long its first answer took.
func (b *Bot) count(r *chat.Request, received time.Time, fault error) {
	b.Meter.Handled(fault == nil)
	if fault == nil && r != nil && !r.SaidAt().IsZero() {
		b.Meter.Answered(r.SaidAt().Sub(received))
	}
}
