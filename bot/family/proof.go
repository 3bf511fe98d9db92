// Package family is who may view a card's rides: proof, the approval of those
// who have it, invites, followers, and closing the rides for all.
package family

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"time"

	"onaybot/bot/chat"
	"onaybot/bot/outbox"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/store"
)

// AskProof is the name of the question for two rides of a card.
const AskProof = "proof"

// question is the data of [AskProof].
type question struct {
	Link int64 `json:"link"`
}

// Proof has a chat prove that it may view a card's rides, by naming two of
// them.
type Proof struct {
	Store   *store.Store
	Outbox  *outbox.Outbox
	Watcher *watch.Watcher
	Texts   *texts.Catalogue
	Access  watch.Access
	Log     *slog.Logger
}

// Begin answers the button that asks for a card's rides.
func (p *Proof) Begin(r *chat.Request, call chat.Call) error {
	if p.Access.MayViewRides(call.Link) {
		return r.Reply(about(r.W, "proof.have", call.Link))
	}
	return p.Explain(r, call)
}

// Explain tells a chat that may not view a card's rides why, or asks it for
// proof.
func (p *Proof) Explain(r *chat.Request, call chat.Call) error {
	switch l := call.Link; {
	case !p.Access.Account:
		return r.Reply(r.W.Message(r.W.T("trouble.no_login")))
	case !l.Card.ClosedAt.IsZero():
		return r.Reply(about(r.W, "proof.closed", l))
	case l.ApprovalUntil.After(r.W.Now()):
		return r.Reply(about(r.W, "proof.waiting", l))
	}
	return p.ask(r, call.Link)
}

// ask asks for two rides, unless the chat has to rest from answering.
func (p *Proof) ask(r *chat.Request, l store.Link) error {
	switch may, err := r.MayChange(); {
	case err != nil:
		return err
	case !may:
		return r.Reply(about(r.W, "group.proof_by_admin", l))
	}
	if err := mayAnswer(r, p.Store.Queries, l); err != nil {
		return r.OrLimit(err)
	}
	return r.Ask(r.Question(r.W.T("proof.ask", texts.Args{"Card": r.W.Card(l)})), AskProof, question{l.ID})
}

// Typed takes the answer to [AskProof]. What cannot be read as two rides, and
// a cabinet that fails, cost no attempt.
func (p *Proof) Typed(r *chat.Request, call chat.Call) error {
	l := call.Link
	if p.Access.MayViewRides(l) || !l.Card.ClosedAt.IsZero() || l.ApprovalUntil.After(r.W.Now()) {
		return p.Begin(r, call)
	}
	claims, ok := parseClaims(r.Text, fillers(p.Texts))
	switch {
	case !ok:
		return r.Reply(r.Question(r.W.T("proof.unclear")))
	case claims[0] == claims[1]: // whoever guesses one ride of a habit does not know another
		return r.Reply(r.Question(r.W.T("proof.same")))
	}
	if err := mayAnswer(r, p.Store.Queries, l); err != nil {
		return r.OrLimit(err)
	}
	return p.check(r, l, claims)
}

// check reads the card's rides and judges the claims by them.
func (p *Proof) check(r *chat.Request, l store.Link, claims []claim) error {
	ctx, cancel := r.Patient()
	defer cancel()
	r.Show(telegram.Typing)
	history, err := p.Watcher.History(ctx, l.Card, r.W.Now().Add(-claimable), r.W.Chat.ID)
	if err != nil {
		p.Log.Info("rides not read for a proof", "card", l.Card.PAN, "err", err)
		return r.Reply(r.Question(texts.Lines(r.W.Trouble(chat.OrSlow(ctx, err)), r.W.T("proof.not_counted"))))
	}
	rides := lastRides(history.List, r.W.Texts.Zone())
	if !canProve(rides) {
		return r.Conclude(about(r.W, "proof.too_few", l))
	}
	return p.judge(r, l, proves(claims, rides))
}

// judge writes the outcome of an answer down with its count, and then says it.
// It never says which of the two rides was wrong.
func (p *Proof) judge(r *chat.Request, l store.Link, right bool) error {
	return r.OrLimit(r.CommitWith(func(tx *store.Tx) ([]telegram.Message, error) {
		if err := mayAnswer(r, tx.Queries, l); err != nil {
			return nil, err
		}
		provers, err := proversOf(r.Ctx, tx, l.Card.ID, l.ID)
		switch {
		case err != nil:
			return nil, err
		case !right:
			return p.wrong(r, tx, l, provers)
		case len(provers) > 0:
			return p.requestApproval(r, tx, l, provers)
		}
		if err := tx.Prove(r.Ctx, l.ID, 0, r.W.Now()); err != nil {
			return nil, err
		}
		return conclude(r, tx, proved(r.W, l))
	}))
}

// wrong counts a wrong answer and has those with proof told, each at most once
// a day, that somebody tries.
func (p *Proof) wrong(r *chat.Request, tx *store.Tx, l store.Link, provers []store.Follower) (
	[]telegram.Message, error) {
	left, err := tx.Spend(r.Ctx, wrongHere(r, l.Card.PAN), r.W.Now())
	if err != nil {
		return nil, err
	}
	if _, err := tx.Spend(r.Ctx, wrongAnywhere(r, l.Card.PAN), r.W.Now()); err != nil {
		return nil, err
	}
	if err := p.tellOfAttempt(r, tx, provers); err != nil {
		return nil, err
	}
	if left > 0 {
		return []telegram.Message{r.Question(r.W.N("proof.wrong", left))}, nil
	}
	after := r.W.When(texts.After, r.W.Now().Add(day))
	return conclude(r, tx, r.W.Message(r.W.T("proof.wrong_last", texts.Args{"After": after})))
}

func (p *Proof) tellOfAttempt(r *chat.Request, tx *store.Tx, provers []store.Follower) error {
	for _, f := range provers {
		_, err := tx.Spend(r.Ctx, toldOfAttempts(f.LinkID), r.W.Now())
		if errors.Is(err, store.ErrFull) {
			continue
		}
		if err != nil {
			return err
		}
		if err := tell(r.Ctx, p.Outbox, tx, eventAttempt, f); err != nil {
			return err
		}
	}
	return nil
}

// approvalWithin is how long those with proof have to approve a newcomer.
const approvalWithin = 3 * day

// requestApproval has a newcomer whose answer was right wait for the approval
// of those who have proof already. All of them are asked; the first answer
// counts.
func (p *Proof) requestApproval(r *chat.Request, tx *store.Tx, l store.Link, provers []store.Follower) (
	[]telegram.Message, error) {
	if err := tx.RequestApproval(r.Ctx, l.ID, r.W.Now().Add(approvalWithin)); err != nil {
		return nil, err
	}
	provers, err := reachable(r.Ctx, tx, provers)
	if err != nil {
		return nil, err
	}
	for _, f := range provers {
		q := request{Link: f.LinkID, Newcomer: l.ID, Kind: r.W.Chat.Kind}
		if err := p.Outbox.Enqueue(r.Ctx, tx, store.Event{Kind: eventApprovalAsked}, q, f.ChatID); err != nil {
			return nil, err
		}
	}
	return conclude(r, tx, about(r.W, "proof.asked", l))
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

// proved says that the rides are shown from now on.
func proved(w *chat.Writer, l store.Link) telegram.Message {
	return about(w, "proof.done", l, []telegram.Button{
		w.Button("button.trips", chat.VerbTrips, l.ID), w.Button("button.share", chat.VerbShare, l.ID)})
}

// about is a message with the text of a key that names a card and nothing
// else.
func about(w *chat.Writer, key string, l store.Link, rows ...[]telegram.Button) telegram.Message {
	return w.Message(w.T(key, texts.Args{"Card": w.Card(l)}), rows...)
}

const day = 24 * time.Hour
