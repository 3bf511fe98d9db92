package chat

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"onaybot/bot/texts"
	"onaybot/onayclient"
	"onaybot/store"
)

// Limit says that a limit is reached. Its text is under the key, and says when
// the limit is over.
type Limit struct {
	Key   string
	Until time.Time
}

func (e *Limit) Error() string { return "limit reached: " + e.Key }

// OrLimit tells the person of the limit that is reached, where an error is a
// [*Limit]. Then it ends the question, since an answer would be of no use.
func (r *Request) OrLimit(err error) error {
	var e *Limit
	if !errors.As(err, &e) {
		return err
	}
	return r.Conclude(r.W.Message(e.text(r.W)))
}

// LimitText is what [Request.OrLimit] says of an error; "": it is no [*Limit].
func (w *Writer) LimitText(err error) texts.HTML {
	var e *Limit
	if !errors.As(err, &e) {
		return ""
	}
	return e.text(w)
}

func (e *Limit) text(w *Writer) texts.HTML {
	return w.T(e.Key, texts.Args{"After": w.When(texts.After, e.Until)})
}

// Spend counts a quota down. The error is a [*Limit] with the key when it is
// used up.
func (r *Request) Spend(tx *store.Tx, q store.Quota, key string) error {
	_, err := tx.Spend(r.Ctx, q, r.now())
	if !errors.Is(err, store.ErrFull) {
		return err
	}
	return r.MaySpend(tx.Queries, q, key)
}

// MaySpend returns a [*Limit] with the key while a quota is used up.
func (r *Request) MaySpend(db store.Queries, q store.Quota, key string) error {
	until, err := db.UsedUp(r.Ctx, q, r.now())
	if err != nil || until.IsZero() {
		return err
	}
	return &Limit{key, until}
}

// CardKey names a card in what is counted.
func (r *Request) CardKey(pan onayclient.PAN) string { return r.hide("card " + pan.Digits()) }

// ChatKey names the chat in what is counted.
func (r *Request) ChatKey() string { return r.KeyOf(r.W.Chat.ID) }

// KeyOf names whatever chat in what is counted.
func (r *Request) KeyOf(chatID int64) string { return r.chats.c.Telegram.Signer().HideChat(chatID) }

// Secret is what nobody can guess, and the same whenever the request is handled
// again, so that it need not be stored: 22 letters, digits, _ and -.
func (r *Request) Secret() string {
	of := fmt.Sprint("message ", r.W.Chat.ID, " ", r.under())
	if r.Press != nil {
		of = "press " + r.Press.ID
	}
	return r.chats.c.Telegram.Signer().Secret(of)
}

// PersonKey names the person in what is counted. Whoever speaks in the name of
// a chat counts as that chat, whose count follows it when its id changes.
func (r *Request) PersonKey() string {
	if r.speaker < 0 {
		return r.KeyOf(r.speaker) + " "
	}
	return r.hide("person " + strconv.FormatInt(r.speaker, 10))
}

func (r *Request) hide(what string) string { return r.chats.c.Telegram.Signer().Hide(what) }
