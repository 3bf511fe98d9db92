package cards

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"onaybot/bot/chat"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/onayclient"
	"onaybot/store"
)

// AskThreshold is the name of the question for a threshold in tenge.
const AskThreshold = "threshold"

// maxThreshold is the highest threshold accepted, in tenge.
const maxThreshold = 100_000

// What the buttons of thresholds name: an amount, or a number of rides.
const (
	inTenge = "tenge"
	inRides = "rides"
)

// PressThreshold is called with nothing, to ask for the threshold, with
// "other", to type one, with "tenge N" or "rides N", or with "tenge N
// NUMBERAT" or "rides N NUMBERAT" while the card is linked.
func (c *Cards) PressThreshold(r *chat.Request, call chat.Call) error {
	switch {
	case call.Is():
		return r.Reply(thresholdMenu(r, call.Link))
	case call.Is("other"):
		return r.Ask(r.Question(r.W.T("threshold.ask")), AskThreshold, naming{Link: call.Link.ID})
	}
	l, err := chosenThreshold(r.W, call)
	if err != nil {
		return err
	}
	if numberAt, err := call.Int(2); err == nil {
		return c.saveThreshold(r, l, c.allSet(r, l, numberAt))
	}
	return c.saveThreshold(r, l, thresholdSet(r, l))
}

// chosenThreshold is a link with the threshold that a button names; the error
// is [chat.ErrStale].
func chosenThreshold(w *chat.Writer, call chat.Call) (store.Link, error) {
	n, err := call.ID(1)
	switch {
	case err != nil:
		return store.Link{}, err
	case n < 0 || n > maxThreshold:
		return store.Link{}, chat.ErrStale
	case call.Args[0] == inTenge:
		return withThreshold(w, call.Link, 0, onayclient.Tenge(n)), nil
	case call.Args[0] == inRides:
		return withThreshold(w, call.Link, n, 0), nil
	}
	return store.Link{}, chat.ErrStale
}

func thresholdMenu(r *chat.Request, l store.Link) telegram.Message {
	w := r.W
	other := w.Button("button.other", chat.VerbThreshold, l.ID, "other")
	rows := chat.Rows(3, append(offer(w, l, inTenge, []int64{200, 300, 500, 1000, 2000}), other)...)
	if fareKnown(w, l) {
		rows = append(rows, offer(w, l, inRides, []int64{2, 5, 10}))
	}
	rows = append(rows, []telegram.Button{
		w.Button("button.off", chat.VerbThreshold, l.ID, inTenge, 0), w.Button("button.back", chat.VerbAlerts, l.ID),
	})
	text := texts.Lines(w.T("threshold.choose", texts.Args{"Card": w.Card(l)}), w.AlertLine(l))
	return r.InPlace(w.Message(text, rows...))
}

// offer is thresholds as buttons. While the card is linked, what they send
// ends with the message that holds the full number.
func offer(w *chat.Writer, l store.Link, unit string, amounts []int64, numberAt ...any) (row []telegram.Button) {
	for _, n := range amounts {
		label := w.Texts.Money(onayclient.Tenge(n))
		if unit == inRides {
			label = chat.PlainText(w.N("rides", n))
		}
		row = append(row, w.Labelled(label, chat.VerbThreshold, append([]any{l.ID, unit, n}, numberAt...)...))
	}
	return row
}

// fareKnown tells whether it is known what a ride costs with the card.
func fareKnown(w *chat.Writer, l store.Link) bool { return w.RidesLeft(l) != "" }

// TypedThreshold takes the answer to [AskThreshold]: an amount in tenge.
func (c *Cards) TypedThreshold(r *chat.Request, call chat.Call) error {
	tenge, ok := parseTenge(r.Text, c.Texts.Words("threshold.units"))
	if !ok {
		highest := r.W.Texts.Money(onayclient.Tenge(maxThreshold))
		return r.Reply(r.Question(r.W.T("threshold.wrong", texts.Args{"Max": highest})))
	}
	l := withThreshold(r.W, call.Link, 0, onayclient.Tenge(tenge))
	return c.saveThreshold(r, l, thresholdSet(r, l))
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

// withThreshold is a link as it is with another threshold, in rides or in
// money.
func withThreshold(w *chat.Writer, l store.Link, rides int64, money onayclient.Money) store.Link {
	l.Threshold, l.ThresholdRides = money, rides
	l.Threshold = w.Threshold(l)
	return l
}

// thresholdSet says what the threshold is now.
func thresholdSet(r *chat.Request, l store.Link) telegram.Message {
	text := texts.Lines("💳 "+r.W.Card(l), r.W.Balance(l), r.W.AlertLine(l))
	return r.InPlace(r.W.Message(text, []telegram.Button{
		r.W.Button("button.threshold_change", chat.VerbThreshold, l.ID), r.W.Button("button.alerts", chat.VerbAlerts, l.ID),
	}))
}

// saveThreshold saves a link's threshold, and answers.
func (c *Cards) saveThreshold(r *chat.Request, l store.Link, answer telegram.Message) error {
	return r.Commit(func(tx *store.Tx) error {
		if _, err := r.EndQuestion(tx); err != nil {
			return err
		}
		return c.choose(r, tx, l)
	}, answer)
}

// choose writes the threshold and the fare of a link, as part of a commit. They alone neither have the chat told of its
// balance nor told again. As long as it was told nothing, it knows what it sees as it chooses; so it does where what it
// was to be told is taken back unsent.
func (c *Cards) choose(r *chat.Request, tx *store.Tx, l store.Link) error {
	unsent, err := tx.DropEvents(r.Ctx, l.ID, store.EventLow)
	if err != nil {
		return err
	}
	if unsent || l.LowAt.IsZero() {
		l.Low = watch.IsLow(l, r.W.Threshold(l))
	}
	if err := tx.SetThreshold(r.Ctx, l); err != nil {
		return err
	}
	return c.Watcher.Reconsider(r.Ctx, tx, l.Card.ID)
}
