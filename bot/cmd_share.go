package bot

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"onaybot/bot/texts"
	"onaybot/store"
)

// shownFollowers is how many followers of a card are listed.
const shownFollowers = 20

// pressShare is "" (who follows the card), "invite", "drop OTHER [yes]" or
// "close [yes]".
func (c *turn) pressShare(l store.Link, args []string) error {
	action := strings.Join(args, " ")
	switch {
	case action == "":
		return c.showFollowers(l)
	case !c.seesRides(l):
		return errStale
	case action == "invite":
		return c.invite(l)
	case action == "close":
		return c.say(c.confirmClosing(l))
	case action == "close yes":
		return c.closeRides(l)
	case args[0] == "drop":
		return c.pressDrop(l, args[1:])
	}
	return errStale
}

// showFollowers says who follows a card since when, and what they may see. It
// tells no names: the bot keeps none.
func (c *turn) showFollowers(l store.Link) error {
	followers, err := c.Store.AllFollowers(c.ctx, l.Card.ID)
	if err != nil {
		return err
	}
	lines := []texts.HTML{c.t.T("share.head", texts.Args{"Card": c.cardName(l)})}
	for _, f := range followers[:min(len(followers), shownFollowers)] {
		lines = append(lines, c.followerLine(l, f))
	}
	if more := len(followers) - shownFollowers; more > 0 {
		lines = append(lines, c.t.N("share.more", int64(more)))
	}
	o := c.inPlace(texts.Lines(lines...), c.shareButtons(l)...)
	o.Keyboard = append(o.Keyboard, c.dropButtons(l, followers)...)
	o.Keyboard = append(o.Keyboard, []button{c.button("button.back", "card", linkID(l))})
	return c.say(o)
}

// followerLine is "group, since 20 November: sees rides".
func (c *turn) followerLine(l store.Link, f store.Follower) texts.HTML {
	follows := store.Link{Card: l.Card, Proof: f.Proof}
	what := "share.balance"
	if c.seesRides(follows) {
		what = "share.rides"
	}
	who := c.kindName(f.Kind)
	if f.LinkID == l.ID {
		who = c.t.T("share.here", nil)
	}
	line := c.t.T("share.line", texts.Args{"Chat": who, "Day": c.t.Day(f.Since, c.Now()), "Sees": c.t.T(what, nil)})
	if f.ApprovedBy == l.ID {
		line += c.t.T("share.by_you", nil)
	}
	return line
}

func (c *turn) shareButtons(l store.Link) keyboard {
	id := linkID(l)
	switch {
	case c.seesRides(l) && c.Proof:
		return keyboard{{c.button("button.invite", "share", id, "invite")}, {c.button("button.close", "share", id, "close")}}
	case c.seesRides(l):
		return keyboard{{c.button("button.invite", "share", id, "invite")}}
	case c.Rides && l.Card.ClosedAt.IsZero():
		return keyboard{{c.button("button.proof", "proof", id)}}
	}
	return nil
}

// dropButtons are for those whom this chat has let in.
func (c *turn) dropButtons(l store.Link, followers []store.Follower) (rows keyboard) {
	for _, f := range followers[:min(len(followers), shownFollowers)] {
		if f.ApprovedBy != l.ID || !c.seesRides(l) {
			continue
		}
		label := c.t.Plain("button.drop", texts.Args{"Chat": c.kindName(f.Kind), "Day": c.t.Day(f.Since, c.Now())})
		rows = append(rows, []button{c.labelled(label, "share", linkID(l), "drop", strconv.FormatInt(f.LinkID, 10))})
	}
	return rows
}

// pressDrop is "OTHER" (asks once) or "OTHER yes".
func (c *turn) pressDrop(l store.Link, args []string) error {
	other, err := argInt(args, 0)
	if err != nil {
		return err
	}
	if !slices.Equal(args[1:], []string{"yes"}) {
		return c.say(c.inPlace(c.t.T("share.drop_ask", texts.Args{"Card": c.cardName(l)}),
			[]button{c.button("button.drop_yes", "share", linkID(l), "drop", args[0], "yes"),
				c.button("button.keep", "share", linkID(l))}))
	}
	return c.drop(l, other)
}

// drop takes the rides from somebody this chat has let in, and from those that
// one has let in, and tells them.
func (c *turn) drop(l store.Link, other int64) error {
	here := c.inPlace(c.t.T("share.dropped", texts.Args{"Card": c.cardName(l)}), []button{c.button("button.back", "share", linkID(l))})
	err := c.commitWith(func(tx *store.Tx) ([]outgoing, error) {
		gone, err := tx.DropFollower(c.ctx, other, l.ID, c.Now())
		if err != nil {
			return nil, err
		}
		var to []store.Follower
		for _, g := range gone {
			to = append(to, store.Follower{LinkID: g.ID, ChatID: g.ChatID})
		}
		words, err := c.words(tx, to, func(there *turn, theirs store.Link) outgoing {
			return there.newMessage(there.t.T("proof.dropped", texts.Args{"Card": there.cardName(theirs)}))
		})
		return append([]outgoing{here}, words...), err
	})
	if errors.Is(err, store.ErrNotFound) {
		return c.showFollowers(l)
	}
	return err
}
