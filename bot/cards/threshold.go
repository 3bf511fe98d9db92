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

// byRides marks a button whose threshold is in rides.
const byRides = "rides"

// offer is the thresholds offered by button: in tenge, and in rides where the
// fare is known.
type offer struct{ tenge, rides []int64 }

var (
	fullOffer  = offer{tenge: []int64{200, 300, 500, 1000, 2000}, rides: []int64{2, 5, 10}}
	firstOffer = offer{tenge: []int64{300, 500, 1000}, rides: []int64{3}} // while a card is linked
)

// PressThreshold is called with nothing, to ask for the threshold, with
// "TENGE", with "RIDES rides", or with "other", to type one.
func (s *Settings) PressThreshold(r *chat.Request, call chat.Call) error {
	switch {
	case len(call.Args) == 0:
		return r.Reply(thresholdMenu(r, call.Link))
	case call.Args[0] == "other":
		return r.Ask(r.Question(r.W.T("threshold.ask")), AskThreshold, naming{Link: call.Link.ID})
	case len(call.Args) == 2:
		rides, err := call.ID(0)
		if err != nil || !slices.Contains(fullOffer.rides, rides) {
			return chat.ErrStale
		}
		return s.setThreshold(r, withThreshold(r.W, call.Link, rides, 0))
	}
	money, err := tengeOf(call)
	if err != nil {
		return err
	}
	return s.setThreshold(r, withThreshold(r.W, call.Link, 0, money))
}

func thresholdMenu(r *chat.Request, l store.Link) telegram.Message {
	w := r.W
	other := w.Button("button.other", chat.VerbThreshold, l.ID, "other")
	rows := chat.Rows(3, append(tengeButtons(w, fullOffer, chat.VerbThreshold, l), other)...)
	if fareKnown(w, l) {
		rows = append(rows, ridesButtons(w, l))
	}
	rows = append(rows, []telegram.Button{
		w.Button("button.off", chat.VerbThreshold, l.ID, 0), w.Button("button.back", chat.VerbAlerts, l.ID),
	})
	text := texts.Lines(w.T("threshold.choose", texts.Args{"Card": w.Card(l)}), w.AlertLine(l))
	return r.InPlace(w.Message(text, rows...))
}

// tengeButtons are the thresholds in tenge of an offer. They call a verb with
// the link, the threshold, and what follows.
func tengeButtons(w *chat.Writer, o offer, verb string, l store.Link, more ...any) (row []telegram.Button) {
	for _, tenge := range o.tenge {
		label := w.Texts.Money(onayclient.Tenge(tenge))
		row = append(row, w.Labelled(label, verb, append([]any{l.ID, tenge}, more...)...))
	}
	return row
}

func ridesButtons(w *chat.Writer, l store.Link) (row []telegram.Button) {
	for _, n := range fullOffer.rides {
		row = append(row, w.Labelled(ridesLabel(w, n), chat.VerbThreshold, l.ID, n, byRides))
	}
	return row
}

func ridesLabel(w *chat.Writer, n int64) string { return chat.PlainText(w.N("rides", n)) }

// fareKnown tells whether it is known what a ride costs with the card.
func fareKnown(w *chat.Writer, l store.Link) bool { return w.RidesLeft(l) != "" }

// tengeOf is the first argument as a threshold in tenge; the error is
// [chat.ErrStale].
func tengeOf(call chat.Call) (onayclient.Money, error) {
	tenge, err := call.ID(0)
	if err != nil || tenge < 0 || tenge > maxThreshold {
		return 0, chat.ErrStale
	}
	return onayclient.Tenge(tenge), nil
}

// TypedThreshold takes the answer to [AskThreshold]: an amount in tenge.
func (s *Settings) TypedThreshold(r *chat.Request, call chat.Call) error {
	tenge, ok := parseTenge(r.Text, s.units())
	if !ok {
		highest := r.W.Texts.Money(onayclient.Tenge(maxThreshold))
		return r.Reply(r.Question(r.W.T("threshold.wrong", texts.Args{"Max": highest})))
	}
	return s.setThreshold(r, withThreshold(r.W, call.Link, 0, onayclient.Tenge(tenge)))
}

// units are the words for tenge, in all languages: people mix them.
func (s *Settings) units() (words []string) {
	for _, lang := range texts.Langs() {
		words = append(words, strings.Fields(s.Texts.In(lang).Plain("threshold.units", nil))...)
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

// withThreshold is a link as it is with another threshold, in rides or in
// money.
func withThreshold(w *chat.Writer, l store.Link, rides int64, money onayclient.Money) store.Link {
	l.Threshold, l.ThresholdRides = money, rides
	l.Threshold = w.Threshold(l)
	return l
}

// setThreshold saves a link's threshold, and says what it is now.
func (s *Settings) setThreshold(r *chat.Request, l store.Link) error {
	text := texts.Lines("💳 "+r.W.Card(l), r.W.Balance(l), r.W.AlertLine(l))
	return s.saveThreshold(r, l, r.InPlace(r.W.Message(text, []telegram.Button{
		r.W.Button("button.threshold_change", chat.VerbThreshold, l.ID), r.W.Button("button.alerts", chat.VerbAlerts, l.ID),
	})))
}

// saveThreshold saves a link's threshold, and answers.
func (s *Settings) saveThreshold(r *chat.Request, l store.Link, answer telegram.Message) error {
	return r.Commit(func(tx *store.Tx) error {
		if _, err := r.EndQuestion(tx); err != nil {
			return err
		}
		l.Low = watch.IsLow(l, l.Threshold)
		if err := tx.SetThreshold(r.Ctx, l); err != nil {
			return err
		}
		return s.Watcher.Reconsider(r.Ctx, tx, l.Card.ID)
	}, answer)
}
