package family

import (
	"context"
	"encoding/json"
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
	m, asks, err := f.explain(r, call.Link)
	switch {
	case err != nil:
		return r.OrLimit(err)
	case asks:
		return r.Ask(m, AskProof, question{call.Link.ID})
	}
	return r.Reply(m)
}

// Wish makes a change that does not work before the chat may view a card's rides,
// and then does as [Family.ExplainProof] does, below the answers. It does not
// repeat a question that is open.
func (f *Family) Wish(r *chat.Request, l store.Link, change func(*store.Tx) error, answers ...telegram.Message) error {
	switch open, err := f.isAsked(r, l); {
	case err != nil:
		return err
	case open:
		return r.Commit(change, answers...)
	}
	m, asks, err := f.explain(r, l)
	if limit := r.W.LimitText(err); limit != "" {
		m, err = r.W.Message(limit), nil
	}
	if err != nil {
		return err
	}
	return r.Commit(func(tx *store.Tx) error {
		if err := change(tx); err != nil || !asks {
			return err
		}
		return r.Expect(tx, AskProof, question{l.ID})
	}, append(answers, m)...)
}

// isAsked tells whether the person's open question is for two rides of the card.
func (f *Family) isAsked(r *chat.Request, l store.Link) (bool, error) {
	d, err := f.Store.Dialog(r.Ctx, r.W.Chat.ID, r.Person.ID, r.W.Now())
	switch {
	case errors.Is(err, store.ErrNotFound):
		return false, nil
	case err != nil || d.Step != AskProof:
		return false, err
	}
	var open question
	err = json.Unmarshal(d.Data, &open)
	return open.Link == l.ID, err
}

// explain is what a chat is told that may not view a card's rides: why, or a
// question for two of them. The error may be a [*chat.Limit].
func (f *Family) explain(r *chat.Request, l store.Link) (m telegram.Message, asks bool, err error) {
	switch {
	case !f.Access.Account:
		return r.W.Message(r.W.T("trouble.no_login")), false, nil
	case !l.Card.ClosedAt.IsZero():
		return explainClosed(r.W, l), false, nil
	case l.ApprovalUntil.After(r.W.Now()):
		return f.waiting(r.W, "proof.waiting", l), false, nil
	}
	switch may, err := r.MayChange(); {
	case errors.Is(err, telegram.ErrHidden):
		return r.W.Message(r.W.T("group.hidden")), false, nil
	case err != nil:
		return m, false, err
	case !may:
		return r.W.About("group.proof_by_admin", l), false, nil
	}
	text := texts.Lines(r.W.T("proof.ask", texts.Args{"Card": r.W.Card(l)}), r.W.T("who.shown"))
	return r.Question(text), true, mayAnswer(r, f.Store.Queries, l)
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
		return f.accepted(r, tx, l)
	}))
}

// accepted shows the rides to a chat that has named two of them right, and has
// the other followers told.
func (f *Family) accepted(r *chat.Request, tx *store.Tx, l store.Link) ([]telegram.Message, error) {
	l, err := giveProof(r.Ctx, tx, f.Watcher, l.ID, 0, r.W.Now())
	if err != nil {
		return nil, err
	}
	if err := tellShown(r.Ctx, f.Outbox, tx, l); err != nil {
		return nil, err
	}
	m, err := f.shown(r.Ctx, tx.Queries, r.W, l)
	if err != nil {
		return nil, err
	}
	return conclude(r, tx, m)
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
