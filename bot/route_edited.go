package bot

import (
	"errors"
	"strings"
	"time"

	"onaybot/bot/cards"
	"onaybot/bot/chat"
	"onaybot/store"
)

// mendWithin is how long after it was written a message may be mended. Telegram
// tells of later changes too, and of some that nobody made.
const mendWithin = time.Hour

// routeEdited handles a message that was changed: one that holds a card's number
// now, or that answers the open question. To any other nothing is said.
func (b *Bot) routeEdited(r *chat.Request) error {
	if after := r.Message.Edited.Sub(r.Message.At); after < 0 || after > mendWithin {
		return nil
	}
	r.Text = strings.TrimSpace(r.Message.Text)
	name, mention, rest, command := commandOf(r.Message)
	switch {
	case command && name == "add" && b.meansNumber(rest, ""):
		return b.routeCommand(r, name, mention, rest)
	case command, r.Text == "":
		return nil
	}
	private := r.W.Chat.Kind == store.Private
	d, err := b.Store.Dialog(r.Ctx, r.W.Chat.ID, r.Person.ID, b.Now())
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	answers := r.Message.ID > d.AskedBy // the open question, if there is one
	replaces := answers && d.Step == cards.AskReplacement
	if private && !replaces && b.meansNumber(r.Text, d.Step) {
		return b.cards.TypedNumber(r, chat.Call{})
	}
	if to, ok := b.questions[d.Step]; ok && (private || r.AnswersBot()) && answers {
		return b.routeAnswer(r, to, d)
	}
	return nil
}
