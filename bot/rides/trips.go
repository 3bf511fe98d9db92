package rides

import (
	"slices"
	"strconv"
	"time"

	"onaybot/bot/chat"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/onayclient"
	"onaybot/store"
)

// periods are those offered, in days, of which today is the last.
var periods = []int{1, 7, 30}

const (
	defaultPeriod = 7
	pageSize      = 30 // transactions; with the totals of days far below the 4096 characters of a message
)

// ShowTrips answers /trips and its buttons: one page of a period. The
// arguments are none, or the period and the page.
func (s *Rides) ShowTrips(r *chat.Request, call chat.Call) error {
	days, page, err := whatTrips(call)
	if err != nil {
		return err
	}
	if !s.Account {
		return s.showDays(r, call.Link, days, page)
	}
	r.Show(telegram.Typing)
	history, problem := s.read(r, call.Link, r.W.InDays(1-days, 0), r.W.Chat.ID)
	older := (page+1)*pageSize < len(history.List)
	return r.Edit(r.W.Message(tripsText(r.W, call.Link, history, days, page, problem),
		tripsButtons(r.W, call.Link, periods, days, page, older)...))
}

func whatTrips(call chat.Call) (days, page int, err error) {
	if len(call.Args) == 0 {
		return defaultPeriod, 0, nil
	}
	days, err1 := call.Int(0)
	page, err2 := call.Int(1)
	if err1 != nil || err2 != nil || !slices.Contains(periods, days) || page < 0 {
		return 0, 0, chat.ErrStale
	}
	return days, page, nil
}

func tripsText(w *chat.Writer, l store.Link, history watch.History, days, page int, problem texts.HTML) texts.HTML {
	parts := []texts.HTML{"🧾 " + w.Card(l) + " · " + w.T("period."+strconv.Itoa(days))}
	if len(history.List) == 0 && (problem == "" || !history.At.IsZero()) {
		parts = append(parts, w.T("trips.none"))
	}
	for _, d := range byDay(w, history.List) {
		if shown := d.onPage(page); len(shown) > 0 {
			parts = append(parts, texts.Lines(append([]texts.HTML{dayHead(w, d)}, tripLines(w, l, shown)...)...))
		}
	}
	parts = append(parts, texts.Lines(periodTotal(w, history.List), problem))
	return texts.Join("\n\n", parts...)
}

// tripDay is the transactions of one day, newest first.
type tripDay struct {
	start time.Time
	first int // where they begin in the whole list
	list  []onayclient.Transaction
}

func byDay(w *chat.Writer, list []onayclient.Transaction) []tripDay {
	var days []tripDay
	for i, x := range list {
		start := w.StartOfDay(x.At)
		if i == 0 || !start.Equal(days[len(days)-1].start) {
			days = append(days, tripDay{start: start, first: i})
		}
		d := &days[len(days)-1]
		d.list = append(d.list, x)
	}
	return days
}

// onPage is the part of a day that stands on a page.
func (d tripDay) onPage(page int) []onayclient.Transaction {
	from := min(max(page*pageSize-d.first, 0), len(d.list))
	to := min(max((page+1)*pageSize-d.first, 0), len(d.list))
	return d.list[from:to]
}

// dayHead is the date of a day and what it came to: the whole day, even where
// it stands on two pages.
func dayHead(w *chat.Writer, d tripDay) texts.HTML {
	spent, added, _ := watch.Totals(d.list)
	return texts.Join(" · ", w.DayName(d.start), unlessZero(w, -spent), unlessZero(w, added))
}

func unlessZero(w *chat.Writer, m onayclient.Money) texts.HTML {
	if m == 0 {
		return ""
	}
	return texts.HTML(w.Texts.Signed(m))
}

// tripLines is a line for each transaction.
func tripLines(w *chat.Writer, l store.Link, list []onayclient.Transaction) []texts.HTML {
	lines := make([]texts.HTML, len(list))
	for i, x := range list {
		lines[i] = w.Transaction(l, x)
	}
	return lines
}

// periodTotal sums the whole period up.
func periodTotal(w *chat.Writer, list []onayclient.Transaction) texts.HTML {
	if len(list) == 0 {
		return ""
	}
	spent, added, rides := watch.Totals(list)
	line := w.T("trips.total", texts.Args{"Rides": w.N("rides", rides), "Spent": w.Texts.Money(-spent)})
	if added != 0 {
		line = texts.Lines(line, w.T("trips.added", texts.Args{"Added": w.Texts.Signed(added)}))
	}
	return line
}

// tripsButtons turn the pages of a period, where there are more, and choose
// another period.
func tripsButtons(w *chat.Writer, l store.Link, periods []int, days, page int, older bool) telegram.Keyboard {
	var pages, spans []telegram.Button
	if page > 0 {
		pages = append(pages, w.Button("button.newer", chat.VerbTrips, l.ID, days, page-1))
	}
	if older {
		pages = append(pages, w.Button("button.older", chat.VerbTrips, l.ID, days, page+1))
	}
	for _, p := range periods {
		label := chat.Chosen(w.Plain("period."+strconv.Itoa(p)), p == days)
		spans = append(spans, w.Labelled(label, chat.VerbTrips, l.ID, p, 0))
	}
	if len(pages) == 0 {
		return telegram.Keyboard{spans}
	}
	return telegram.Keyboard{pages, spans}
}
