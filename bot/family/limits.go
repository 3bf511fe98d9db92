package family

import (
	"strconv"
	"time"

	"onaybot/bot/chat"
	"onaybot/onayclient"
	"onaybot/store"
)

// What keeps rides from being guessed, within so many days. It is kept when a card is unlinked
// and when a chat is forgotten.
const (
	wrongAnswers      = 5  // of a chat about a card
	wrongAnswersOfAll = 20 // about a card, of all chats
	wrongWithin       = 30 * day
)

// mayAnswer returns a [*chat.Limit] while no answers about a card are taken from the request's
// chat: it was denied, or there were too many wrong ones.
func mayAnswer(r *chat.Request, db store.Queries, l store.Link) error {
	if err := r.MaySpend(db, denials(r, r.W.Chat.ID, l.Card.PAN), "proof.rest"); err != nil {
		return err
	}
	s, err := spentOn(r, db, l.Card.PAN)
	if err != nil || s.left() > 0 {
		return err
	}
	return s.limit()
}

// spent is when the wrong answers about a card that still count were given, the newest first.
type spent struct {
	here []time.Time // by the request's chat
	all  []time.Time
}

func spentOn(r *chat.Request, db store.Queries, pan onayclient.PAN) (s spent, err error) {
	answers, err := db.WrongAnswers(r.Ctx, r.CardKey(pan), r.W.Now().Add(-wrongWithin))
	for _, a := range answers {
		if a.Chat == r.ChatKey() {
			s.here = append(s.here, a.At)
		}
		s.all = append(s.all, a.At)
	}
	return s, err
}

// left is how many more may be given.
func (s spent) left() int64 {
	return max(0, int64(min(wrongAnswers-len(s.here), wrongAnswersOfAll-len(s.all))))
}

// next is when one more may be given, where some have been.
func (s spent) next() time.Time {
	oldest := s.here[len(s.here)-1]
	if wrongAnswersOfAll-len(s.all) < wrongAnswers-len(s.here) {
		oldest = s.all[len(s.all)-1]
	}
	return oldest.Add(wrongWithin)
}

// limit is what is reached when none is left.
func (s spent) limit() *chat.Limit {
	l := &chat.Limit{Key: "proof.stopped"}
	if len(s.here) >= wrongAnswers {
		l.Until = s.here[wrongAnswers-1].Add(wrongWithin)
	}
	if len(s.all) < wrongAnswersOfAll {
		return l
	}
	if until := s.all[wrongAnswersOfAll-1].Add(wrongWithin); until.After(l.Until) {
		l = &chat.Limit{Key: "proof.card_stopped", Until: until}
	}
	return l
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
