package bot

import (
	"onaybot/bot/texts"
	"onaybot/store"
)

// start greets: a newcomer is asked for a number, who has cards is shown the
// way to them.
func (c *turn) start() error {
	if inviteForm.MatchString(c.text) {
		return c.acceptInvite(c.text)
	}
	links, err := c.Store.Links(c.ctx, c.chat.ID)
	if err != nil {
		return err
	}
	if len(links) > 0 {
		return c.say(c.newMessage(c.t.T("start.back", nil), c.mainButtons()))
	}
	var rides texts.HTML
	switch {
	case c.Rides && c.Proof:
		rides = c.t.T("start.rides_proof", nil)
	case c.Rides:
		rides = c.t.T("start.rides", nil)
	}
	hello := texts.Join("\n\n", texts.Lines(c.t.T("start.hello", nil), rides), c.t.T("add.ask", nil))
	o := c.question(hello)
	if c.chat.Kind == store.Private {
		o.Keyboard = keyboard{c.languageButtons()} // whose Telegram speaks another language finds theirs here
	}
	return c.commit(func(tx *store.Tx) error { return c.ask(tx, stepNumber, nil) }, o)
}

// mainButtons lead to what is wanted most.
func (c *turn) mainButtons() []button {
	trips := "button.trips"
	if !c.Rides {
		trips = "button.days"
	}
	return []button{c.button("button.balance", "bal", "show"), c.button(trips, "trips")}
}

func (c *turn) help() error {
	lines := []texts.HTML{c.t.T("help.head", nil)}
	for _, name := range menu {
		if key := c.commandKey(name); key != "" {
			lines = append(lines, texts.HTML("/"+name+" — ")+c.t.T(key, nil))
		}
	}
	text := texts.Join("\n\n", texts.Lines(lines...), c.t.T("help.note", nil), c.operator(), c.adminHelp())
	return c.say(c.newMessage(text, c.mainButtons()))
}

// operator says who runs the bot, as far as that is configured.
func (c *turn) operator() texts.HTML {
	o := c.Operator
	switch {
	case o.Name != "" && o.Contact != "":
		return c.t.T("help.operator_contact", texts.Args{"Name": o.Name, "Contact": o.Contact})
	case o.Name != "" || o.Contact != "":
		return c.t.T("help.operator", texts.Args{"Name": o.Name + o.Contact})
	}
	return ""
}

// cancel leaves a dialog.
func (c *turn) cancel() error { return c.leaveDialog(c.newMessage) }

func (c *turn) pressCancel([]string) error { return c.leaveDialog(c.inPlace) }

func (c *turn) leaveDialog(compose func(texts.HTML, ...[]button) outgoing) error {
	return c.commitWith(c.Now(), func(tx *store.Tx) ([]outgoing, error) {
		open, err := tx.EndDialog(c.ctx, c.chat.ID, c.user.ID)
		key := "cancel.nothing"
		if open {
			key = "cancel.done"
		}
		return []outgoing{compose(c.t.T(key, nil))}, err
	})
}

func (c *turn) language() error {
	return c.say(c.newMessage(c.t.T("lang.ask", nil), c.languageButtons()))
}

func (c *turn) languageButtons() []button {
	var row []button
	for _, lang := range texts.Langs() {
		row = append(row, c.labelled(c.Texts.In(lang).Plain("lang.name", nil), "lang", string(lang)))
	}
	return row
}

func (c *turn) pressLanguage(args []string) error {
	if len(args) != 1 {
		return errStale
	}
	lang := texts.Match(args[0])
	c.t = c.Texts.In(lang)
	links, err := c.Store.Links(c.ctx, c.chat.ID)
	if err != nil {
		return err
	}
	done := c.inPlace(c.t.T("lang.done", nil), c.mainButtons())
	if len(links) == 0 {
		done = c.inPlace(texts.Join("\n\n", c.t.T("lang.done", nil), c.t.T("add.ask", nil)))
	}
	return c.commit(func(tx *store.Tx) error {
		return tx.SetLang(c.ctx, c.chat.ID, string(lang))
	}, done)
}
