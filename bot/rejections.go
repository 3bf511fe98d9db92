package bot

import (
	"context"
	"time"

	"onaybot/bot/panics"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/store"
)

const (
	strangerRest  = time.Hour // until a stranger is told again that the bot is private
	keepStrangers = 10_000
	waitToBeTold  = 64   // of those whose updates are rejected; more are not told
	waitToEnd     = 4096 // presses that are answered without a word; more spin on
	endersAtOnce  = 4
)

// rejection is an update that is not handled, and the key of why. Nothing of it
// is written down.
type rejection struct {
	update telegram.Update
	key    string
}

// reject has somebody told why their update is not handled; false: too many
// wait already. It never waits.
func (b *Bot) reject(u telegram.Update, key string) bool {
	select {
	case b.rejected <- rejection{u, key}:
		return true
	default:
		return false
	}
}

// rejectStranger has a stranger told that the bot is private, once in a while.
func (b *Bot) rejectStranger(u telegram.Update) {
	who := u.Speaker()
	last, _ := b.strangers.Get(who)
	if b.Now().Sub(last).Abs() >= strangerRest && b.reject(u, "access.private") {
		b.strangers.Add(who, b.Now())
		return
	}
	b.endPress(u)
}

// endPress has the button of a press that is not handled wait no longer, with
// nothing said. It never waits.
func (b *Bot) endPress(u telegram.Update) {
	if u.Press == nil {
		return
	}
	select {
	case b.pressed <- u.Press.ID:
	default:
	}
}

// endPresses answers the presses of [Bot.endPress], until ctx ends.
func (b *Bot) endPresses(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case id := <-b.pressed:
			b.Telegram.AnswerPress(ctx, id, "", false)
		}
	}
}

// tellRejected tells those whose updates are rejected, until ctx ends.
func (b *Bot) tellRejected(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case why := <-b.rejected:
			b.tellWhy(ctx, why)
		}
	}
}

// tellWhy says why an update is rejected, in the language of the chat where
// that is known.
func (b *Bot) tellWhy(ctx context.Context, why rejection) {
	var panicked error // which is logged
	defer panics.Recover(b.Log, "rejections", &panicked)
	u := why.update
	c, err := b.Store.Chat(ctx, u.ChatID)
	if err != nil {
		c = store.Chat{ID: u.ChatID, Kind: u.ChatKind, Lang: string(texts.Match(u.From.Language))}
	}
	r := b.chats.Request(ctx, u, c)
	if u.Press != nil {
		r.Alert(r.W.Plain(why.key))
		return
	}
	if err := b.Telegram.SendOnce(ctx, r.W.Message(r.W.T(why.key))); err != nil {
		b.Log.Info("not told of a rejection", "why", why.key, "err", err)
	}
}
