package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"onaybot/bot/panics"
	"onaybot/bot/telegram"
	"onaybot/store"
)

// oddities is how many updates that cannot be used are logged, at once and a
// second: strangers can send as many as they like.
const oddities = 20

// staleAfter is the age from which a /balance waited in a backlog.
const staleAfter = time.Minute

// served are the kinds of chats that the bot is for.
var served = []string{store.Private, store.Group, store.Supergroup}

// verdict is what becomes of an incoming update.
type verdict int

const (
	kept     verdict = iota // it is written down, to be handled
	passed                  // it is not for the bot, or from a stranger
	unusable                // nothing can be made of it
	refused                 // it came too fast
)

// receive writes down what of a batch is to be handled, and wakes its chats.
// Of the rest nothing is kept.
func (b *Bot) receive(ctx context.Context, batch []telegram.Update, late bool) error {
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
		if count[v]++; v == kept {
			keep = append(keep, b.toInbox(u))
		}
	}
	saved, err := b.Store.SaveUpdates(ctx, keep, b.Now())
	if err != nil {
		return err
	}
	for _, u := range batch {
		if slices.Contains(saved.Repeated, u.ID) {
			b.endPress(u)
		}
	}
	b.Meter.Received(len(batch)-count[unusable], count[unusable], count[refused])
	b.dispatch.Wake(saved.Chats...)
	return nil
}

// judge tells what is to become of an update. What has waited at Telegram
// while the bot was away may be a night's; then it says nothing of how fast
// people ask.
func (b *Bot) judge(ctx context.Context, u telegram.Update, late bool) (v verdict, err error) {
	defer panics.Recover(b.Log, "intake", &err) // or one update could end the polling
	if u.ChatID == 0 {
		if b.odd.Allow() {
			b.Log.Warn("update passed over: it cannot be decoded or belongs to no chat", "update", u.ID)
		}
		return unusable, nil
	}
	if u.From == nil || !slices.Contains(served, u.ChatKind) || u.Bot && !movesChat(u.Message) {
		return passed, nil
	}
	if u.Member != 0 {
		b.Telegram.ForgetAdmin(u.ChatID, u.Member)
		return passed, nil
	}
	if admits, err := b.admit(ctx, u); err != nil || !admits {
		return passed, err
	}
	switch {
	case u.Place != nil, movesChat(u.Message):
		return kept, nil
	case u.Message != nil && !b.meantForUs(u):
		return passed, nil
	case late:
		return kept, nil
	}
	return b.throttled(u), nil
}

// admit tells whether the bot serves whom an update is from. A stranger to a
// private bot is told that it does not.
func (b *Bot) admit(ctx context.Context, u telegram.Update) (bool, error) {
	admits, err := b.admission.admits(ctx, u.ChatID, u.From.ID)
	switch {
	case err != nil:
		return false, err
	case admits && len(b.Allow) > 0 && u.Message != nil && u.Message.MovedTo != 0:
		return true, b.admission.followGroup(ctx, u.ChatID, u.Message.MovedTo)
	case !admits && (u.Press != nil || u.Message != nil && !u.Message.IsEdited() && b.meantForUs(u)):
		b.rejectStranger(u)
	}
	return admits, nil
}

// meantForUs tells whether a message speaks to the bot: in a group by a
// command of its own or by a reply.
func (b *Bot) meantForUs(u telegram.Update) bool {
	if u.ChatKind == store.Private {
		return true
	}
	name, mention, _, ok := commandOf(u.Message)
	_, forAll := b.commands[name]
	_, forOperators := b.operatorCommands[name]
	ours := mention != "" || forAll || forOperators && b.isOperator(u.From.ID)
	reply := u.Message.ReplyTo
	return reply.MessageID != 0 && reply.From == b.Telegram.ID() || ok && ours && b.addressed(mention)
}

// throttled refuses an update of somebody who asks too fast, and has them told
// so once. An edit may have asked for nothing.
func (b *Bot) throttled(u telegram.Update) verdict {
	askers := []asker{{id: u.Speaker()}}
	if u.ChatKind != store.Private {
		askers = append(askers, asker{id: u.ChatID, group: true})
	}
	empty := b.throttle.take(askers...)
	if empty == nil {
		return kept
	}
	if !empty.told && !u.Message.IsEdited() && b.reject(u, "limit.speed") {
		empty.told = true
		return refused
	}
	b.endPress(u)
	return refused
}

// movesChat tells a message that says what a group's id was or will be.
func movesChat(m *telegram.Said) bool { return m != nil && (m.MovedTo != 0 || m.MovedFrom != 0) }

// toInbox is an update as the inbox takes it. Of the repeats of /balance that
// a night's outage has left in a chat, one is answered for all.
func (b *Bot) toInbox(u telegram.Update) store.Update {
	saved := store.Update{ID: u.ID, ChatID: u.ChatID, Body: u.Body, Alike: b.alike(u)}
	if u.Message != nil && saved.Alike != "" {
		name, _, _, _ := commandOf(u.Message)
		saved.Stale = name == "balance" && b.Now().Sub(u.Message.At) >= staleAfter
	}
	return saved
}

// alike names what an update asks for, so that its repeats are known; "": it may change something, and is handled
// each time. See [store.Update].
func (b *Bot) alike(u telegram.Update) string {
	if u.Press != nil {
		verb, args, ok := b.signer.Verify(u.ChatID, u.Press.Data)
		if !ok || !b.buttons[verb].reads {
			return ""
		}
		return fmt.Sprint(u.Speaker(), " presses ", verb, " ", args, " under ", u.Press.Under)
	}
	if u.Message == nil || u.Message.IsEdited() {
		return ""
	}
	name, mention, rest, ok := commandOf(u.Message)
	if !ok || rest != "" || !b.commands[name].reads || !b.addressed(mention) {
		return ""
	}
	return fmt.Sprint(u.Speaker(), " says ", name)
}
