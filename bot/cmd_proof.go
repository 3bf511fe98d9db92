package bot

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"onaybot/bot/chat"
	"onaybot/bot/texts"
	"onaybot/store"
)

// stepProof expects two rides of a card.
const stepProof = "proof"

// proofDialog is the data of [stepProof].
type proofDialog struct {
	Link int64 `json:"link"`
}

// pressProof asks for proof about the card that the button names.
func (c *turn) pressProof(l store.Link, _ []string) error {
	if c.seesRides(l) {
		return c.say(c.newMessage(c.t.T("proof.have", texts.Args{"Card": c.cardName(l)})))
	}
	return c.withheld(l)
}

// askProof asks for two rides, unless the chat has to rest from answering.
func (c *turn) askProof(l store.Link) error {
	switch may, err := c.MayChange(); {
	case err != nil:
		return err
	case !may:
		return c.say(c.newMessage(c.t.T("group.proof_by_admin", texts.Args{"Card": c.cardName(l)})))
	}
	if err := c.proofStopped(c.Store, l); err != nil {
		return c.orTooMany(err)
	}
	o := c.question(c.t.T("proof.ask", texts.Args{"Card": c.cardName(l)}))
	return c.commit(func(tx *store.Tx) error { return c.ask(tx, stepProof, proofDialog{Link: l.ID}) }, o)
}

// quotas are read within a transaction or without.
type quotas interface {
	UsedUp(ctx context.Context, q store.Quota, now time.Time) (time.Time, error)
}

// proofStopped returns a *chat.Limit when answers about a card are not taken for
// now: of this chat, or of any chat without proof.
func (c *turn) proofStopped(read quotas, l store.Link) error {
	for _, stop := range []struct {
		quota store.Quota
		key   string
	}{
		{c.refusedHere(c.chat.ID, l.Card.PAN), "proof.rest"},
		{c.wrongHere(c.chat.ID, l.Card.PAN), "proof.stopped"},
		{c.wrongAnywhere(l.Card.PAN), "proof.stopped"},
	} {
		until, err := read.UsedUp(c.ctx, stop.quota, c.Now())
		if err != nil {
			return err
		}
		if !until.IsZero() {
			return &chat.Limit{Key: stop.key, Until: until}
		}
	}
	return nil
}

// typedProof takes the answer to [turn.askProof]. What cannot be read as two
// rides, and a cabinet that fails, cost no attempt.
func (c *turn) typedProof(l store.Link, _ json.RawMessage) error {
	if c.seesRides(l) || !l.Card.ClosedAt.IsZero() || l.ApprovalUntil.After(c.Now()) {
		return c.pressProof(l, nil)
	}
	claims, ok := parseClaims(c.text, c.fillers())
	switch {
	case !ok:
		return c.say(c.question(c.t.T("proof.unclear", nil)))
	case claims[0] == claims[1]: // whoever guesses one ride of a habit does not know another
		return c.say(c.question(c.t.T("proof.same", nil)))
	}
	if err := c.proofStopped(c.Store, l); err != nil {
		return c.orTooMany(err)
	}
	return c.checkClaims(l, claims)
}

// checkClaims reads the card's rides and holds the claims against them.
func (c *turn) checkClaims(l store.Link, claims []claim) error {
	ctx, cancel := c.Patient()
	defer cancel()
	c.typing()
	list, err := c.Watcher.History(ctx, l.Card, c.Now().Add(-proofSpan), c.chat.ID)
	if err != nil {
		c.Log.Info("rides not read for a proof", "card", l.Card.PAN, "err", err)
		return c.say(c.question(texts.Lines(c.W.Trouble(chat.OrSlow(ctx, err)), c.t.T("proof.not_counted", nil))))
	}
	rides := lastRides(list.List, c.t.Zone())
	if !canProve(rides) {
		return c.endDialog(c.newMessage(c.t.T("proof.too_few", texts.Args{"Card": c.cardName(l)})))
	}
	return c.judge(l, proves(claims, rides))
}

// judge writes the outcome of an answer down with its count, and then says it.
// It never says which of the two rides was wrong.
func (c *turn) judge(l store.Link, right bool) error {
	return c.orTooMany(c.commitWith(func(tx *store.Tx) ([]outgoing, error) {
		if err := c.proofStopped(tx, l); err != nil {
			return nil, err
		}
		provers, err := c.provers(tx, l)
		switch {
		case err != nil:
			return nil, err
		case !right:
			return c.wrong(tx, l, provers)
		case len(provers) > 0:
			return c.askLeave(tx, l, provers)
		}
		if err := tx.Prove(c.ctx, l.ID, 0, c.Now()); err != nil {
			return nil, err
		}
		return c.ended(tx, c.proved(l))
	}))
}

// provers are the other chats that have proof of a link's card.
func (c *turn) provers(tx *store.Tx, l store.Link) ([]store.Follower, error) {
	followers, err := tx.AllFollowers(c.ctx, l.Card.ID)
	return slices.DeleteFunc(followers, func(f store.Follower) bool {
		return f.ProvedAt.IsZero() || f.LinkID == l.ID
	}), err
}

// proved is the message that the rides are shown from now on.
func (c *turn) proved(l store.Link) outgoing {
	id := linkID(l)
	return c.newMessage(c.t.T("proof.done", texts.Args{"Card": c.cardName(l)}),
		[]button{c.button("button.trips", "trips", id), c.button("button.share", "share", id)})
}

// wrong counts a wrong answer and tells those with proof, each at most once a
// day, that somebody tries.
func (c *turn) wrong(tx *store.Tx, l store.Link, provers []store.Follower) ([]outgoing, error) {
	left, err := tx.Spend(c.ctx, c.wrongHere(c.chat.ID, l.Card.PAN), c.Now())
	if err != nil {
		return nil, err
	}
	if _, err := tx.Spend(c.ctx, c.wrongAnywhere(l.Card.PAN), c.Now()); err != nil {
		return nil, err
	}
	answer := c.question(c.t.N("proof.wrong", left))
	if left == 0 {
		answer = c.newMessage(c.t.T("proof.wrong_last", texts.Args{"After": c.t.When(texts.After, c.Now().Add(day), c.Now())}))
		if _, err := c.EndQuestion(tx); err != nil {
			return nil, err
		}
	}
	var curious []store.Follower
	for _, p := range provers {
		switch _, err := tx.Spend(c.ctx, heardOf(p.LinkID), c.Now()); {
		case err == nil:
			curious = append(curious, p)
		case !errors.Is(err, store.ErrFull):
			return nil, err
		}
	}
	words, err := c.words(tx, curious, func(c *turn, l store.Link) outgoing {
		return c.newMessage(c.t.T("proof.attempt", texts.Args{"Card": c.cardName(l)}))
	})
	return append([]outgoing{answer}, words...), err
}

// words makes a message about a card to each of the other chats that follow
// it and can be written to, in the chat's language and by the card's name there.
func (c *turn) words(tx *store.Tx, to []store.Follower, word func(*turn, store.Link) outgoing) ([]outgoing, error) {
	var list []outgoing
	for _, f := range to {
		there, err := c.in(f.ChatID)
		if err != nil {
			return nil, err
		}
		l, err := tx.LinkByID(c.ctx, f.LinkID)
		if err != nil {
			return nil, err
		}
		if there.chat.BlockedAt.IsZero() {
			list = append(list, word(there, l))
		}
	}
	return list, nil
}

// in is the turn as it would be in another chat.
func (c *turn) in(chatID int64) (*turn, error) { return c.inChat(c.ctx, chatID) }
