package operator

import (
	"strconv"
	"time"

	"onaybot/bot/chat"
	"onaybot/bot/texts"
	"onaybot/bot/watch"
)

// pauseFor is how long a pause is that names no end.
const pauseFor = time.Hour

// Pause is the commands that stop the sweep and the pushes, and begin them
// again.
type Pause struct{ Watcher *watch.Watcher }

// Begin answers /pause: with nothing after it, with minutes, or with a time of
// day.
func (p *Pause) Begin(r *chat.Request, _ chat.Call) error {
	until, ok := pauseEnd(r.W, r.Text)
	if !ok {
		return r.Reply(r.W.Message(r.W.T("admin.pause_how")))
	}
	if err := p.Watcher.Pause(r.Ctx, until); err != nil {
		return err
	}
	return r.Reply(r.W.Message(r.W.T("admin.paused", texts.Args{"At": r.W.When(texts.At, until)})))
}

func pauseEnd(w *chat.Writer, text string) (time.Time, bool) {
	now := w.Now()
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
	if until := w.InDays(0, minutes); until.After(now) {
		return until, true
	}
	return w.InDays(1, minutes), true
}

// End answers /resume.
func (p *Pause) End(r *chat.Request, _ chat.Call) error {
	if p.Watcher.PausedUntil().IsZero() {
		return r.Reply(r.W.Message(r.W.T("admin.not_paused")))
	}
	if err := p.Watcher.Resume(r.Ctx); err != nil {
		return err
	}
	return r.Reply(r.W.Message(r.W.T("admin.resumed")))
}
