package cards

import (
	"hash/fnv"
	"strconv"
	"strings"

	"onaybot/bot/chat"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/onayclient"
	"onaybot/store"
)

// fareClasses are those that a passenger can choose.
var fareClasses = []onayclient.FareClass{
	onayclient.FareFull, onayclient.FareHalf, onayclient.FarePass, onayclient.FareFree,
}

// PressFare is called with nothing, to show what a ride costs, with "CLASS" or
// "city KEY", to choose it, with "auto", to choose nothing, or with "CLASS
// NUMBERAT" while the card is linked.
func (c *Cards) PressFare(r *chat.Request, call chat.Call) error {
	if len(call.Args) == 0 {
		return r.Reply(c.farePanel(r, call.Link))
	}
	l, err := c.chosenFare(call)
	if err != nil {
		return err
	}
	answer := c.farePanel(r, l)
	if numberAt, err := call.Int(1); err == nil && call.Args[0] != inCity {
		answer = c.afterOffer(r, l, naming{NumberAt: numberAt})
	}
	return r.Commit(func(tx *store.Tx) error { return c.saveFare(r, tx, l) }, answer)
}

// What the buttons of the fare name besides a class.
const (
	inCity    = "city"
	automatic = "auto"
)

// chosenFare is a link with the fare that a button names; the error is
// [chat.ErrStale].
func (c *Cards) chosenFare(call chat.Call) (store.Link, error) {
	l := call.Link
	switch {
	case call.Is(automatic):
		l.City, l.DeclaredFare = "", onayclient.FareUnknown
		return l, nil
	case call.Args[0] == inCity:
		l.City = c.cityOf(call.Args[1:])
		if l.City == "" {
			return l, chat.ErrStale
		}
		return l, nil
	}
	l.DeclaredFare = onayclient.ParseFareClass(call.Args[0])
	if l.DeclaredFare == onayclient.FareUnknown {
		return l, chat.ErrStale
	}
	return l, nil
}

// cityOf is the city of the table that a button names; "": it is there no
// longer.
func (c *Cards) cityOf(args []string) string {
	for _, city := range c.Fares.Cities() {
		if len(args) == 1 && args[0] == cityKey(city) {
			return city
		}
	}
	return ""
}

// cityKey names a city in a button, which takes neither spaces nor long names.
func cityKey(city string) string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(strings.ToLower(city))) // never fails
	return strconv.FormatUint(uint64(h.Sum32()), 36)
}

// saveFare saves what a chat has chosen. What it means for a low balance is not
// told.
func (c *Cards) saveFare(r *chat.Request, tx *store.Tx, chosen store.Link) error {
	l, err := tx.Link(r.Ctx, chosen.ChatID, chosen.ID)
	if err != nil {
		return err
	}
	l.City, l.DeclaredFare = chosen.City, chosen.DeclaredFare
	return c.choose(r, tx, l)
}

// farePanel is what a ride costs, and what can be chosen.
func (c *Cards) farePanel(r *chat.Request, l store.Link) telegram.Message {
	w := r.W
	var cities []telegram.Button
	for _, city := range c.Fares.Cities() {
		label := chat.Chosen(w.City(city), strings.EqualFold(city, l.City))
		cities = append(cities, w.Labelled(label, chat.VerbFare, l.ID, inCity, cityKey(city)))
	}
	rows := classRows(w, l)
	if len(cities) > 1 {
		rows = append(chat.Rows(2, cities...), rows...)
	}
	rows = append(rows, []telegram.Button{
		w.Labelled(chat.Chosen(w.Plain("button.fare_auto"), !c.Fares.Chosen(l)), chat.VerbFare, l.ID, automatic),
		w.Button("button.back", chat.VerbCard, l.ID),
	})
	about := w.T("fare.choose", texts.Args{"Card": w.Card(l)})
	return r.InPlace(w.Message(texts.Join("\n\n", texts.Lines(about, c.fareNow(w, l)), w.T("fare.how")), rows...))
}

// fareNow says what a ride costs, and who says so.
func (c *Cards) fareNow(w *chat.Writer, l store.Link) texts.HTML {
	fare, known := c.Fares.Of(l, w.Now())
	class, what := w.Plain("class."+l.Class().String()), w.City(c.Fares.City(l))
	if l.Class() != onayclient.FareUnknown {
		what += ", " + class
	}
	args := texts.Args{"Fare": w.Texts.Money(fare), "Class": class, "What": what}
	_, learned := c.Fares.Learned(l, w.Now())
	now := w.T("fare.now", args)
	switch {
	case learned:
		return w.T("fare.learned", args)
	case !watch.PaysByRide(l.Class()):
		now = w.T("fare.no_charge", args)
	case !known:
		now = w.T("fare.not_known", args)
	}
	if c.Fares.Chosen(l) {
		return texts.Lines(now, w.T("fare.chosen"))
	}
	return now
}

// classRows offer the classes of fares. While the card is linked, their buttons
// end with the message that holds the full number.
func classRows(w *chat.Writer, l store.Link, numberAt ...any) telegram.Keyboard {
	var buttons []telegram.Button
	for _, class := range fareClasses {
		args := append([]any{l.ID, class}, numberAt...)
		label := chat.Chosen(w.Plain("fare."+class.String()), class == l.DeclaredFare)
		buttons = append(buttons, w.Labelled(label, chat.VerbFare, args...))
	}
	return chat.Rows(2, buttons...)
}

// askFare asks what a card pays that is being linked, where the cabinet does
// not tell. numberAt is the message that holds the full number.
func askFare(r *chat.Request, l store.Link, numberAt int) telegram.Message {
	return r.InPlace(r.W.About("fare.ask", l, classRows(r.W, l, numberAt)...))
}
