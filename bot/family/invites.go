package family

import (
	"crypto/sha256"
	"errors"
	"net/url"
	"regexp"
	"slices"
	"strings"

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

// invite makes an invite: a one-time link to follow cards and to view their
// rides. Only its hash is kept, so the message with it does not go through the
// outbox: the request is done once that is sent. One that is handled again
// because the process died makes the same invite.
func (f *Family) invite(r *chat.Request, links []store.Link, label string) error {
	word := r.Secret()
	in := store.Invite{Label: label, Until: r.W.Now().Add(inviteGoodFor)}
	for _, l := range links {
		in.Links = append(in.Links, l.ID)
	}
	err := f.Store.Tx(r.Ctx, func(tx *store.Tx) error { return tx.AddInvite(r.Ctx, inviteHash(word), in) })
	if err != nil {
		return err
	}
	again := r.W.About("invite.again", links[0],
		[]telegram.Button{r.W.Button("button.invite", chat.VerbShare, links[0].ID, "invite")})
	_, err = r.SendOr(f.ready(r.W, links, label, word), again)
	if err != nil || r.Done() {
		return err
	}
	return r.Commit(func(tx *store.Tx) error {
		_, err := r.EndQuestion(tx)
		return err
	})
}

// ready is an invite, for whoever has made it, with a button that opens
// Telegram's own list of whom to send it to.
func (f *Family) ready(w *chat.Writer, links []store.Link, label, word string) telegram.Message {
	link := "https://t.me/" + f.Username() + "?start=" + word
	text := w.T("invite.ready", texts.Args{"Card": cardsOf(w, links), "Link": link})
	if label != "" {
		text = texts.Lines(text, w.T("invite.label", texts.Args{"Label": w.Texts.Name(label)}))
	}
	words := chat.PlainText(w.T("invite.words", texts.Args{"Card": fewCards(w, links)}))
	return w.Message(text, []telegram.Button{{Text: w.Plain("button.send"), URL: shareSheet(link, words)}})
}

// shareSheet opens Telegram's own list of whom to send a link to, with words
// before it. Some of its apps take a plus for a plus, and no space.
func shareSheet(link, words string) string {
	return "https://t.me/share/url?" + strings.ReplaceAll(url.Values{"url": {link}, "text": {words}}.Encode(), "+", "%20")
}

// cardsOf names cards.
func cardsOf(w *chat.Writer, links []store.Link) texts.HTML {
	var names []texts.HTML
	for _, l := range links {
		names = append(names, w.Card(l))
	}
	return texts.Join(", ", names...)
}

// fewCards names cards in an address, which Telegram takes up to a length.
func fewCards(w *chat.Writer, links []store.Link) texts.HTML {
	const most = 2
	if len(links) > most {
		return w.N("cards.count", int64(len(links)))
	}
	short := slices.Clone(links)
	for i := range short {
		short[i].Name = chat.Short(short[i].Name)
	}
	return cardsOf(w, short)
}

// noInvite is why an invite cannot be taken: the key of a sentence.
type noInvite string

func (e noInvite) Error() string { return string(e) }

// AcceptInvite takes the invite that stands after /start: it links the cards,
// with proof. Taking it twice does no harm. The error is that of
// [Family.Link] where a card cannot be linked.
func (f *Family) AcceptInvite(r *chat.Request) error {
	hash := inviteHash(r.Text)
	err := r.CommitWith(func(tx *store.Tx) ([]telegram.Message, error) { return f.accept(r, tx, hash) })
	var no noInvite
	if errors.As(err, &no) {
		return r.Reply(r.W.Message(r.W.T(string(no))))
	}
	return err
}

// accept takes an invite for all of its cards that the chat does not view
// already. It is not used up where it is good for none.
func (f *Family) accept(r *chat.Request, tx *store.Tx, hash []byte) (answers []telegram.Message, err error) {
	invite, err := tx.Invite(r.Ctx, hash)
	if errors.Is(err, store.ErrNotFound) {
		return nil, noInvite("invite.unknown")
	}
	if err != nil {
		return nil, err
	}
	joins, err := f.joins(r, tx, invite)
	if err != nil {
		return nil, err
	}
	for i := range joins {
		answer, err := f.let(r, tx, invite, &joins[i])
		if err != nil {
			return nil, err
		}
		answers = append(answers, answer)
	}
	if err := tx.UseInvite(r.Ctx, hash, r.W.Now()); err != nil {
		return nil, err
	}
	n, host := news{Other: joins[0].mine.ID, Links: invite.Links}, joins[0].host
	return answers, f.tell(r.Ctx, tx, eventInviteTaken, n, store.Follower{LinkID: host.ID, ChatID: host.ChatID})
}

// join is a chat that is invited to follow a card.
type join struct {
	host store.Link // of the chat that invites
	mine store.Link // of the chat that is invited; zero: it does not follow the card yet
}

// joins are the cards that an invite is good for. Where it is good for none, the
// error is a [noInvite].
func (f *Family) joins(r *chat.Request, tx *store.Tx, invite store.Invite) (joins []join, err error) {
	why := noInvite("")
	for _, id := range invite.Links {
		var j join
		if j.host, err = tx.LinkByID(r.Ctx, id); err != nil {
			return nil, err
		}
		j.mine, err = tx.LinkOf(r.Ctx, r.W.Chat.ID, j.host.Card.PAN)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return nil, err
		}
		switch no := f.obstacle(r.W, invite, j.host, j.mine); {
		case no == "":
			joins = append(joins, j)
		case why == "":
			why = no
		}
	}
	if len(joins) == 0 {
		return nil, why
	}
	return joins, nil
}

// let has the invited chat view the rides of a card, which comes with the name
// and the fare that it has where the invite comes from, and has the other
// followers told.
func (f *Family) let(r *chat.Request, tx *store.Tx, invite store.Invite, j *join) (answer telegram.Message, err error) {
	isNew := j.mine.ID == 0
	if isNew {
		if j.mine, err = f.Link(r, tx, j.host, f.nameFor(j.host)); err != nil {
			return answer, err
		}
	}
	if j.mine, err = giveProof(r.Ctx, tx, f.Watcher, j.mine.ID, j.host.ID, r.W.Now()); err != nil {
		return answer, err
	}
	if err := tx.SetLabel(r.Ctx, j.mine.ID, invite.Label); err != nil {
		return answer, err
	}
	if answer, err = f.shown(r.Ctx, tx.Queries, r.W, j.mine); err != nil {
		return answer, err
	}
	if isNew {
		added := r.W.T("add.done", texts.Args{"Card": r.W.Card(j.mine)})
		answer.Text = texts.Join("\n\n", texts.Lines(added, r.W.Balance(j.mine), r.W.AlertLine(j.mine)), answer.Text)
		answer.Keyboard = append(answer.Keyboard,
			[]telegram.Button{r.W.Button("button.rename", chat.VerbCard, j.mine.ID, "rename")})
	}
	return answer, tellShown(r.Ctx, f.Outbox, tx, j.mine, j.host.ID)
}

// nameFor is the name that a card comes with. Whoever calls it his own does not
// name it for another.
func (f *Family) nameFor(host store.Link) string {
	for _, lang := range texts.Langs() {
		if host.Name == f.Texts.In(lang).Plain("name.me", nil) {
			return ""
		}
	}
	return host.Name
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
