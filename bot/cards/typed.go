package cards

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"onaybot/bot/chat"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/onayclient"
	"onaybot/store"
)

// nameWords is how many words beside a number may be a name.
const nameWords = 3

// addSeveral links the cards of a message that holds several numbers. Each is
// answered for itself; what is typed next is the name of the last one that has
// none.
func (c *Cards) addSeveral(r *chat.Request, found []onayclient.Found) error {
	links, err := c.Store.Links(r.Ctx, r.W.Chat.ID)
	switch {
	case err != nil:
		return err
	case len(links)+unlinked(links, found) > maxCards:
		return full(r)
	}
	s, err := c.fetchSeveral(r, links, found)
	if err != nil {
		return err
	}
	if len(s.cards) == 0 {
		return r.Commit(func(*store.Tx) error { return nil }, s.refusals...)
	}
	return c.linkRead(r, s.cards, s.refusals, func(tx *store.Tx, card store.Card) (telegram.Message, error) {
		return c.link(r, tx, card, *s.names[card.PAN])
	})
}

// unlinked is how many cards there are among numbers that are not linked yet.
func unlinked(links []store.Link, found []onayclient.Found) int {
	cards := map[onayclient.PAN]bool{}
	for _, number := range found {
		if _, linked := linkOf(links, number.PAN); !linked && number.Err == nil {
			cards[number.PAN] = true
		}
	}
	return len(cards)
}

// several is what came of several numbers.
type several struct {
	cards    []onayclient.Card
	names    map[onayclient.PAN]*naming // of the cards
	refusals []telegram.Message         // what is said of the other numbers
}

func (c *Cards) fetchSeveral(r *chat.Request, links []store.Link, found []onayclient.Found) (several, error) {
	ctx, cancel := r.Patient()
	defer cancel()
	r.Show(telegram.Typing)
	s, asked := several{names: map[onayclient.PAN]*naming{}}, &naming{}
	for i, name := range c.namesBeside(found) {
		number := found[i]
		if s.names[number.PAN] != nil {
			continue // it stands there twice
		}
		read, refusal, err := c.fetchTyped(ctx, r, links, number)
		if err != nil {
			return s, err
		}
		if refusal != nil {
			refusal.Text = texts.Lines(r.W.Texts.Card(name, number.Last4), refusal.Text)
			s.refusals = append(s.refusals, *refusal)
			continue
		}
		n := &naming{NumberAt: typedAt(r, number), Name: name, Pressed: true}
		s.cards, s.names[number.PAN] = append(s.cards, read), n
		if name == "" {
			asked = n
		}
	}
	asked.Pressed = false
	return s, nil
}

// fetchTyped reads a card whose number was typed among others. The refusal says
// why it cannot be linked, or need not be.
func (c *Cards) fetchTyped(ctx context.Context, r *chat.Request, links []store.Link, number onayclient.Found) (
	onayclient.Card, *telegram.Message, error) {
	var refusal telegram.Message
	known, linked := linkOf(links, number.PAN)
	switch {
	case number.Err != nil:
		refusal = r.W.Message(wrongNumber(r.W, number.Err))
	case linked:
		refusal = c.already(r.W, known)
	default:
		read, refused, err := c.fetchNew(ctx, r, number.PAN)
		if limit := r.W.LimitText(err); limit != "" {
			refusal = r.W.Message(limit)
			return read, &refusal, nil
		}
		return read, refused, err
	}
	return onayclient.Card{}, &refusal, nil
}

// namesBeside are the names that stand beside numbers: before each of them, if
// there is one before the first, else after each.
func (c *Cards) namesBeside(found []onayclient.Found) (names []string) {
	first, _ := c.asName(found[0].Before)
	for _, f := range found {
		before, talks := c.asName(f.Before)
		after, talksOn := c.asName(f.After)
		switch {
		case talks || talksOn:
			names = append(names, "")
		case first != "":
			names = append(names, before)
		default:
			names = append(names, after)
		}
	}
	return names
}

// asName makes a card's name of what stands beside its number; "": there is
// none, but perhaps words that go with any number. It tells a sentence, which
// is no name.
func (c *Cards) asName(beside string) (name string, talks bool) {
	name = chat.CleanName(strings.TrimFunc(beside, frames))
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !unicode.IsLetter(r) })
	known := slices.DeleteFunc(slices.Clone(words), func(word string) bool {
		return !slices.Contains(c.Texts.Words("number.words"), word)
	})
	switch {
	case len(words) == len(known):
		return "", false
	case len(known) > 0, len(words) > nameWords, strings.Contains(beside, "?"),
		utf8.RuneCountInString(name) > chat.MaxName, chat.HoldsNumber(name):
		return "", true
	}
	return name, false
}

// frames tells what may stand around a number and is no part of a name.
func frames(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsPunct(r) || unicode.In(r, unicode.Sm, unicode.Cf) || r == '№'
}
