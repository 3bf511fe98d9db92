package bot

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"onaybot/bot/texts"
	"onaybot/store"
)

// maxName is the longest name of a card, in characters.
const maxName = 40

// nameButtons offer names, and to do without one or to keep the one there is.
func (c *turn) nameButtons(d nameDialog) keyboard {
	args, skip := []string{strconv.Itoa(d.Message)}, "button.skip"
	if d.Renames {
		args, skip = nil, "button.keep_name"
	}
	offer := func(key, word string) button {
		return c.button(key, "name", append([]string{strconv.FormatInt(d.Link, 10), word}, args...)...)
	}
	return keyboard{
		{offer("name.mum", "mum"), offer("name.dad", "dad")},
		{offer("name.child", "child"), offer("name.me", "me")},
		{offer(skip, "skip")},
	}
}

// pressName is "ID WORD NUMBERAT" while a card is linked, and "ID WORD" later.
func (c *turn) pressName(args []string) error {
	id, err := argInt(args, 0)
	if err != nil || len(args) < 2 {
		return errStale
	}
	d := nameDialog{Link: id, Renames: len(args) == 2}
	if !d.Renames {
		numberAt, err := argInt(args, 2)
		if err != nil {
			return errStale
		}
		d.Message = int(numberAt)
	}
	switch args[1] {
	case "mum", "dad", "child", "me":
		return c.rename(d, c.t.Plain("name."+args[1], nil), false)
	case "skip":
		return c.rename(d, "", true)
	}
	return errStale
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
		return c.askNameAgain(data, c.t.T("name.empty", nil))
	case utf8.RuneCountInString(name) > maxName:
		return c.askNameAgain(data, c.t.N("name.long", maxName))
	}
	err := c.rename(data, name, false)
	if errors.Is(err, store.ErrNotFound) {
		return c.endDialog(c.newMessage(c.t.T("cards.gone", nil)))
	}
	return err
}

func (c *turn) askNameAgain(d nameDialog, why texts.HTML) error {
	o := c.question(why)
	if c.chat.Kind == store.Private {
		o.Keyboard = c.nameButtons(d)
	}
	return c.say(o)
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
func (c *turn) rename(d nameDialog, name string, keep bool) error {
	l, err := c.Store.Link(c.ctx, c.chat.ID, d.Link)
	if err != nil {
		return err
	}
	if !keep {
		l.Name = name
	}
	answer := c.named(l, d.Message)
	if d.Renames {
		answer = c.inPlace(c.t.T("name.done", texts.Args{"Card": c.cardName(l)}),
			[]button{c.button("button.back", "card", linkID(l)), c.button("button.cards", "cards")})
	}
	return c.commit(func(tx *store.Tx) error {
		if _, err := tx.EndDialog(c.ctx, c.chat.ID, c.user.ID); err != nil {
			return err
		}
		return tx.RenameLink(c.ctx, c.chat.ID, l.ID, l.Name)
	}, answer)
}
