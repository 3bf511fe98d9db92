package bot

import (
	"fmt"

	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/store"
)

// The views of /stats.
const (
	byDays   = "day"
	byMonths = "month"
)

const (
	statsDays   = 30
	statsMonths = 12
	drawAtOnce  = 2 // pictures, each of which takes some 10 MB while it is drawn

)

// stats shows a card's spending as a picture; with several cards it asks
// which.
func (c *turn) stats() error { return c.ridesOf("stats", "stats.choose", c.showStats(byDays)) }

// pressStats is "" (as /stats), "ID", or "ID VIEW".
func (c *turn) pressStats(args []string) error {
	view := byDays
	switch {
	case len(args) == 0:
		return c.stats()
	case len(args) > 1:
		view = args[1]
	}
	if view != byDays && view != byMonths {
		return errStale
	}
	return c.pressRidesOf(args, c.showStats(view))
}

func (c *turn) showStats(view string) func(store.Link, int) error {
	return func(l store.Link, edit int) error {
		c.Telegram.Show(c.ctx, c.chat.ID, c.threadID, telegram.UploadingPicture)
		v := c.newStatsView(l, view)
		rides, problem, err := v.read()
		if err != nil {
			return err
		}
		if problem != "" && rides.At.IsZero() {
			o := c.newMessage(problem)
			o.Edit = edit
			return c.say(o)
		}
		v.take(rides)
		o := c.newMessage(texts.Lines(v.caption(), problem), v.buttons()...)
		picture, err := c.draw(v)
		if err != nil {
			return err
		}
		o.Edit, o.File = edit, &file{Name: "onay-" + l.Card.PAN.Last4() + ".png", Data: picture, Picture: true}
		return c.sayFile(o, o.Text)
	}
}

// draw makes the picture, a few at a time over all chats.
func (c *turn) draw(v *statsView) ([]byte, error) {
	select {
	case c.drawing <- struct{}{}:
		defer func() { <-c.drawing }()
	case <-c.ctx.Done():
		return nil, fmt.Errorf("draw statistics: %w", c.ctx.Err())
	}
	png, err := v.picture().PNG()
	if err != nil {
		return nil, fmt.Errorf("draw statistics: %w", err)
	}
	return png, nil
}
