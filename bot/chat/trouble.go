package chat

import (
	"context"
	"errors"
	"time"

	"onaybot/bot/texts"
	"onaybot/onayclient"
)

const (
	patience   = 10 * time.Second // how long a person waits for the cabinet
	atShutdown = 2 * time.Second  // the same, once the bot is to end
)

// ErrSlow says that the cabinet has not answered within a person's patience.
var ErrSlow = errors.New("the cabinet is slow")

// Patient bounds a question to the cabinet by a person's patience. At shutdown
// the question is given up soon, so that the person is still answered.
func (r *Request) Patient() (context.Context, context.CancelFunc) {
	ctx, stop := context.WithCancelCause(r.Ctx)
	timer := time.AfterFunc(patience, func() { stop(ErrSlow) })
	r.chats.beside.Go(func() {
		select {
		case <-r.chats.stopping:
			timer.Reset(atShutdown)
		case <-ctx.Done():
		}
	})
	return ctx, func() {
		timer.Stop()
		stop(nil)
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
	if key := troubleKey(err); key != "" {
		return w.T(key)
	}
	switch {
	case errors.Is(err, onayclient.ErrBusy):
		return w.busy(err)
	case errors.Is(err, onayclient.ErrUnavailable):
		return w.down()
	}
	w.log.Error("cabinet", "err", err)
	return w.T("error.own")
}

func troubleKey(err error) string {
	switch {
	case errors.Is(err, onayclient.ErrNoCard):
		return "trouble.no_card"
	case errors.Is(err, onayclient.ErrNotTold):
		return "trouble.not_told"
	case errors.Is(err, onayclient.ErrNotInAccount):
		return "trouble.not_in_account"
	case errors.Is(err, onayclient.ErrBanned):
		return "trouble.banned"
	case errors.Is(err, onayclient.ErrChanged):
		return "trouble.changed"
	case errors.Is(err, onayclient.ErrNoLogin):
		return "trouble.no_login"
	case errors.Is(err, onayclient.ErrBadLogin):
		return "trouble.bad_login"
	case errors.Is(err, ErrSlow):
		return "trouble.slow"
	}
	return ""
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
