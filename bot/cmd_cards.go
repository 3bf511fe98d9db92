package bot

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/onayclient"
	"onaybot/store"
)

// stepThreshold expects an amount for the low-balance alert.
const stepThreshold = "threshold"

// thresholds are the amounts offered by button, in tenge.
var thresholds = []int64{200, 300, 500, 1000, 2000}

// thresholdRides are the numbers of rides offered by button.
var thresholdRides = []int64{2, 5, 10}

// maxThreshold is the highest amount accepted, in tenge.
const maxThreshold = 100_000

// cards lists the cards, each leading to what can be done with it.
func (c *turn) cards() error { return c.listCards(c.newMessage) }

func (c *turn) pressCards([]string) error { return c.listCards(c.inPlace) }

func (c *turn) listCards(compose func(texts.HTML, ...[]button) outgoing) error {
	links, err := c.Store.Links(c.ctx, c.chat.ID)
	if err != nil {
		return err
	}
	if len(links) == 0 {
		return c.say(compose(c.t.T("cards.none", nil), []button{c.button("button.add", "add")}))
	}
	var lines []texts.HTML
	for _, l := range links {
		lines = append(lines, c.t.T("cards.line", texts.Args{
			"Card": c.cardName(l), "Balance": c.t.Money(l.Card.Balance), "AsOf": c.t.When(texts.AsOf, l.Card.At, c.Now()),
		}))
	}
	text := texts.Join("\n\n", texts.Lines(lines...), c.t.T("cards.choose", nil))
	return c.say(compose(text, append(c.W.CardRows(links, "card"), []button{c.button("button.more", "add")})...))
}

// pressCard is "" (what can be done with the card) or an action.
func (c *turn) pressCard(l store.Link, args []string) error {
	switch strings.Join(args, " ") {
	case "":
		return c.say(c.cardMenu(l))
	case "rename":
		return c.askName(l)
	case "up":
		return c.moveUp(l)
	case "remove":
		return c.say(c.confirmRemoval(l))
	case "remove yes":
		return c.remove(l)
	}
	return errStale
}

// cardGone shows the cards that are there in the place of one that is not.
func (c *turn) cardGone() error {
	c.alert(c.t.Plain("cards.gone", nil))
	return c.listCards(c.inPlace)
}

func (c *turn) cardMenu(l store.Link) outgoing {
	id := linkID(l)
	text := texts.Lines("💳 "+c.cardName(l), c.figures(l), c.age(l.Card.Card), c.alertLine(l))
	o := c.inPlace(text,
		[]button{c.button("button.rename", "card", id, "rename"), c.button("button.threshold", "limit", id)},
		[]button{c.button("button.up", "card", id, "up"), c.button("button.remove", "card", id, "remove")})
	o.Keyboard = append(o.Keyboard, []button{c.button("button.share", "share", id)})
	last := []button{c.button("button.back", "cards")}
	if l.Card.Type == "" {
		last = append(last, c.button("button.fare", "fare", id))
	}
	o.Keyboard = append(o.Keyboard, last)
	return o
}

func (c *turn) askName(l store.Link) error {
	d := nameDialog{Link: l.ID, Renames: true}
	o := c.question(c.t.T("name.ask_new", texts.Args{"Card": c.cardName(l)}))
	o.Keyboard = c.nameButtons(d)
	return c.commit(func(tx *store.Tx) error { return c.ask(tx, stepName, d) }, o)
}

func (c *turn) moveUp(l store.Link) error {
	err := c.commit(func(tx *store.Tx) error { return tx.MoveLinkUp(c.ctx, c.chat.ID, l.ID) })
	if err != nil {
		return err
	}
	return c.listCards(c.inPlace)
}

func (c *turn) confirmRemoval(l store.Link) outgoing {
	id := linkID(l)
	return c.inPlace(c.t.T("cards.remove_ask", texts.Args{"Card": c.cardName(l)}),
		[]button{c.button("button.remove_yes", "card", id, "remove", "yes"), c.button("button.keep", "card", id)})
}

func (c *turn) remove(l store.Link) error {
	return c.commit(func(tx *store.Tx) error {
		if err := tx.RemoveLink(c.ctx, c.chat.ID, l.ID, c.Now()); err != nil {
			return err
		}
		return c.dropUnseen(c.ctx, tx, l)
	}, c.inPlace(c.t.T("cards.removed", texts.Args{"Card": c.cardName(l)}), []button{c.button("button.cards", "cards")}))
}

// pressThreshold is "" (which threshold?), "TENGE", "RIDES rides", or "other" to
// type one.
func (c *turn) pressThreshold(l store.Link, args []string) error {
	switch {
	case len(args) == 0:
		return c.say(c.thresholdMenu(l))
	case args[0] == "other":
		return c.commit(func(tx *store.Tx) error {
			return c.ask(tx, stepThreshold, nameDialog{Link: l.ID})
		}, c.question(c.t.T("threshold.ask", nil)))
	}
	n, err := argInt(args, 0)
	switch {
	case err != nil || n < 0 || n > maxThreshold:
		return errStale
	case len(args) == 2 && slices.Contains(thresholdRides, n):
		return c.setThreshold(l, n, 0, c.thresholdSet)
	}
	return c.setThreshold(l, 0, onayclient.Tenge(n), c.thresholdSet)
}

func (c *turn) thresholdMenu(l store.Link) outgoing {
	id := linkID(l)
	var rows keyboard
	for chunk := range slices.Chunk(thresholds, 3) {
		var row []button
		for _, tenge := range chunk {
			row = append(row, c.labelled(c.t.Money(onayclient.Tenge(tenge)), "limit", id, strconv.FormatInt(tenge, 10)))
		}
		rows = append(rows, row)
	}
	last := len(rows) - 1
	rows[last] = append(rows[last], c.button("button.other", "limit", id, "other"))
	rows = append(rows, c.rideThresholds(l))
	rows = append(rows, []button{c.button("button.off", "limit", id, "0"), c.button("button.back", "alerts", id)})
	rows = slices.DeleteFunc(rows, func(row []button) bool { return len(row) == 0 })
	text := texts.Lines(c.t.T("threshold.choose", texts.Args{"Card": c.cardName(l)}), c.alertLine(l))
	return c.inPlace(text, rows...)
}

// rideThresholds are thresholds in rides, where the card's fare is known.
func (c *turn) rideThresholds(l store.Link) []button {
	if !c.fareKnown(l) {
		return nil
	}
	var row []button
	for _, n := range thresholdRides {
		label := plainText(c.t.N("rides", n))
		row = append(row, c.labelled(label, "limit", linkID(l), strconv.FormatInt(n, 10), byRides))
	}
	return row
}

// fareKnown tells whether it is known what a ride costs with the card.
func (c *turn) fareKnown(l store.Link) bool {
	fare, ok := c.Fares.Of(l.Class(), c.Now())
	return ok && fare > 0
}

// typedThreshold takes an amount in tenge, with or without the sign.
func (c *turn) typedThreshold(l store.Link, _ json.RawMessage) error {
	tenge, ok := parseTenge(c.text, c.units())
	if !ok {
		return c.say(c.question(c.t.T("threshold.wrong", texts.Args{"Max": c.t.Money(onayclient.Tenge(maxThreshold))})))
	}
	return c.setThreshold(l, 0, onayclient.Tenge(tenge), c.thresholdSet)
}

// units are the words for tenge, in any of the languages: people mix them.
func (b *Bot) units() (words []string) {
	for _, lang := range texts.Langs() {
		words = append(words, strings.Fields(b.Texts.In(lang).Plain("threshold.units", nil))...)
	}
	return words
}

var amountForm = regexp.MustCompile(`^([0-9][0-9\s\x{a0}\x{202f}]*)(\p{L}*|₸)\.?$`)

// parseTenge reads a whole amount such as "1 500 ₸", with the sign, one of
// the words for it, or nothing; false: it is none, or out of bounds.
func parseTenge(s string, words []string) (int64, bool) {
	m := amountForm.FindStringSubmatch(strings.ToLower(strings.TrimSpace(s)))
	if m == nil || m[2] != "" && m[2] != "₸" && !slices.Contains(words, m[2]) {
		return 0, false
	}
	n, err := strconv.ParseInt(strings.Join(strings.Fields(m[1]), ""), 10, 64)
	return n, err == nil && n <= maxThreshold
}

// setThreshold sets a threshold in rides or in money, and answers with what
// done makes of the link then.
func (c *turn) setThreshold(l store.Link, rides int64, threshold onayclient.Money, done func(store.Link) outgoing) error {
	l.Threshold, l.ThresholdRides = threshold, rides
	l.Threshold = c.threshold(l)
	low := watch.IsLow(l, l.Threshold)
	return c.commit(func(tx *store.Tx) error {
		if _, err := c.EndQuestion(tx); err != nil {
			return err
		}
		if err := tx.SetThreshold(c.ctx, c.chat.ID, l.ID, rides, l.Threshold, low); err != nil {
			return err
		}
		return c.Watcher.Reconsider(c.ctx, tx, l.Card.ID)
	}, done(l))
}

func (c *turn) thresholdSet(l store.Link) outgoing {
	text := texts.Lines("💳 "+c.cardName(l), c.figures(l), c.alertLine(l))
	return c.inPlace(text, []button{c.button("button.threshold_change", "limit", linkID(l)),
		c.button("button.alerts", "alerts", linkID(l))})
}
