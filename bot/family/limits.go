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
	wrongAnswersADay = 20 // about a card, over all chats
)

// mayAnswer returns a [*chat.Limit] while no answers about a card are taken:
// of the request's chat, or of any chat without proof.
func mayAnswer(r *chat.Request, db store.Queries, l store.Link) error {
	if err := r.MaySpend(db, denials(r, r.W.Chat.ID, l.Card.PAN), "proof.rest"); err != nil {
		return err
	}
	if err := r.MaySpend(db, wrongHere(r, l.Card.PAN), "proof.stopped"); err != nil {
		return err
	}
	return r.MaySpend(db, wrongAnywhere(r, l.Card.PAN), "proof.stopped")
}

// wrongHere counts the wrong answers of the request's chat about a card.
func wrongHere(r *chat.Request, pan onayclient.PAN) store.Quota {
	return store.Quota{Kind: "wrong", Key: r.ChatKey() + " " + r.CardKey(pan), Max: wrongAnswers, For: day, Slow: true}
}

// wrongAnywhere counts the wrong answers of all chats about a card.
func wrongAnywhere(r *chat.Request, pan onayclient.PAN) store.Quota {
	return store.Quota{Kind: "wrong", Key: r.CardKey(pan), Max: wrongAnswersADay, For: day}
}

// denials has a chat that was denied approval rest for a day, so that nobody
// can be pressed with requests.
func denials(r *chat.Request, chatID int64, pan onayclient.PAN) store.Quota {
	return store.Quota{Kind: "refused", Key: r.KeyOf(chatID) + " " + r.CardKey(pan), Max: 1, For: day}
}

// toldOfAttempts counts how often a link's chat is told that somebody tries.
func toldOfAttempts(linkID int64) store.Quota {
	return store.Quota{Kind: "heard", Key: strconv.FormatInt(linkID, 10), Max: 1, For: day}
}
