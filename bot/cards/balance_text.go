package cards

import (
	"errors"
	"slices"

	"onaybot/bot/chat"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/onayclient"
	"onaybot/store"
)

// shownCard is what is known of a card while its balance is shown.
type shownCard struct {
	link    store.Link
	pending bool  // the cabinet is being asked
	err     error // why it could not be read
}

// balancesText is the message of /balance. Where it would be too long, the ages
// of the balances give way before the cards do.
func balancesText(w *chat.Writer, cards []shownCard) texts.HTML {
	var long, short []texts.HTML
	for _, c := range cards {
		block := texts.Lines("💳 "+w.Card(c.link), w.Balance(c.link))
		short = append(short, block)
		long = append(long, texts.Lines(block, age(w, c)))
	}
	if list := troubles(w, cards); len(list) > 0 {
		end := texts.Lines(append(list, w.T("balance.last_known"))...)
		long, short = append(long, end), append(short, end)
	}
	if text := texts.Join("\n\n", long...); telegram.Fits(text) {
		return text
	}
	return texts.Join("\n\n", short...)
}

// age says of when a balance is, and what is wrong with the card.
func age(w *chat.Writer, c shownCard) texts.HTML {
	asOf := texts.Args{"AsOf": w.When(texts.AsOf, c.link.Card.At)}
	switch {
	case c.pending:
		return w.T("balance.pending", asOf)
	case errors.Is(c.err, onayclient.ErrNoCard):
		return texts.Lines(w.T("balance.as_of", asOf), w.T("trouble.no_card"))
	case c.err != nil:
		return w.T("balance.as_of", asOf)
	}
	return w.Age(c.link.Card.At)
}

// troubles is what is wrong with the cabinet, each thing once.
func troubles(w *chat.Writer, cards []shownCard) (list []texts.HTML) {
	for _, c := range cards {
		if c.err == nil || errors.Is(c.err, onayclient.ErrNoCard) {
			continue
		}
		if text := w.Trouble(c.err); !slices.Contains(list, text) {
			list = append(list, text)
		}
	}
	return list
}
