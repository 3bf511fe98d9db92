package bot

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"regexp"

	"onaybot/bot/cards"
	"onaybot/bot/texts"
	"onaybot/store"
)

// inviteFor is how long an invite is good.
const inviteFor = day

// inviteForm is what stands after "start=" in an invite's link: 128 bits.
var inviteForm = regexp.MustCompile(`^[A-Za-z0-9_-]{22}$`)

func inviteHash(word string) []byte {
	sum := sha256.Sum256([]byte(word))
	return sum[:]
}

// invite makes a one-time link to follow a card. Only its hash is kept, so the
// message with it does not go through the outbox.
func (c *turn) invite(l store.Link) error {
	var secret [16]byte
	rand.Read(secret[:])
	word := base64.RawURLEncoding.EncodeToString(secret[:])
	err := c.commit(func(tx *store.Tx) error {
		return tx.AddInvite(c.ctx, inviteHash(word), l.ID, c.Now().Add(inviteFor))
	})
	if err != nil {
		return err
	}
	link := "https://t.me/" + c.Telegram.Username() + "?start=" + word
	_, err = c.SendUnstored(c.ctx, c.newMessage(c.t.T("invite.ready", texts.Args{"Card": c.cardName(l), "Link": link})))
	return err
}

// errNoInvite is why an invite cannot be taken: the key of a sentence.
type errNoInvite string

func (e errNoInvite) Error() string { return string(e) }

// acceptInvite links the card of an invite, with proof. Taking it twice does
// no harm.
func (c *turn) acceptInvite(word string) error {
	if may, err := c.may(c.Request, false); err != nil || !may {
		return err
	}
	err := c.commitWith(func(tx *store.Tx) ([]outgoing, error) {
		in, err := tx.Invite(c.ctx, inviteHash(word))
		if errors.Is(err, store.ErrNotFound) {
			return nil, errNoInvite("invite.unknown")
		}
		if err != nil {
			return nil, err
		}
		return c.takeInvite(tx, in, word)
	})
	var no errNoInvite
	if errors.As(err, &no) {
		return c.say(c.newMessage(c.t.T(string(no), nil)))
	}
	return cards.OrLimit(c.Request, err)
}

func (c *turn) takeInvite(tx *store.Tx, in store.Invite, word string) ([]outgoing, error) {
	host, err := tx.LinkByID(c.ctx, in.LinkID)
	if err != nil {
		return nil, err
	}
	mine, err := c.Store.LinkOf(c.ctx, c.chat.ID, host.Card.PAN)
	linked := err == nil
	switch {
	case err != nil && !errors.Is(err, store.ErrNotFound):
		return nil, err
	case host.ChatID == c.chat.ID:
		return nil, errNoInvite("invite.own")
	case linked && c.seesRides(mine):
		return nil, errNoInvite("invite.already")
	case !in.UsedAt.IsZero():
		return nil, errNoInvite("invite.used")
	case !in.Until.After(c.Now()):
		return nil, errNoInvite("invite.expired")
	case !c.seesRides(host):
		return nil, errNoInvite("invite.withdrawn")
	}
	var answer outgoing
	if linked {
		answer = c.proved(mine)
	} else if mine, answer, err = c.linking.LinkInvited(c.Request, tx, host.Card); err != nil {
		return nil, err
	}
	if err := tx.UseInvite(c.ctx, inviteHash(word), c.Now()); err != nil {
		return nil, err
	}
	if err := tx.Prove(c.ctx, mine.ID, host.ID, c.Now()); err != nil {
		return nil, err
	}
	thanks, err := c.words(tx, []store.Follower{{LinkID: host.ID, ChatID: host.ChatID}}, func(there *turn, l store.Link) outgoing {
		return there.newMessage(there.t.T("invite.taken", texts.Args{"Card": there.cardName(l)}),
			[]button{there.button("button.share", "share", linkID(l))})
	})
	return append([]outgoing{answer}, thanks...), err
}
