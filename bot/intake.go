package bot

import (
	"context"
	"errors"

	"github.com/go-telegram/bot/models"
	"golang.org/x/time/rate"

	"onaybot/bot/panics"
	"onaybot/store"
)

// pollBatch is how many updates Telegram hands over at most; fewer are all
// there were.
const pollBatch = 100

// oddities is how many updates that cannot be used are logged, at once and a
// second: strangers can send as many as they like.
const oddities = 20

// incoming is an update as Telegram handed it over.
type incoming struct {
	store.Update
	what *models.Update // nil: it cannot be decoded, or belongs to no chat
}

// verdict is what becomes of an incoming update.
type verdict int

const (
	handled  verdict = iota // it is written down, to be handled
	passed                  // it is not for the bot, or from a stranger
	unusable                // nothing can be made of it
	refused                 // it came too fast
)

// receive writes down what of a batch is to be handled, and wakes its chats.
// Of the rest nothing is kept.
func (b *Bot) receive(ctx context.Context, batch []incoming) error {
	late := b.polls.late(len(batch))
	keep := make([]store.Update, 0, len(batch))
	var count [refused + 1]int
	for _, u := range batch {
		v, err := b.judge(ctx, u, late)
		if errors.Is(err, panics.ErrPanic) {
			v, err = unusable, nil
		}
		if err != nil {
			return err
		}
		if count[v]++; v == handled {
			keep = append(keep, u.Update)
		}
	}
	chats, err := b.Store.SaveUpdates(ctx, keep, b.Now())
	if err != nil {
		return err
	}
	b.Meter.Received(len(batch)-count[unusable], count[unusable], count[refused])
	b.dispatch.wake(chats...)
	return nil
}

// judge tells what is to become of an update. What has waited at Telegram
// while the bot was away may be a night's; then it says nothing of how fast
// people ask.
func (b *Bot) judge(ctx context.Context, u incoming, late bool) (v verdict, err error) {
	defer panics.Recover(b.Log, "intake", &err) // or one update could end the polling
	if u.what == nil {
		if b.odd.Allow() {
			b.Log.Warn("update passed over: it cannot be decoded or belongs to no chat", "update", u.ID)
		}
		return unusable, nil
	}
	chat, user := chatOf(u.what)
	if user == nil {
		return passed, nil
	}
	if welcome, err := b.welcomes(ctx, u.what, chat, user); err != nil || !welcome {
		return passed, err
	}
	switch {
	case u.what.MyChatMember != nil, movesChat(u.what.Message):
		return handled, nil
	case u.what.Message != nil && !b.meantForUs(u.what.Message):
		return passed, nil
	case late:
		return handled, nil
	}
	return b.hold(u.what, chat, user), nil
}

// hold refuses an update of somebody who asks too fast, and has them told so.
func (b *Bot) hold(u *models.Update, chat models.Chat, user *models.User) verdict {
	buckets := []int64{user.ID}
	if chat.ID != user.ID {
		buckets = append(buckets, chat.ID)
	}
	empty := b.throttle.take(buckets...)
	if empty == 0 {
		return handled
	}
	b.throttle.tell(empty, func() bool { return b.door.say(word{u, "limit.speed"}) })
	return refused
}

// movesChat tells a message that says what a group's id was or will be.
func movesChat(m *models.Message) bool {
	return m != nil && (m.MigrateToChatID != 0 || m.MigrateFromChatID != 0)
}

func newOddities() *rate.Limiter { return rate.NewLimiter(1, oddities) }
