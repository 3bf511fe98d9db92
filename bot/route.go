package bot

import (
	"errors"
	"regexp"
	"strings"
	"unicode"

	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/onayclient"
	"onaybot/store"
)

type handler func(*turn) error

// menu is the commands that stand behind the slash, in their order.
var menu = []string{"balance", "trips", "stats", "export", "alerts", "add", "cards", "lang", "privacy", "forget", "feedback", "help", "cancel"}

// commands are what is typed after a slash.
var commands = map[string]handler{
	"start":    (*turn).start,
	"balance":  (*turn).balance,
	"trips":    (*turn).trips,
	"stats":    (*turn).stats,
	"export":   (*turn).export,
	"alerts":   (*turn).alerts,
	"add":      (*turn).add,
	"cards":    (*turn).cards,
	"lang":     (*turn).language,
	"help":     (*turn).help,
	"privacy":  (*turn).privacy,
	"forget":   (*turn).forget,
	"feedback": (*turn).feedback,
	"cancel":   (*turn).cancel,
}

// presses are the verbs of buttons.
var presses = map[string]func(c *turn, args []string) error{
	"add":      (*turn).pressAdd,
	"erase":    (*turn).pressErase,
	"name":     (*turn).pressName,
	"first":    (*turn).pressFirst,
	"cancel":   (*turn).pressCancel,
	"bal":      (*turn).pressBalance,
	"trips":    (*turn).pressTrips,
	"stats":    (*turn).pressStats,
	"export":   (*turn).pressExport,
	"cards":    (*turn).pressCards,
	"card":     (*turn).pressCard,
	"limit":    (*turn).pressThreshold,
	"alerts":   (*turn).pressAlerts,
	"remind":   (*turn).pressRemind,
	"fare":     (*turn).pressFare,
	"lang":     (*turn).pressLanguage,
	"forget":   (*turn).pressForget,
	"feedback": (*turn).pressFeedback,
	"proof":    (*turn).pressProof,
	"leave":    (*turn).pressLeave,
	"share":    (*turn).pressShare,
	"reopen":   (*turn).pressReopen,
}

// steps are the dialogs' questions; the handler gets the typed answer.
var steps = map[string]func(c *turn, d store.Dialog) error{
	stepNumber:    (*turn).typedNumber,
	stepName:      (*turn).typedName,
	stepThreshold: (*turn).typedThreshold,
	stepProof:     (*turn).typedProof,
	stepFeedback:  (*turn).typedFeedback,
}

func (c *turn) route() error {
	switch {
	case c.press != nil:
		return c.routePress()
	case c.message.MovedTo != 0:
		to := c.message.MovedTo
		return c.commit(func(tx *store.Tx) error { return c.signer.MigrateChat(c.ctx, tx, c.chat.ID, to) })
	case c.message.MovedFrom != 0:
		from := c.message.MovedFrom
		return c.commit(func(tx *store.Tx) error { return c.signer.MigrateChat(c.ctx, tx, from, c.chat.ID) })
	case !c.message.Content:
		return nil
	}
	c.text = strings.TrimSpace(c.message.Text)
	name, mention, rest, ok := parseCommand(c.text)
	if ok {
		return c.routeCommand(name, mention, rest)
	}
	return c.routeText()
}

func (c *turn) routePress() error {
	verb, args, ok := c.signer.Verify(c.chat.ID, c.press.Data)
	press := presses[verb]
	if !ok || press == nil {
		c.alert(c.t.Plain("button.stale", nil))
		return nil
	}
	if may, err := c.mayPress(verb, args); err != nil || !may {
		return c.refuse(err)
	}
	err := press(c, args)
	if errors.Is(err, store.ErrNotFound) || errors.Is(err, errStale) {
		c.alert(c.t.Plain("button.stale", nil))
		return nil
	}
	return err
}

// errStale says that a button's arguments make no sense any more.
var errStale = errors.New("stale button")

func (c *turn) routeCommand(name, mention, rest string) error {
	if !c.addressed(mention) {
		return nil
	}
	c.text = rest
	if handle := c.adminCommand(name); handle != nil {
		return handle(c)
	}
	if handle := commands[name]; handle != nil {
		if may, err := c.mayCommand(name); err != nil || !may {
			return c.refuse(err)
		}
		if err := c.leaveQuestion(name); err != nil {
			return err
		}
		return handle(c)
	}
	if c.chat.Kind != store.Private && mention == "" {
		return nil // perhaps another bot's
	}
	return c.say(c.newMessage(c.t.T("unknown.command", nil)))
}

// leaveQuestion drops the question a person has turned away from by a
// command: what is typed next is no answer to it.
func (c *turn) leaveQuestion(command string) error {
	switch command {
	case "help", "lang", "cancel":
		return nil
	}
	_, err := c.Store.Dialog(c.ctx, c.chat.ID, c.user.ID, c.Now())
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return c.Store.Tx(c.ctx, func(tx *store.Tx) error {
		_, err := tx.EndDialog(c.ctx, c.chat.ID, c.user.ID)
		return err
	})
}

// routeText handles what is no command: an admin's reply to a letter, an
// answer to a question, a card's number, or something to be met with a helpful
// word.
func (c *turn) routeText() error {
	switch l, err := c.repliedLetter(); {
	case err == nil:
		return c.answerLetter(l)
	case !errors.Is(err, store.ErrNotFound):
		return err
	}
	private := c.chat.Kind == store.Private
	d, err := c.Store.Dialog(c.ctx, c.chat.ID, c.user.ID, c.Now())
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	if private && d.Step != stepFeedback && onayclient.LooksLikePAN(c.text) {
		return c.link(c.text)
	}
	if step := steps[d.Step]; err == nil && step != nil && (private || c.answersUs()) {
		if may, err := c.mayStep(d.Step); err != nil || !may {
			return c.refuse(err)
		}
		return step(c, d)
	}
	if !private {
		return nil
	}
	if c.adminReplies() {
		return c.say(c.newMessage(c.t.T("feedback.unknown", nil)))
	}
	return c.say(c.newMessage(c.t.T("unknown.text", nil), []button{c.button("button.add", "add")}))
}

// answersUs tells whether a group's message is a reply to the bot's.
func (c *turn) answersUs() bool {
	return c.message.ReplyTo.MessageID != 0 && c.message.ReplyTo.From == c.Telegram.ID()
}

var commandForm = regexp.MustCompile(`(?s)^/([A-Za-z0-9_]+)(?:@([A-Za-z0-9_]+))?(?:\s+(.*))?$`)

// parseCommand reads "/name@bot rest", the name in any letter case.
func parseCommand(text string) (name, mention, rest string, ok bool) {
	m := commandForm.FindStringSubmatch(strings.TrimLeftFunc(text, unicode.IsSpace))
	if m == nil {
		return "", "", "", false
	}
	return strings.ToLower(m[1]), m[2], strings.TrimSpace(m[3]), true
}

// menus are the commands behind the slash, for everybody and for each
// language.
func (b *Bot) menus() (menus []telegram.Menu) {
	for _, lang := range append([]texts.Lang{""}, texts.Langs()...) {
		m := telegram.Menu{Language: string(lang)}
		for _, name := range menu {
			if key := b.commandKey(name); key != "" {
				m.Commands = append(m.Commands, telegram.Command{Name: name, Description: b.Texts.In(lang).Plain(key, nil)})
			}
		}
		menus = append(menus, m)
	}
	return menus
}

// commandKey is the key of a command's description; "": it is not offered.
// Without a cabinet account nothing is promised of rides.
func (b *Bot) commandKey(name string) string {
	switch {
	case b.Rides:
		return "command." + name
	case name == "export":
		return ""
	case name == "trips", name == "alerts":
		return "command." + name + "_days"
	}
	return "command." + name
}
