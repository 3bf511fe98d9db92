package chat

import (
	"context"
	"errors"
	"time"

	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/onayclient"
)

const (
	patience   = 10 * time.Second // how long a person waits for the cabinet
	atShutdown = 2 * time.Second  // the same, once the bot is to end
)

// ErrSlow says that the cabinet has not answered within a person's patience.
var ErrSlow = errors.New("the cabinet is slow")

// Patient bounds a question to the cabinet by a person's patience, and by
// their share of the day's requests. At shutdown the question is given up
// soon, so that the person is still answered.
func (r *Request) Patient() (context.Context, context.CancelFunc) {
	ctx, giveUp := context.WithCancelCause(watch.AsPerson(r.Ctx, r.PersonKey()))
	undo := context.AfterFunc(r.chats.ending, func() { giveUp(ErrSlow) })
	ctx, cancel := context.WithTimeoutCause(ctx, patience, ErrSlow)
	return ctx, func() {
		undo()
		cancel()
		giveUp(nil)
	}
}

// OrSlow is the error of a question that was asked with the context of
// [Request.Patient]: [ErrSlow] if that has run out.
func OrSlow(ctx context.Context, err error) error {
	if err != nil && errors.Is(context.Cause(ctx), ErrSlow) {
		return ErrSlow
	}
	return err
}

// Trouble says what is wrong with the cabinet. It blames neither the card nor
// the passenger.
func (w *Writer) Trouble(err error) texts.HTML {
	for _, t := range troubles {
		if errors.Is(err, t.err) {
			return w.T(t.key)
		}
	}
	var share *watch.ShareError
	switch {
	case errors.As(err, &share):
		return w.T("limit.share", texts.Args{"After": w.When(texts.After, share.Until)})
	case errors.Is(err, onayclient.ErrNotInAccount):
		return w.notInAccount(err)
	case errors.Is(err, onayclient.ErrBusy):
		return w.busy(err)
	case errors.Is(err, onayclient.ErrUnavailable):
		return w.down()
	}
	w.log.Error("cabinet", "err", err)
	return w.T("error.own")
}

// troubles are what a key says all about.
var troubles = []struct {
	err error
	key string
}{
	{onayclient.ErrNoCard, "trouble.no_card"},
	{onayclient.ErrNotTold, "trouble.not_told"},
	{onayclient.ErrBanned, "trouble.banned"},
	{onayclient.ErrChanged, "trouble.changed"},
	{onayclient.ErrNoLogin, "trouble.no_login"},
	{onayclient.ErrBadLogin, "trouble.bad_login"},
	{ErrSlow, "trouble.slow"},
}

func (w *Writer) notInAccount(err error) texts.HTML {
	var cities string
	var e *onayclient.Error
	if errors.As(err, &e) {
		cities = e.CitiesText()
	}
	return w.T("trouble.not_in_account", texts.Args{"Cities": cities})
}

func (w *Writer) busy(err error) texts.HTML {
	var e *onayclient.Error
	if errors.As(err, &e) && e.Until.After(w.Now()) {
		return w.T("trouble.busy_until", texts.Args{"After": w.When(texts.After, e.Until)})
	}
	return w.T("trouble.busy")
}

func (w *Writer) down() texts.HTML {
	since := w.downSince()
	if since.IsZero() {
		since = w.Now()
	}
	return w.T("trouble.down", texts.Args{"Since": w.When(texts.Since, since)})
}
