package bot

import (
	"context"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"onaybot/bot/panics"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/store"
)

const (
	strangerRest  = time.Hour // until a stranger is told again that the bot is private
	keepStrangers = 10_000
	waitToBeTold  = 64 // of those whose updates are rejected; more are not told
)

// rejections are what is said to those whose updates are not handled: strangers
// to a private bot, and people who ask too fast. Nothing of that is written
// down.
type rejections struct {
	queue chan rejection
	now   func() time.Time
	told  *lru.Cache[int64, time.Time] // when a stranger was told, by person
}

// rejection is an update that is not handled, and the key of why.
type rejection struct {
	update telegram.Update
	key    string // "": nothing is said, but a pressed button waits no longer
}

func newRejections(now func() time.Time) *rejections {
	told, _ := lru.New[int64, time.Time](keepStrangers) // fails on sizes below 1
	return &rejections{queue: make(chan rejection, waitToBeTold), now: now, told: told}
}

// stranger has a stranger told that the bot is private, once in a while.
func (r *rejections) stranger(u telegram.Update) {
	last, _ := r.told.Get(u.From.ID)
	now := r.now()
	if now.Sub(last).Abs() < strangerRest {
		return
	}
	if r.add(rejection{u, "access.private"}) {
		r.told.Add(u.From.ID, now)
	}
}

// add has somebody told; false: too many wait already. It never waits.
func (r *rejections) add(why rejection) bool {
	select {
	case r.queue <- why:
		return true
	default:
		return false
	}
}

// tellRejected tells those whose updates are rejected, until ctx ends.
func (b *Bot) tellRejected(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case why := <-b.rejections.queue:
			b.reject(ctx, why)
		}
	}
}

// reject says why an update is rejected, in the language of the chat where
// that is known.
func (b *Bot) reject(ctx context.Context, why rejection) {
	var panicked error // which is logged
	defer panics.Recover(b.Log, "rejections", &panicked)
	u := why.update
	c, err := b.Store.Chat(ctx, u.ChatID)
	if err != nil {
		c = store.Chat{ID: u.ChatID, Kind: u.ChatKind, Lang: string(texts.Match(u.From.Language))}
	}
	r := b.chats.Request(ctx, u, c)
	switch {
	case why.key == "":
		r.Toast("")
		return
	case u.Press != nil:
		r.Alert(r.W.Plain(why.key))
		return
	}
	if err := b.Telegram.SendOnce(ctx, r.W.Message(r.W.T(why.key))); err != nil {
		b.Log.Info("not told of a rejection", "why", why.key, "err", err)
	}
}
