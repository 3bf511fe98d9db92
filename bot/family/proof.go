package family

import (
	"context"
	"errors"
	"slices"
	"unicode"

	"onaybot/bot/chat"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/store"
)

// AskProof is the name of the question for two rides of a card.
const AskProof = "proof"

// question is the data of [AskProof].
type question struct {
	Link int64 `json:"link"`
}

// PressProof answers the button that asks for a card's rides. With arguments it
// is the one by which a person says that there were no other rides.
func (f *Family) PressProof(r *chat.Request, call chat.Call) error {
	switch l := call.Link; {
	case f.Access.MayViewRides(l):
		return r.Reply(r.W.About("proof.have", l))
	case call.Is(), !f.Access.Account, !l.Card.ClosedAt.IsZero(), l.ApprovalUntil.After(r.W.Now()):
		return f.ExplainProof(r, call)
	}
	return f.pressNoOthers(r, call)
}

// ExplainProof tells a chat that may not view a card's rides why, or asks it
// for proof.
func (f *Family) ExplainProof(r *chat.Request, call chat.Call) error {
	switch l := call.Link; {
	case !f.Access.Account:
		return r.Reply(r.W.Message(r.W.T("trouble.no_login")))
	case !l.Card.ClosedAt.IsZero():
		return explainClosed(r, l)
	case l.ApprovalUntil.After(r.W.Now()):
		return r.Reply(f.waiting(r.W, "proof.waiting", l))
	}
	return f.ask(r, call.Link)
}

// ask asks for two rides, unless the chat has to rest from answering.
func (f *Family) ask(r *chat.Request, l store.Link) error {
	switch may, err := r.MayChange(); {
	case errors.Is(err, telegram.ErrHidden):
		return r.Reply(r.W.Message(r.W.T("group.hidden")))
	case err != nil:
		return err
	case !may:
		return r.Reply(r.W.About("group.proof_by_admin", l))
	}
	if err := mayAnswer(r, f.Store.Queries, l); err != nil {
		return r.OrLimit(err)
	}
	text := texts.Lines(r.W.T("proof.ask", texts.Args{"Card": r.W.Card(l)}), r.W.T("who.shown"))
	return r.Ask(r.Question(text), AskProof, question{l.ID})
}

// TypedProof takes the answer to [AskProof]. What cannot be read as two rides,
// and a cabinet that fails, cost no attempt.
func (f *Family) TypedProof(r *chat.Request, call chat.Call) error {
	l := call.Link
	if f.Access.MayViewRides(l) || !l.Card.ClosedAt.IsZero() || l.ApprovalUntil.After(r.W.Now()) {
		return f.PressProof(r, call)
	}
	claims, ok := vocabularyOf(f.Texts).readClaims(r.Text)
	if !ok {
		return r.Reply(r.Question(r.W.T("proof.unclear")))
	}
	if err := mayAnswer(r, f.Store.Queries, l); err != nil {
		return r.OrLimit(err)
	}
	if claims[0].alike(claims[1]) {
		return f.askForOthers(r, l, claims)
	}
	return f.check(r, l, answer{claims: claims})
}

// TakesNumber tells whether digits that look like a card's number answer
// [AskProof]: they name two rides, or are of another length than a number.
func (f *Family) TakesNumber(text string) bool {
	const shortNumber, twoRides = 8, 14
	_, ok := vocabularyOf(f.Texts).readClaims(text)
	digits := 0
	for _, r := range text {
		if unicode.IsDigit(r) {
			digits++
		}
	}
	return ok || digits <= twoRides && digits != shortNumber
}

// check reads the card's rides and judges the claims by them.
func (f *Family) check(r *chat.Request, l store.Link, a answer) error {
	ctx, cancel := r.Patient()
	defer cancel()
	r.Show(telegram.Typing)
	history, err := f.Watcher.History(ctx, l.Card, r.W.Now().Add(-claimable), r.W.Chat.ID)
	if err != nil {
		f.Log.Info("rides not read for a proof", "card", l.Card.PAN, "err", err)
		return r.Reply(r.Question(texts.Lines(r.W.Trouble(chat.OrSlow(ctx, err)), r.W.T("proof.not_counted"))))
	}
	rides := lastRides(history.List, r.W.Texts.Zone())
	if !canProve(rides) {
		return r.Conclude(r.W.About("proof.too_few", l))
	}
	return f.judge(r, l, a.proves(rides))
}

// judge writes the outcome of an answer down with its count, and then says it.
// It never says which of the two rides was wrong.
func (f *Family) judge(r *chat.Request, l store.Link, right bool) error {
	return r.OrLimit(r.CommitWith(func(tx *store.Tx) ([]telegram.Message, error) {
		if err := mayAnswer(r, tx.Queries, l); err != nil {
			return nil, err
		}
		provers, err := proversOf(r.Ctx, tx, l.Card.ID, l.ID)
		switch {
		case err != nil:
			return nil, err
		case !right:
			return f.wrong(r, tx, l, provers)
		case slices.ContainsFunc(provers, store.Follower.Reachable):
			return f.requestApproval(r, tx, l, provers)
		}
		if err := tx.Prove(r.Ctx, l.ID, 0, r.W.Now()); err != nil {
			return nil, err
		}
		if err := tellShown(r.Ctx, f.Outbox, tx, l); err != nil {
			return nil, err
		}
		return conclude(r, tx, f.proved(r.W, l))
	}))
}

// wrong counts a wrong answer and has those with proof told, each at most once
// a day, that somebody tries.
func (f *Family) wrong(r *chat.Request, tx *store.Tx, l store.Link, provers []store.Follower) (
	[]telegram.Message, error) {
	given := store.WrongAnswer{Chat: r.ChatKey(), At: r.W.Now()}
	if err := tx.AddWrongAnswer(r.Ctx, r.CardKey(l.Card.PAN), given); err != nil {
		return nil, err
	}
	if err := f.tellOfAttempt(r, tx, provers); err != nil {
		return nil, err
	}
	s, err := spentOn(r, tx.Queries, l.Card.PAN)
	if err != nil {
		return nil, err
	}
	if s.left() == 0 {
		after := r.W.When(texts.After, s.limit().Until)
		return conclude(r, tx, r.W.Message(r.W.T("proof.wrong_last", texts.Args{"After": after})))
	}
	again := r.W.T("proof.wrong_again", texts.Args{"Day": r.W.Day(s.next())})
	return []telegram.Message{r.Question(texts.Lines(r.W.N("proof.wrong", s.left()), again))},
		r.Expect(tx, AskProof, question{l.ID})
}

func (f *Family) tellOfAttempt(r *chat.Request, tx *store.Tx, provers []store.Follower) error {
	for _, prover := range provers {
		_, err := tx.Spend(r.Ctx, toldOfAttempts(prover.LinkID), r.W.Now())
		if errors.Is(err, store.ErrFull) {
			continue
		}
		if err == nil {
			err = f.tell(r.Ctx, tx, eventAttempt, news{}, prover)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// proversOf are the chats that have proof of a card, but for one link.
func proversOf(ctx context.Context, tx *store.Tx, cardID, except int64) ([]store.Follower, error) {
	followers, err := tx.AllFollowers(ctx, cardID)
	return slices.DeleteFunc(followers, func(f store.Follower) bool {
		return f.ProvedAt.IsZero() || f.LinkID == except
	}), err
}

// conclude ends the person's question with an answer, as part of a commit.
func conclude(r *chat.Request, tx *store.Tx, m telegram.Message) ([]telegram.Message, error) {
	_, err := r.EndQuestion(tx)
	return []telegram.Message{m}, err
}
