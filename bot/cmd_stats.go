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

// pressStats shows a card's spending as a picture: "" or "VIEW".
func (c *turn) pressStats(l store.Link, args []string) error {
	view := byDays
	if len(args) > 0 {
		view = args[0]
	}
	if view != byDays && view != byMonths {
		return errStale
	}
	c.Show(telegram.UploadingPicture)
	v := c.newStatsView(l, view)
	rides, problem, err := v.read()
	if err != nil {
		return err
	}
	if problem != "" && rides.At.IsZero() {
		return c.say(c.inPlace(problem))
	}
	v.take(rides)
	o := c.inPlace(texts.Lines(v.caption(), problem), v.buttons()...)
	picture, err := c.draw(v)
	if err != nil {
		return err
	}
	o.File = &file{Name: "onay-" + l.Card.PAN.Last4() + ".png", Data: picture, Picture: true}
	return c.sayFile(o, o.Text)
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
