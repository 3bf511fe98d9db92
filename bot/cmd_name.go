package bot

import (
	"encoding/json"
	"strconv"
	"unicode/utf8"

	"onaybot/bot/chat"
	"onaybot/bot/texts"
	"onaybot/store"
)

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

// pressName is "WORD NUMBERAT" while a card is linked, and "WORD" later.
func (c *turn) pressName(l store.Link, args []string) error {
	if len(args) == 0 {
		return errStale
	}
	d := nameDialog{Link: l.ID, Renames: len(args) == 1}
	if !d.Renames {
		numberAt, err := argInt(args, 1)
		if err != nil {
			return errStale
		}
		d.Message = int(numberAt)
	}
	switch args[0] {
	case "mum", "dad", "child", "me":
		return c.rename(l, d, c.t.Plain("name."+args[0], nil), false)
	case "skip":
		return c.rename(l, d, "", true)
	}
	return errStale
}

// typedName names a card by what was typed.
func (c *turn) typedName(l store.Link, data json.RawMessage) error {
	var d nameDialog
	if err := json.Unmarshal(data, &d); err != nil {
		return err
	}
	name := chat.CleanName(c.text)
	switch {
	case name == "":
		return c.askNameAgain(d, c.t.T("name.empty", nil))
	case utf8.RuneCountInString(name) > chat.MaxName:
		return c.askNameAgain(d, c.t.N("name.long", chat.MaxName))
	}
	return c.rename(l, d, name, false)
}

func (c *turn) askNameAgain(d nameDialog, why texts.HTML) error {
	o := c.question(why)
	if c.chat.Kind == store.Private {
		o.Keyboard = c.nameButtons(d)
	}
	return c.say(o)
}

// rename gives a card its name, keep leaves the one it has, and either ends
// the dialog.
func (c *turn) rename(l store.Link, d nameDialog, name string, keep bool) error {
	if !keep {
		l.Name = name
	}
	answer := c.named(l, d.Message)
	if d.Renames {
		answer = c.inPlace(c.t.T("name.done", texts.Args{"Card": c.cardName(l)}),
			[]button{c.button("button.back", "card", linkID(l)), c.button("button.cards", "cards")})
	}
	return c.commit(func(tx *store.Tx) error {
		if _, err := c.EndQuestion(tx); err != nil {
			return err
		}
		return tx.RenameLink(c.ctx, c.chat.ID, l.ID, l.Name)
	}, answer)
}
