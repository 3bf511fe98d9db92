package bot

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/go-telegram/bot/models"

	"onaybot/bot/texts"
	"onaybot/store"
)

const (
	strangerRest = time.Hour // until a stranger is told again that the bot is private
	strangersMax = 10_000    // of them remembered
	doorQueue    = 64        // of them waiting to be told; more are not
)

// door is where strangers to a private bot are told so. Nothing of them is
// written down; who has been told is known for an hour.
type door struct {
	queue chan *models.Update
	now   func() time.Time

	mu   sync.Mutex
	told map[int64]time.Time // by person
}

func newDoor(now func() time.Time) *door {
	return &door{queue: make(chan *models.Update, doorQueue), now: now, told: map[int64]time.Time{}}
}

// knock queues a stranger to be told, once in a while. It never waits.
func (d *door) knock(u *models.Update, userID int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := d.now()
	if age := now.Sub(d.told[userID]); age >= 0 && age < strangerRest {
		return
	}
	if len(d.told) >= strangersMax {
		clear(d.told)
	}
	select {
	case d.queue <- u:
		d.told[userID] = now
	default:
	}
}

// keepDoor tells strangers that the bot is private until ctx ends.
func (b *Bot) keepDoor(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case u := <-b.door.queue:
			b.turnAway(ctx, u)
		}
	}
}

// turnAway tells a stranger in one sentence that the bot is private.
func (b *Bot) turnAway(ctx context.Context, u *models.Update) {
	chat, user := chatOf(u)
	text := b.Texts.In(texts.Match(user.LanguageCode))
	if u.CallbackQuery != nil {
		b.sender.answer(ctx, u.CallbackQuery.ID, text.Plain("access.private", nil), true)
		return
	}
	o := outgoing{ChatID: chat.ID, Text: text.T("access.private", nil)}
	if _, err := b.sender.attempt(ctx, store.Chat{ID: chat.ID, Kind: string(chat.Type)}, o); err != nil {
		b.Log.Info("stranger not answered", "err", err)
	}
}

// sift takes the bodies of strangers' updates out of a batch, so that they
// are never written down, and has the strangers told.
func (b *Bot) sift(ctx context.Context, batch []store.Update) error {
	if len(b.Allow) == 0 {
		return nil
	}
	for i, raw := range batch {
		u, err := decode(raw.Body)
		if err != nil {
			continue
		}
		chat, user := chatOf(u)
		if user == nil {
			continue
		}
		admitted, err := b.admitted(ctx, chat.ID, user.ID)
		switch {
		case err != nil:
			return err
		case admitted && u.Message != nil && u.Message.MigrateToChatID != 0:
			if err := b.followGroup(ctx, chat.ID, u.Message.MigrateToChatID); err != nil {
				return err
			}
		case !admitted:
			batch[i] = store.Update{ID: raw.ID}
			if u.CallbackQuery != nil || u.Message != nil && b.meantForUs(u.Message) {
				b.door.knock(u, user.ID)
			}
		}
	}
	return nil
}

// meantForUs tells whether a message speaks to the bot: in a group by a
// command of its own or by a reply.
func (b *Bot) meantForUs(m *models.Message) bool {
	if string(m.Chat.Type) == store.Private {
		return true
	}
	c := &turn{Bot: b, message: m}
	name, mention, _, ok := parseCommand(m.Text)
	return c.answersUs() || ok && c.addressed(mention) && (mention != "" || commands[name] != nil)
}

// groupFact names what a supergroup was before. It is the operator's list in
// other words, and outlives a /forget.
func groupFact(id int64) string { return "access.group " + strconv.FormatInt(id, 10) }

// followGroup lets a listed group in under the id it gets as a supergroup.
func (b *Bot) followGroup(ctx context.Context, from, to int64) error {
	if err := b.Store.Set(ctx, groupFact(to), strconv.FormatInt(from, 10)); err != nil {
		return fmt.Errorf("follow group: %w", err)
	}
	return nil
}

// admitted is [Bot.admits] that knows a listed group by its new id too.
func (b *Bot) admitted(ctx context.Context, chatID, userID int64) (bool, error) {
	if b.admits(chatID, userID) || chatID > 0 {
		return b.admits(chatID, userID), nil
	}
	text, err := b.Store.Get(ctx, groupFact(chatID))
	if err != nil || text == "" {
		return false, err
	}
	was, err := strconv.ParseInt(text, 10, 64)
	return err == nil && b.admits(was, userID), err
}
