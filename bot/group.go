package bot

import (
	"html"
	"slices"
	"strconv"
	"strings"

	"onaybot/bot/texts"
	"onaybot/store"
)

// What everybody in a group may do. The rest changes something and is for the
// group's admins.
var (
	readingCommands = []string{"start", "balance", "trips", "stats", "export", "cards", "help", "privacy", "feedback", "cancel"}
	readingPresses  = []string{"bal", "trips", "stats", "export", "cards", "feedback"}
	readingSteps    = []string{stepFeedback}
)

// mayCommand tells whether the person may give a command here.
func (c *turn) mayCommand(name string) (bool, error) {
	return c.mayIf(slices.Contains(readingCommands, name))
}

// mayPress tells whether the person may press a button here.
func (c *turn) mayPress(verb string, args []string) (bool, error) {
	reading := slices.Contains(readingPresses, verb)
	switch verb {
	case "card", "share", "alerts", "limit":
		reading = len(args) == 1 // the menu itself
	}
	return c.mayIf(reading)
}

// mayStep tells whether the person may answer a question here.
func (c *turn) mayStep(step string) (bool, error) {
	return c.mayIf(slices.Contains(readingSteps, step))
}

func (c *turn) mayIf(reading bool) (bool, error) {
	if reading || c.chat.Kind == store.Private {
		return true, nil
	}
	if c.message != nil && c.message.SenderChat != 0 {
		return c.anonymousAdmin(), nil
	}
	return c.Telegram.IsAdmin(c.ctx, c.chat.ID, c.user.ID)
}

// refuse says that a change is for the group's admins; err is why that could
// not be found out, if so.
func (c *turn) refuse(err error) error {
	if err != nil {
		return err
	}
	if c.press != nil {
		c.alert(c.t.Plain("group.admins_only", nil))
		return nil
	}
	return c.say(c.newMessage(c.t.T("group.admins_only", nil)))
}

// anonymousAdmin tells whether a message comes from an admin who writes in the
// group's own name.
func (c *turn) anonymousAdmin() bool {
	return c.message != nil && c.message.SenderChat == c.chat.ID &&
		c.chat.Kind != store.Private
}

// addressed tells whether a command's mention, if it has one, is the bot's.
func (c *turn) addressed(mention string) bool {
	return mention == "" || strings.EqualFold(mention, c.Telegram.Username())
}

// calling puts the person's name before a question that no message of theirs
// can be answered with, so that it opens a reply field for them alone.
func (c *turn) calling(text texts.HTML) texts.HTML {
	if c.press == nil || c.chat.Kind == store.Private {
		return text
	}
	link := `<a href="tg://user?id=` + strconv.FormatInt(c.user.ID, 10) + `">` + html.EscapeString(shortName(c.user.FirstName)) + `</a>`
	return texts.Lines(texts.HTML(link), text)
}

// shortName is a person's name, clean and cut to the length of a card's.
func shortName(name string) string {
	r := []rune(cleanName(name))
	return string(r[:min(len(r), maxName)])
}
