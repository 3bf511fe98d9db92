package bot

import (
	"slices"
	"strconv"
	"time"

	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/store"
)

// adminCommands are the operators' own. To everybody else there is no such
// command.
var adminCommands = map[string]handler{
	"pause":  (*turn).pause,
	"resume": (*turn).resume,
	"status": (*turn).status,
}

// adminCommand is the operators' command of a name; nil: there is none for
// this person.
func (c *turn) adminCommand(name string) handler {
	handle := adminCommands[name]
	if handle == nil || !slices.Contains(c.Admins, c.user.ID) {
		return nil
	}
	if c.chat.Kind != store.Private { // what it says is not for the others there
		return func(c *turn) error { return c.say(c.newMessage(c.t.T("admin.private", nil))) }
	}
	return handle
}

// adminHelp lists the operators' commands to an operator.
func (c *turn) adminHelp() texts.HTML {
	if c.chat.Kind != store.Private || c.adminCommand("status") == nil {
		return ""
	}
	return c.t.T("admin.help", nil)
}

// pauseFor is how long a pause is that names no end.
const pauseFor = time.Hour

// pause stops the sweep and the pushes: "", minutes, or a time of day.
func (c *turn) pause() error {
	until, ok := c.pauseEnd(c.text)
	if !ok {
		return c.say(c.newMessage(c.t.T("admin.pause_how", nil)))
	}
	if err := c.Watcher.Pause(c.ctx, until); err != nil {
		return err
	}
	return c.say(c.newMessage(c.t.T("admin.paused", texts.Args{"At": c.t.When(texts.At, until, c.Now())})))
}

func (c *turn) pauseEnd(text string) (time.Time, bool) {
	now := c.Now()
	if text == "" {
		return now.Add(pauseFor), true
	}
	if minutes, err := strconv.Atoi(text); err == nil {
		return now.Add(time.Duration(minutes) * time.Minute), minutes > 0 && minutes <= int(watch.MaxPause/time.Minute)
	}
	at, err := time.Parse("15:04", text)
	if err != nil {
		return time.Time{}, false
	}
	minutes := at.Hour()*60 + at.Minute()
	if until := c.clock(0, minutes); until.After(now) {
		return until, true
	}
	return c.clock(1, minutes), true
}

// resume ends a pause.
func (c *turn) resume() error {
	if c.Watcher.PausedUntil().IsZero() {
		return c.say(c.newMessage(c.t.T("admin.not_paused", nil)))
	}
	if err := c.Watcher.Resume(c.ctx); err != nil {
		return err
	}
	return c.say(c.newMessage(c.t.T("admin.resumed", nil)))
}
