package bot

import (
	"fmt"
	"time"

	"onaybot/bot/telegram"
	"onaybot/store"
)

// staleAfter is the age from which a /balance waited in a backlog.
const staleAfter = time.Minute

// toInbox is an update as the inbox takes it. Of the repeats of /balance that
// a night's outage has left in a chat, one is answered for all.
func (b *Bot) toInbox(u telegram.Update) store.Update {
	saved := store.Update{ID: u.ID, ChatID: u.ChatID, Body: u.Body, Alike: b.alike(u)}
	if u.Message != nil && saved.Alike != "" {
		name, _, _, _ := parseCommand(u.Message.Text)
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
		return fmt.Sprint(u.From.ID, " presses ", verb, " ", args, " under ", u.Press.Under)
	}
	if u.Message == nil {
		return ""
	}
	name, mention, rest, ok := parseCommand(u.Message.Text)
	if !ok || rest != "" || !b.commands[name].reads || !b.addressed(mention) {
		return ""
	}
	return fmt.Sprint(u.From.ID, " says ", name)
}
