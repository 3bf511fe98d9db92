package bot

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/onayclient"
	"onaybot/store"
)

// maxName is the longest name of a card, in characters.
const maxName = 40

// pressName names a card by one of the offered words, or leaves it without.
func (c *turn) pressName(args []string) error {
	id, err := argInt(args, 0)
	numberAt, err2 := argInt(args, 2)
	if err != nil || err2 != nil {
		return errStale
	}
	name := ""
	switch args[1] {
	case "mum", "dad", "mine":
		name = c.t.Plain("name."+args[1], nil)
	case "skip":
	default:
		return errStale
	}
	return c.rename(id, name, args[1] == "skip", int(numberAt))
}

// typedName names a card by what was typed.
func (c *turn) typedName(d store.Dialog) error {
	var data nameDialog
	if err := json.Unmarshal(d.Data, &data); err != nil {
		return err
	}
	name := cleanName(c.text)
	switch {
	case name == "":
		return c.say(c.question(c.t.T("name.empty", nil)))
	case utf8.RuneCountInString(name) > maxName:
		return c.say(c.question(c.t.N("name.long", maxName)))
	}
	err := c.rename(data.Link, name, false, data.Message)
	if errors.Is(err, store.ErrNotFound) {
		return c.commit(func(tx *store.Tx) error {
			_, err := tx.EndDialog(c.ctx, c.chat.ID, c.user.ID)
			return err
		}, c.newMessage(c.t.T("cards.gone", nil)))
	}
	return err
}

// cleanName makes what was typed fit for one line: no control characters, no
// invisible ones but those that join emoji, single spaces. It is "" where
// nothing visible is left.
func cleanName(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r) && !joinsEmoji(r), r == utf8.RuneError,
			strings.ContainsRune(blanks, r):
			return -1
		}
		return r
	}, s)
	if !strings.ContainsFunc(s, func(r rune) bool {
		return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsSymbol(r) || unicode.IsPunct(r)
	}) {
		return ""
	}
	return strings.Join(strings.Fields(s), " ")
}

// joinsEmoji tells the marks between the parts of one emoji.
func joinsEmoji(r rune) bool { return r == '\u200d' || r >= '\U000e0020' && r <= '\U000e007f' }

const blanks = "\u115f\u1160\u2800\u3164\uffa0" // characters that show nothing

// rename gives a card its name, keep leaves the one it has, and either ends
// the dialog.
func (c *turn) rename(id int64, name string, keep bool, numberAt int) error {
	l, err := c.Store.Link(c.ctx, c.chat.ID, id)
	if err != nil {
		return err
	}
	if !keep {
		l.Name = name
	}
	return c.commit(func(tx *store.Tx) error {
		if _, err := tx.EndDialog(c.ctx, c.chat.ID, c.user.ID); err != nil {
			return err
		}
		return tx.RenameLink(c.ctx, c.chat.ID, l.ID, l.Name)
	}, c.named(l, numberAt))
}

// named is the last message of linking: when the bot will speak up.
func (c *turn) named(l store.Link, numberAt int) outgoing {
	alert := c.t.T("name.no_alert", nil)
	switch {
	case alertsMatter(l):
		alert = c.t.T("name.alert", texts.Args{"Threshold": c.below(l)})
	case !watch.PaysByRide(l.Card.Class()):
		alert = c.t.T("threshold.pointless", nil)
	}
	text := texts.Lines(c.t.T("name.done", texts.Args{"Card": c.cardName(l)}), alert)
	if l.Card.Class() == onayclient.FareUnknown {
		return c.askFare(l)
	}
	o := c.inPlace(text, c.mainButtons(),
		[]button{c.button("button.threshold", "limit", strconv.FormatInt(l.ID, 10)), c.button("button.more", "add")})
	o.Keyboard = append(o.Keyboard, c.eraseButtons(numberAt)...)
	return o
}
