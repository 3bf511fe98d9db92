package rides

import (
	"slices"
	"strconv"
	"time"

	"onaybot/bot/chat"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/store"
)

// exportPeriods are those offered, in days, of which today is the last; 0: all
// there is.
var exportPeriods = []int{30, 90, 0}

const (
	exportYears = 10    // of a card's past are all there is: the cards are hardly older
	exportMost  = 5_000 // transactions of a file, the newest; as many as the cabinet is asked for at once
)

// Export answers /export and its buttons: it asks for a period, or sends the
// file of one. The arguments are none, or the period.
func (s *Rides) Export(r *chat.Request, call chat.Call) error {
	days := 0
	if len(call.Args) > 0 {
		var err error
		if days, err = call.Int(0); err != nil || !slices.Contains(exportPeriods, days) {
			return chat.ErrStale
		}
	}
	switch {
	case !s.Account:
		return noExport(r, call.Link)
	case len(call.Args) == 0:
		return askExport(r, call.Link)
	}
	return s.sendExport(r, call.Link, days)
}

// noExport says what there is in the place of a file of rides.
func noExport(r *chat.Request, l store.Link) error {
	return r.Reply(r.W.Message(texts.Lines(r.W.T("trouble.no_login"), r.W.T("days.instead")),
		[]telegram.Button{r.W.Button("button.days", chat.VerbTrips, l.ID)}))
}

func askExport(r *chat.Request, l store.Link) error {
	var row []telegram.Button
	for _, days := range exportPeriods {
		row = append(row, r.W.Labelled(r.W.Plain("period."+periodName(days)), chat.VerbExport, l.ID, days))
	}
	return r.Edit(r.W.Message(r.W.T("export.ask", texts.Args{"Card": r.W.Card(l)}), row))
}

func periodName(days int) string {
	if days == 0 {
		return "all"
	}
	return strconv.Itoa(days)
}

// sendExport sends the file as a message of its own, so that the buttons stay
// for another period.
func (s *Rides) sendExport(r *chat.Request, l store.Link, days int) error {
	r.Show(telegram.UploadingDocument)
	from := r.W.InDays(1-days, 0)
	if days == 0 {
		from = r.W.InDays(0, 0).AddDate(-exportYears, 0, 0)
	}
	history, problem := s.read(r, l, from, r.W.Chat.ID)
	if len(history.List) == 0 {
		if problem == "" {
			problem = r.W.T("trips.none")
		}
		return r.Reply(r.W.Message(problem))
	}
	m, err := exported(r.W, l, history, days, problem)
	if err != nil {
		return err
	}
	return r.SendFile(m, r.W.T("export.not_sent"))
}

// exported is the message with the file.
func exported(w *chat.Writer, l store.Link, history watch.History, days int, problem texts.HTML) (
	telegram.Message, error) {
	list, cut := history.List, texts.HTML("")
	if len(list) > exportMost {
		list, cut = list[:exportMost], w.T("export.cut")
	}
	last4 := l.Card.PAN.Last4()
	data, err := toCSV(last4, list, w.Texts.Zone())
	if err != nil {
		return telegram.Message{}, err
	}
	head := texts.Join(" · ", "📄 "+w.Card(l), w.T("period."+periodName(days)), w.N("export.rows", int64(len(list))))
	m := w.Message(texts.Lines(head, cut, problem))
	m.File = &telegram.File{Name: fileName(last4, w.InDays(0, 0)), Data: data}
	return m, nil
}

func fileName(last4 string, day time.Time) string {
	return "onay-" + last4 + "-" + day.Format(time.DateOnly) + ".csv"
}
