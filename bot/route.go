package bot

import (
	"encoding/json"
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"onaybot/bot/alerts"
	"onaybot/bot/cards"
	"onaybot/bot/chat"
	"onaybot/bot/family"
	"onaybot/bot/operator"
	"onaybot/bot/telegram"
	"onaybot/onayclient"
	"onaybot/store"
)

// route finds the handler of a request and calls it.
func (b *Bot) route(r *chat.Request) error {
	switch {
	case r.Press != nil:
		return b.routePress(r)
	case r.Message.IsEdited():
		return b.routeEdited(r)
	case r.Message.MovedTo != 0:
		return b.migrate(r, r.W.Chat.ID, r.Message.MovedTo)
	case r.Message.MovedFrom != 0:
		return b.migrate(r, r.Message.MovedFrom, r.W.Chat.ID)
	case !r.Message.Content:
		return nil
	}
	r.Text = strings.TrimSpace(r.Message.Text)
	if b.feedback.Replies(r) { // which may begin with a command that the passenger is to send
		if err := b.feedback.Reply(r); !errors.Is(err, store.ErrNotFound) {
			return err
		}
	}
	name, mention, rest, ok := commandOf(r.Message)
	if ok {
		return b.routeCommand(r, name, mention, rest)
	}
	return b.routeText(r)
}

func (b *Bot) migrate(r *chat.Request, from, to int64) error {
	return r.Commit(func(tx *store.Tx) error { return b.signer.MigrateChat(r.Ctx, tx, from, to) })
}

// routePress handles a pressed button. One that is forged or stale says so.
func (b *Bot) routePress(r *chat.Request) error {
	verb, args, ok := b.signer.Verify(r.W.Chat.ID, r.Press.Data)
	to, known := b.buttons[verb]
	if !ok || !known {
		r.Alert(r.W.Plain("button.stale"))
		return nil
	}
	r.AskAnew = to.anew
	if may, err := b.may(r, to.forAll == anything || to.forAll == theMenu && len(args) == 1); err != nil || !may {
		return err
	}
	err := b.call(r, to, args)
	if errors.Is(err, store.ErrNotFound) || errors.Is(err, chat.ErrStale) {
		r.Alert(r.W.Plain("button.stale"))
		return nil
	}
	return err
}

func (b *Bot) routeCommand(r *chat.Request, name, mention, rest string) error {
	if !b.addressed(mention) {
		return nil
	}
	r.Text = rest
	if to, ok := b.operatorCommands[name]; ok && b.isOperator(r.Person.ID) {
		if r.W.Chat.Kind != store.Private { // what it says is not for the others there
			return r.Reply(r.W.Message(r.W.T("admin.private")))
		}
		return b.call(r, to, nil)
	}
	to, known := b.commands[name]
	if !known {
		return b.unknownCommand(r, mention)
	}
	if may, err := b.may(r, to.forAll == anything); err != nil || !may {
		return err
	}
	if err := b.leaveQuestion(r, name); err != nil {
		return err
	}
	return b.call(r, to, nil)
}

func (b *Bot) unknownCommand(r *chat.Request, mention string) error {
	if r.W.Chat.Kind != store.Private && mention == "" {
		return nil // perhaps another bot's
	}
	return r.Reply(r.W.Message(r.W.T("unknown.command")))
}

// leaveQuestion drops the question that a person has turned away from by a
// command: what is typed next is no answer to it.
func (b *Bot) leaveQuestion(r *chat.Request, command string) error {
	if slices.Contains([]string{"help", "lang", "cancel"}, command) {
		return nil
	}
	_, err := b.Store.Dialog(r.Ctx, r.W.Chat.ID, r.Person.ID, b.Now())
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return b.Store.Tx(r.Ctx, func(tx *store.Tx) error {
		_, err := r.EndQuestion(tx)
		return err
	})
}

// routeText handles what is no command: an answer to a question, a card's
// number, or something to be met with a helpful word.
func (b *Bot) routeText(r *chat.Request) error {
	private := r.W.Chat.Kind == store.Private
	d, err := b.Store.Dialog(r.Ctx, r.W.Chat.ID, r.Person.ID, b.Now())
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	if private && d.Step != cards.AskReplacement && b.meansNumber(r.Text, d.Step) {
		return b.cards.TypedNumber(r, chat.Call{})
	}
	if to, ok := b.questions[d.Step]; ok && (private || r.AnswersBot()) {
		return b.routeAnswer(r, to, d)
	}
	switch {
	case !private:
		return nil
	case b.feedback.Replies(r):
		return b.feedback.Unknown(r)
	}
	text := r.W.T("unknown.text")
	if r.Text == "" && r.Message.Media {
		text = r.W.T("number.media")
	}
	return r.Reply(r.W.Message(text, b.addRow(r.W)))
}

// meansNumber tells whether a text is meant for a card's number, right or wrong,
// whatever question is open. Two rides have as many digits as a number with a
// typo, a day as many as the end of one, and feedback may hold anything.
func (b *Bot) meansNumber(text, question string) bool {
	switch question {
	case operator.AskFeedback:
		return false
	case family.AskProof:
		if b.family.TakesNumber(text) {
			return false
		}
	case alerts.AskSilence:
		if alerts.IsDay(text) {
			return false
		}
	}
	return len(onayclient.FindPANs(text)) > 0
}

func (b *Bot) routeAnswer(r *chat.Request, to route, d store.Dialog) error {
	r.AskAnew = to.anew
	if may, err := b.may(r, to.forAll == anything); err != nil || !may {
		return err
	}
	if !to.link {
		return to.handle(r, chat.Call{Data: d.Data})
	}
	var data struct {
		Link int64 `json:"link"`
	}
	if err := json.Unmarshal(d.Data, &data); err != nil {
		return err
	}
	return b.callAbout(r, to, data.Link, chat.Call{Data: d.Data})
}

// may tells whether the person may do something here, and tells them if not:
// what is not for all is for the group's admins.
func (b *Bot) may(r *chat.Request, forAll bool) (bool, error) {
	if forAll {
		return true, nil
	}
	may, err := r.MayChange()
	switch {
	case errors.Is(err, telegram.ErrHidden):
		return false, refuse(r, "group.hidden")
	case !may && err == nil:
		return false, refuse(r, "group.admins_only")
	}
	return may, err
}

// refuse says why something is not done, in the words of a key.
func refuse(r *chat.Request, key string) error {
	if r.Press != nil {
		r.Alert(r.W.Plain(key))
		return nil
	}
	return r.Reply(r.W.Message(r.W.T(key)))
}

// call calls a handler with the link that its arguments begin with, where it
// takes one. Without arguments that is the only card of the chat, or one that
// the person is asked to choose.
func (b *Bot) call(r *chat.Request, to route, args []string) error {
	switch {
	case !to.link:
		return to.handle(r, chat.Call{Args: args})
	case len(args) == 0:
		return b.chooseCard(r, to)
	}
	id, err := strconv.ParseInt(args[0], 10, 64)
	if err != nil {
		return chat.ErrStale
	}
	return b.callAbout(r, to, id, chat.Call{Args: args[1:]})
}

func (b *Bot) chooseCard(r *chat.Request, to route) error {
	if to.choose == "" {
		return chat.ErrStale
	}
	links, err := b.Store.Links(r.Ctx, r.W.Chat.ID)
	switch {
	case err != nil:
		return err
	case len(links) == 0:
		return cards.AskCard(r, "cards.none")
	case len(links) > 1:
		return r.Reply(r.W.Message(r.W.T(to.choose), r.W.CardRows(links, to.verb)...))
	}
	return b.callAbout(r, to, links[0].ID, chat.Call{})
}

// callAbout calls a handler about a link of the chat. Rides are shown only to
// chats that may view them. Without a cabinet account there are none, and the
// handler does with what the balance tells.
func (b *Bot) callAbout(r *chat.Request, to route, linkID int64, call chat.Call) (err error) {
	call.Link, err = b.Store.Link(r.Ctx, r.W.Chat.ID, linkID)
	if errors.Is(err, store.ErrNotFound) && to.gone != nil {
		return to.gone(r, call)
	}
	if err != nil {
		return err
	}
	if to.rides && b.Rides && !b.access.MayViewRides(call.Link) {
		return b.family.ExplainProof(r, call)
	}
	return to.handle(r, call)
}

// addressed tells whether a command's mention, if it has one, is the bot's.
func (b *Bot) addressed(mention string) bool {
	return mention == "" || strings.EqualFold(mention, b.Telegram.Username())
}

func (b *Bot) isOperator(person int64) bool { return slices.Contains(b.Admins, person) }

var commandForm = regexp.MustCompile(`(?s)^/([A-Za-z0-9_]+)(?:@([A-Za-z0-9_]+))?(?:\s+(.*))?$`)

// commandOf reads the command of a message. What is written under a picture is
// none.
func commandOf(m *telegram.Said) (name, mention, rest string, ok bool) {
	if m.Media {
		return "", "", "", false
	}
	return parseCommand(m.Text)
}

// parseCommand reads "/name@bot rest", the name in any letter case.
func parseCommand(text string) (name, mention, rest string, ok bool) {
	m := commandForm.FindStringSubmatch(strings.TrimLeftFunc(text, unicode.IsSpace))
	if m == nil {
		return "", "", "", false
	}
	return strings.ToLower(m[1]), m[2], strings.TrimSpace(m[3]), true
}
