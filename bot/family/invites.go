package family

import (
	"crypto/sha256"
	"errors"
	"regexp"

	"onaybot/bot/chat"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/store"
)

const inviteGoodFor = day

// inviteForm is what stands after "start=" in an invite's link: 128 bits.
var inviteForm = regexp.MustCompile(`^[A-Za-z0-9_-]{22}$`)

// IsInvite tells whether what stands after /start is an invite.
func IsInvite(text string) bool { return inviteForm.MatchString(text) }

func inviteHash(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}

// invite makes an invite: a one-time link to follow a card and to view its
// rides. Only its hash is kept, so the message with it does not go through the
// outbox: the press is done once that is sent. A press that is handled again
// because the process died makes the same invite.
func (f *Family) invite(r *chat.Request, l store.Link) error {
	word := r.Secret()
	err := f.Store.Tx(r.Ctx, func(tx *store.Tx) error {
		return tx.AddInvite(r.Ctx, inviteHash(word), l.ID, r.W.Now().Add(inviteGoodFor))
	})
	if err != nil {
		return err
	}
	link := "https://t.me/" + f.Username() + "?start=" + word
	text := r.W.T("invite.ready", texts.Args{"Card": r.W.Card(l), "Link": link})
	again := r.W.About("invite.again", l, []telegram.Button{r.W.Button("button.invite", chat.VerbShare, l.ID, "invite")})
	_, err = r.SendOr(r.W.Message(text), again)
	return err
}

// noInvite is why an invite cannot be taken: the key of a sentence.
type noInvite string

func (e noInvite) Error() string { return string(e) }

// AcceptInvite takes the invite that stands after /start: it links the card,
// with proof. Taking it twice does no harm. The error is that of
// [Family.Link] where the card cannot be linked.
func (f *Family) AcceptInvite(r *chat.Request) error {
	hash := inviteHash(r.Text)
	err := r.CommitWith(func(tx *store.Tx) ([]telegram.Message, error) { return f.accept(r, tx, hash) })
	var no noInvite
	if errors.As(err, &no) {
		return r.Reply(r.W.Message(r.W.T(string(no))))
	}
	return err
}

func (f *Family) accept(r *chat.Request, tx *store.Tx, hash []byte) ([]telegram.Message, error) {
	invite, err := tx.Invite(r.Ctx, hash)
	if errors.Is(err, store.ErrNotFound) {
		return nil, noInvite("invite.unknown")
	}
	if err != nil {
		return nil, err
	}
	host, err := tx.LinkByID(r.Ctx, invite.LinkID)
	if err != nil {
		return nil, err
	}
	mine, err := tx.LinkOf(r.Ctx, r.W.Chat.ID, host.Card.PAN)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return nil, err
	}
	if no := f.obstacle(r.W, invite, host, mine); no != "" {
		return nil, no
	}
	answer := proved(r.W, mine)
	if mine.ID == 0 {
		if mine, answer, err = f.Link(r, tx, host.Card); err != nil {
			return nil, err
		}
	}
	if err := tx.UseInvite(r.Ctx, hash, r.W.Now()); err != nil {
		return nil, err
	}
	if err := tx.Prove(r.Ctx, mine.ID, host.ID, r.W.Now()); err != nil {
		return nil, err
	}
	to := store.Follower{LinkID: host.ID, ChatID: host.ChatID}
	return []telegram.Message{answer}, f.tell(r.Ctx, tx, eventInviteTaken, news{}, to)
}

// obstacle is why a chat cannot take an invite; "": it can. Its own link is
// zero where it has none.
func (f *Family) obstacle(w *chat.Writer, invite store.Invite, host, mine store.Link) noInvite {
	switch {
	case host.ChatID == w.Chat.ID:
		return "invite.own"
	case mine.ID != 0 && f.Access.MayViewRides(mine):
		return "invite.already"
	case !invite.UsedAt.IsZero():
		return "invite.used"
	case !invite.Until.After(w.Now()):
		return "invite.expired"
	case !f.Access.MayViewRides(host):
		return "invite.withdrawn"
	}
	return ""
}
