package bot

import (
	"onaybot/bot/cards"
	"onaybot/bot/chat"
	"onaybot/bot/family"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/store"
)

// start greets: a newcomer is asked for a number, who has cards is shown the
// way to them.
func (b *Bot) start(r *chat.Request, _ chat.Call) error {
	if family.IsInvite(r.Text) {
		if may, err := b.may(r, false); err != nil || !may {
			return err
		}
		return cards.OrLimit(r, b.family.AcceptInvite(r))
	}
	links, err := b.Store.Links(r.Ctx, r.W.Chat.ID)
	if err != nil {
		return err
	}
	if len(links) > 0 {
		return r.Reply(r.W.Message(r.W.T("start.back"), b.cards.MainRow(r.W)))
	}
	m := r.Question(texts.Join("\n\n", texts.Lines(r.W.T("start.hello"), b.ridesLine(r.W)), r.W.T("add.ask")))
	if r.W.Chat.Kind == store.Private {
		m.Keyboard = telegram.Keyboard{b.languageRow(r.W)} // whose Telegram speaks another language finds theirs here
	}
	return r.Ask(m, cards.AskNumber, nil)
}

func (b *Bot) ridesLine(w *chat.Writer) texts.HTML {
	switch {
	case b.Rides && b.Proof:
		return w.T("start.rides_proof")
	case b.Rides:
		return w.T("start.rides")
	}
	return ""
}

func (b *Bot) addRow(w *chat.Writer) []telegram.Button {
	return []telegram.Button{w.Button("button.add", chat.VerbAdd)}
}

func (b *Bot) help(r *chat.Request, _ chat.Call) error {
	lines := []texts.HTML{r.W.T("help.head")}
	for _, name := range menu {
		if key := b.commandKey(name); key != "" {
			lines = append(lines, texts.HTML("/"+name+" — ")+r.W.T(key))
		}
	}
	text := texts.Join("\n\n", texts.Lines(lines...), r.W.T("help.note"), b.Operator.Line(r.W), b.operatorHelp(r))
	return r.Reply(r.W.Message(text, b.cards.MainRow(r.W)))
}

// operatorHelp lists the operators' commands to an operator.
func (b *Bot) operatorHelp(r *chat.Request) texts.HTML {
	if r.W.Chat.Kind != store.Private || !b.isOperator(r.Person.ID) {
		return ""
	}
	return r.W.T("admin.help")
}

// cancel ends a question.
func (b *Bot) cancel(r *chat.Request, _ chat.Call) error {
	return r.CommitWith(func(tx *store.Tx) ([]telegram.Message, error) {
		open, err := r.EndQuestion(tx)
		key := "cancel.nothing"
		if open {
			key = "cancel.done"
		}
		return []telegram.Message{r.InPlace(r.W.Message(r.W.T(key)))}, err
	})
}

func (b *Bot) language(r *chat.Request, _ chat.Call) error {
	return r.Reply(r.W.Message(r.W.T("lang.ask"), b.languageRow(r.W)))
}

func (b *Bot) languageRow(w *chat.Writer) (row []telegram.Button) {
	for _, lang := range texts.Langs() {
		row = append(row, w.Labelled(b.Texts.In(lang).Plain("lang.name", nil), chat.VerbLanguage, lang))
	}
	return row
}

// setLanguage is called with a language.
func (b *Bot) setLanguage(r *chat.Request, call chat.Call) error {
	if len(call.Args) != 1 {
		return chat.ErrStale
	}
	lang := texts.Match(call.Args[0])
	links, err := b.Store.Links(r.Ctx, r.W.Chat.ID)
	if err != nil {
		return err
	}
	w := r.W.In(b.Texts.In(lang))
	done := w.Message(w.T("lang.done"), b.cards.MainRow(w))
	if len(links) == 0 {
		done = w.Message(texts.Join("\n\n", w.T("lang.done"), w.T("add.ask")))
	}
	return r.Commit(func(tx *store.Tx) error { return tx.SetLang(r.Ctx, r.W.Chat.ID, string(lang)) }, r.InPlace(done))
}
