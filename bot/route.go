package bot

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"unicode"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"onaybot/bot/texts"
	"onaybot/onayclient"
	"onaybot/store"
)

type handler func(*turn) error

// menu is the commands that stand behind the slash, in their order.
var menu = []string{"balance", "trips", "add", "cards", "lang", "help", "cancel"}

// commands are what is typed after a slash.
var commands = map[string]handler{
	"start":   (*turn).start,
	"balance": (*turn).balance,
	"trips":   (*turn).trips,
	"add":     (*turn).add,
	"cards":   (*turn).cards,
	"lang":    (*turn).language,
	"help":    (*turn).help,
	"cancel":  (*turn).cancel,
}

// presses are the verbs of buttons.
var presses = map[string]func(c *turn, args []string) error{
	"add":   (*turn).pressAdd,
	"erase": (*turn).pressErase,
	"name":  (*turn).pressName,
	"bal":   (*turn).pressBalance,
	"trips": (*turn).pressTrips,
	"cards": (*turn).pressCards,
	"card":  (*turn).pressCard,
	"limit": (*turn).pressThreshold,
	"fare":  (*turn).pressFare,
	"lang":  (*turn).pressLanguage,
}

// steps are the dialogs' questions; the handler gets the typed answer.
var steps = map[string]func(c *turn, d store.Dialog) error{
	stepNumber:    (*turn).typedNumber,
	stepName:      (*turn).typedName,
	stepThreshold: (*turn).typedThreshold,
}

func (c *turn) route() error {
	switch {
	case c.callback != nil:
		return c.routePress()
	case c.message.MigrateToChatID != 0:
		to := c.message.MigrateToChatID
		return c.commit(func(tx *store.Tx) error { return tx.MigrateChat(c.ctx, c.chat.ID, to) })
	}
	c.text = strings.TrimSpace(c.message.Text)
	name, mention, rest, ok := parseCommand(c.text)
	if ok {
		return c.routeCommand(name, mention, rest)
	}
	return c.routeText()
}

func (c *turn) routePress() error {
	verb, args, ok := c.signer.verify(c.chat.ID, c.callback.Data)
	press := presses[verb]
	if !ok || press == nil {
		c.alert(c.t.Plain("button.stale", nil))
		return nil
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
	if mention != "" && !strings.EqualFold(mention, c.me.Load().Username) {
		return nil
	}
	c.text = rest
	if handle := commands[name]; handle != nil {
		return handle(c)
	}
	if c.chat.Kind != store.Private && mention == "" {
		return nil // perhaps another bot's
	}
	return c.say(c.newMessage(c.t.T("unknown.command", nil)))
}

// routeText handles what is no command: an answer to a question, a card's
// number, or something to be met with a helpful word.
func (c *turn) routeText() error {
	private := c.chat.Kind == store.Private
	if private && onayclient.LooksLikePAN(c.text) {
		return c.link(c.text)
	}
	d, err := c.Store.Dialog(c.ctx, c.chat.ID, c.user.ID, c.Now())
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	if step := steps[d.Step]; err == nil && step != nil && (private || c.answersUs()) {
		return step(c, d)
	}
	if !private {
		return nil
	}
	return c.say(c.newMessage(c.t.T("unknown.text", nil), []button{c.button("button.add", "add")}))
}

// answersUs tells whether a group's message is a reply to the bot's.
func (c *turn) answersUs() bool {
	r := c.message.ReplyToMessage
	return r != nil && r.From != nil && r.From.ID == c.me.Load().ID
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

// publishCommands sets the menu behind the slash, for everybody and for each
// language.
func (b *Bot) publishCommands(ctx context.Context) error {
	for _, lang := range append([]texts.Lang{""}, texts.Langs()...) {
		t := b.Texts.In(lang)
		p := &tg.SetMyCommandsParams{LanguageCode: string(lang)}
		for _, name := range menu {
			p.Commands = append(p.Commands, models.BotCommand{
				Command: name, Description: t.Plain("command."+name, nil),
			})
		}
		if _, err := b.api.SetMyCommands(ctx, p); err != nil {
			return err
		}
	}
	return nil
}
