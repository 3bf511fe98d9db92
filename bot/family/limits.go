package family

import (
	"strconv"

	"onaybot/bot/chat"
	"onaybot/onayclient"
	"onaybot/store"
)

// What keeps rides from being guessed. It is kept when a card is unlinked and
// when a chat is forgotten.
const (
	wrongAnswers     = 5  // of a chat about a card, then a day's rest
	wrongAnswersADay = 20 // about a card, of all chats that have followed it for as long or longer
)

// mayAnswer returns a [*chat.Limit] while no answers about a card are taken:
// of the request's chat, or of any chat without proof that does not follow the
// card for longer than those that answer wrong.
func mayAnswer(r *chat.Request, db store.Queries, l store.Link) error {
	if err := r.MaySpend(db, denials(r, r.W.Chat.ID, l.Card.PAN), "proof.rest"); err != nil {
		return err
	}
	if err := r.MaySpend(db, wrongHere(r, l.Card.PAN), "proof.stopped"); err != nil {
		return err
	}
	since := r.W.Now().Add(-day)
	last, err := db.WrongAnswer(r.Ctx, r.CardKey(l.Card.PAN), wrongAnswersADay-1, l.Since, since)
	if err != nil || last.IsZero() {
		return err
	}
	return &chat.Limit{Key: "proof.stopped", Until: last.Add(day)}
}

// wrongHere counts the wrong answers of the request's chat about a card.
func wrongHere(r *chat.Request, pan onayclient.PAN) store.Quota {
	return store.Quota{Kind: "wrong", Key: r.ChatKey() + " " + r.CardKey(pan), Max: wrongAnswers, For: day, Slow: true}
}

// denials has a chat that was denied approval rest for a day, so that nobody
// can be pressed with requests.
func denials(r *chat.Request, chatID int64, pan onayclient.PAN) store.Quota {
	return store.Quota{Kind: "refused", Key: r.KeyOf(chatID) + " " + r.CardKey(pan), Max: 1, For: day}
}

// refusals keeps for a day that a chat has refused a newcomer.
func refusals(r *chat.Request, newcomer int64) store.Quota {
	return store.Quota{Kind: "refusal", Key: r.ChatKey() + " " + strconv.FormatInt(newcomer, 10), Max: 1, For: day}
}

// toldOfAttempts counts how often a link's chat is told that somebody tries.
func toldOfAttempts(linkID int64) store.Quota {
	return store.Quota{Kind: "heard", Key: strconv.FormatInt(linkID, 10), Max: 1, For: day}
}
