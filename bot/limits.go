package bot

import (
	"strconv"
	"time"

	"onaybot/onayclient"
	"onaybot/store"
)

const day = 24 * time.Hour

// What keeps card numbers from being walked through. It is kept when a card is
// unlinked.
const (
	wrongAnswers     = 5  // of a chat about a card, then a day's rest
	wrongAnswersADay = 20 // about a card, over all chats
)

// cardKey names a card in what is counted.
func (b *Bot) cardKey(pan onayclient.PAN) string { return b.signer.Hide("card " + pan.Digits()) }

// wrongHere counts the wrong answers of a chat about a card.
func (b *Bot) wrongHere(chatID int64, pan onayclient.PAN) store.Quota {
	return store.Quota{
		Kind: "wrong", Key: b.signer.HideChat(chatID) + " " + b.cardKey(pan), Max: wrongAnswers, For: day, Slow: true,
	}
}

// refusedHere has a chat that was refused leave rest for a day, so that
// nobody can be pressed with requests.
func (b *Bot) refusedHere(chatID int64, pan onayclient.PAN) store.Quota {
	return store.Quota{Kind: "refused", Key: b.signer.HideChat(chatID) + " " + b.cardKey(pan), Max: 1, For: day}
}

// wrongAnywhere counts the wrong answers of all chats about a card.
func (b *Bot) wrongAnywhere(pan onayclient.PAN) store.Quota {
	return store.Quota{Kind: "wrong", Key: b.cardKey(pan), Max: wrongAnswersADay, For: day}
}

// heardOf counts the words to a follower about others' attempts.
func heardOf(linkID int64) store.Quota {
	return store.Quota{Kind: "heard", Key: strconv.FormatInt(linkID, 10), Max: 1, For: day}
}

// orTooMany is [chat.Request.OrLimit].
func (c *turn) orTooMany(err error) error { return c.OrLimit(err) }
