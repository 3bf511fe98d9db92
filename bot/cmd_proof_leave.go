package bot

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"onaybot/bot/texts"
	"onaybot/store"
)

// leaveFor is how long those with proof have to let a newcomer in.
const leaveFor = 3 * day

// askLeave has a newcomer whose answer was right wait for the leave of those
// who have proof already, and asks all of them. The first answer counts.
func (c *turn) askLeave(tx *store.Tx, l store.Link, provers []store.Follower) ([]outgoing, error) {
	until := c.Now().Add(leaveFor)
	if err := tx.RequestApproval(c.ctx, l.ID, until); err != nil {
		return nil, err
	}
	answers, err := c.ended(tx, c.newMessage(c.t.T("proof.asked", texts.Args{"Card": c.cardName(l)})))
	if err != nil {
		return nil, err
	}
	questions, err := c.words(tx, provers, func(there *turn, theirs store.Link) outgoing {
		return there.mayOtherSee(theirs, l.ID, c.chat.Kind)
	})
	return append(answers, questions...), err
}

// mayOtherSee asks whether the chat of another link may see the rides.
func (c *turn) mayOtherSee(l store.Link, other int64, kind string) outgoing {
	id, asking := linkID(l), strconv.FormatInt(other, 10)
	text := c.t.T("leave.ask", texts.Args{"Card": c.cardName(l), "Chat": c.kindName(kind)})
	return c.newMessage(text,
		[]button{c.button("button.allow", "leave", id, asking, "yes"), c.button("button.deny", "leave", id, asking, "no")})
}

// pressLeave is "OTHER yes" or "OTHER no": the link that waits for the chat's.
func (c *turn) pressLeave(mine store.Link, args []string) error {
	other, err := argInt(args, 0)
	if err != nil || len(args) != 2 {
		return errStale
	}
	theirs, err := c.Store.LinkByID(c.ctx, other)
	if errors.Is(err, store.ErrNotFound) {
		return c.say(c.inPlace(c.t.T("leave.over", nil)))
	}
	switch {
	case err != nil:
		return err
	case !c.seesRides(mine) || theirs.Card.ID != mine.Card.ID:
		return errStale
	}
	return c.giveLeave(mine, theirs, args[1] == "yes")
}

func (c *turn) giveLeave(mine, theirs store.Link, yes bool) error {
	there, err := c.in(theirs.ChatID)
	if err != nil {
		return err
	}
	here, answer := c.inPlace(c.t.T("leave.refused", texts.Args{"Card": c.cardName(mine)})), there.leaveRefused(theirs)
	if yes {
		here, answer = c.inPlace(c.t.T("leave.given", texts.Args{"Card": c.cardName(mine)})), there.proved(theirs)
	}
	err = c.commitWith(func(tx *store.Tx) ([]outgoing, error) {
		if yes {
			return []outgoing{here, answer}, tx.Approve(c.ctx, theirs.ID, mine.ID, c.Now())
		}
		if err := tx.Deny(c.ctx, theirs.ID); err != nil {
			return nil, err
		}
		_, err := tx.Spend(c.ctx, c.refusedHere(theirs.ChatID, theirs.Card.PAN), c.Now())
		return []outgoing{here, answer}, err
	})
	if errors.Is(err, store.ErrNotFound) {
		return c.say(c.inPlace(c.t.T("leave.over", nil)))
	}
	return err
}

func (c *turn) leaveRefused(l store.Link) outgoing {
	return c.newMessage(c.t.T("proof.refused", texts.Args{"Card": c.cardName(l)}))
}

// ExpireAsks tells those who have waited for leave for too long that it was
// not given.
func (b *Bot) ExpireAsks(ctx context.Context, now time.Time) error {
	links, err := b.Store.ExpiredApprovals(ctx, now)
	if err != nil {
		return fmt.Errorf("list those who wait for leave: %w", err)
	}
	for _, l := range links {
		c, err := b.inChat(ctx, l.ChatID)
		if err != nil {
			return fmt.Errorf("end a wait for leave: %w", err)
		}
		o := c.newMessage(c.t.T("proof.unanswered", texts.Args{"Card": c.cardName(l)}))
		err = b.Store.Tx(ctx, func(tx *store.Tx) error {
			if err := tx.Deny(ctx, l.ID); err != nil {
				return err
			}
			return b.Outbox.Reply(ctx, tx, o, now)
		})
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return fmt.Errorf("end a wait for leave: %w", err)
		}
	}
	if len(links) > 0 {
		b.Outbox.Wake()
	}
	return nil
}
