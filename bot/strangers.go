package bot

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"time"

	"onaybot/bot/panics"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/store"
)

const (
	strangerRest = time.Hour // until a stranger is told again that the bot is private
	strangersMax = 10_000    // of them remembered
	doorQueue    = 64        // of them waiting to be told; more are not
)

// door is where those whose updates are not handled are told so: strangers to
// a private bot, and people who ask too fast. Nothing of that is written down;
// which strangers have been told is known for an hour.
type door struct {
	queue chan word
	now   func() time.Time

	mu   sync.Mutex
	told map[int64]time.Time // by person
}

// word is what is said to an update at the door.
type word struct {
	to  telegram.Update
	key string
}

func newDoor(now func() time.Time) *door {
	return &door{queue: make(chan word, doorQueue), now: now, told: map[int64]time.Time{}}
}

// knock queues a stranger to be told, once in a while. It never waits.
func (d *door) knock(u telegram.Update) {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := d.now()
	if age := now.Sub(d.told[u.From.ID]); age >= 0 && age < strangerRest {
		return
	}
	if len(d.told) >= strangersMax {
		clear(d.told)
	}
	if d.say(word{u, "access.private"}) {
		d.told[u.From.ID] = now
	}
}

// say queues a word; false: too many wait already. It never waits.
func (d *door) say(w word) bool {
	select {
	case d.queue <- w:
		return true
	default:
		return false
	}
}

// keepDoor says what is to be said at the door until ctx ends.
func (b *Bot) keepDoor(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case w := <-b.door.queue:
			b.turnAway(ctx, w)
		}
	}
}

// turnAway says a word at the door, in the language of the chat where that is
// known.
func (b *Bot) turnAway(ctx context.Context, w word) {
	var panicked error // which is logged
	defer panics.Recover(b.Log, "door", &panicked)
	known, err := b.Store.Chat(ctx, w.to.ChatID)
	if err != nil {
		known = store.Chat{ID: w.to.ChatID, Kind: w.to.ChatKind, Lang: string(texts.Match(w.to.From.Language))}
	}
	r := b.chats.Request(ctx, w.to, known)
	if w.to.Press != nil {
		r.Alert(r.W.Plain(w.key))
		return
	}
	if err := b.Telegram.SendOnce(ctx, r.W.Message(r.W.T(w.key))); err != nil {
		b.Log.Info("not told at the door", "what", w.key, "err", err)
	}
}

// welcomes tells whether an update may be written down: it is nobody's whom a
// private bot does not know. Such a stranger is told.
func (b *Bot) welcomes(ctx context.Context, u telegram.Update) (bool, error) {
	if len(b.Allow) == 0 {
		return true, nil
	}
	admitted, err := b.admitted(ctx, u.ChatID, u.From.ID)
	switch {
	case err != nil:
		return false, err
	case admitted && u.Message != nil && u.Message.MovedTo != 0:
		return true, b.followGroup(ctx, u.ChatID, u.Message.MovedTo)
	case !admitted && (u.Press != nil || u.Message != nil && b.meantForUs(u)):
		b.door.knock(u)
	}
	return admitted, nil
}

// meantForUs tells whether a message speaks to the bot: in a group by a
// command of its own or by a reply.
func (b *Bot) meantForUs(u telegram.Update) bool {
	if u.ChatKind == store.Private {
		return true
	}
	name, mention, _, ok := parseCommand(u.Message.Text)
	_, forAll := b.commands[name]
	_, forOperators := b.operatorCommands[name]
	ours := mention != "" || forAll || forOperators && b.isOperator(u.From.ID)
	reply := u.Message.ReplyTo
	return reply.MessageID != 0 && reply.From == b.Telegram.ID() || ok && ours && b.addressed(mention)
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

// wasGroup is the listed group that a supergroup was before; 0: none is known.
func (b *Bot) wasGroup(ctx context.Context, id int64) (int64, error) {
	text, err := b.Store.Get(ctx, groupFact(id))
	if err != nil || text == "" {
		return 0, err
	}
	return strconv.ParseInt(text, 10, 64)
}

// admitted is [Bot.admits] that knows a listed group by its new id too.
func (b *Bot) admitted(ctx context.Context, chatID, userID int64) (bool, error) {
	if b.admits(chatID, userID) || chatID > 0 {
		return b.admits(chatID, userID), nil
	}
	was, err := b.wasGroup(ctx, chatID)
	return err == nil && was != 0 && b.admits(was, userID), err
}
