package bot

import (
	"slices"
	"strconv"
	"time"

	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/onayclient"
	"onaybot/store"
)

// periods are the spans offered, in days with today's.
var periods = []int{1, 7, 30}

const (
	defaultPeriod = 7
	tripsPerPage  = 30 // lines; with day totals far below the 4096 characters of a message
)

// pressTrips shows a card's rides and top-ups: "" or "DAYS PAGE".
func (c *turn) pressTrips(l store.Link, args []string) error {
	if len(args) == 0 {
		return c.showTrips(l, defaultPeriod, 0)
	}
	days, err1 := argInt(args, 0)
	page, err2 := argInt(args, 1)
	if err1 != nil || err2 != nil || !slices.Contains(periods, int(days)) || page < 0 {
		return errStale
	}
	return c.showTrips(l, int(days), int(page))
}

// showTrips writes one page of a period, into the message whose button was
// pressed or into a new one.
func (c *turn) showTrips(l store.Link, days, page int) error {
	if !c.Rides {
		return c.showDays(l, days, page, c.under)
	}
	c.typing()
	from := startOfDay(c.Now().In(c.t.Zone())).AddDate(0, 0, 1-days)
	rides, problem := c.readRides(l, from)
	return c.say(c.inPlace(c.tripsText(l, rides, days, page, problem),
		c.tripsButtons(l, periods, days, page, (page+1)*tripsPerPage < len(rides.List))...))
}

func startOfDay(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location())
}

func (c *turn) tripsText(l store.Link, rides watch.History, days, page int, problem texts.HTML) texts.HTML {
	head := "🧾 " + c.cardName(l) + " · " + c.t.T("period."+strconv.Itoa(days), nil)
	var body []texts.HTML
	if len(rides.List) == 0 && (problem == "" || !rides.At.IsZero()) {
		body = append(body, c.t.T("trips.none", nil))
	}
	for _, day := range byDay(rides.List, c.t.Zone()) {
		if rows := onPage(day, page); len(rows) > 0 {
			body = append(body, texts.Lines(append([]texts.HTML{c.dayLine(day)}, c.tripLines(rows)...)...))
		}
	}
	foot := texts.Lines(c.periodLine(rides.List), problem)
	return texts.Join("\n\n", append(append([]texts.HTML{head}, body...), foot)...)
}

// tripDay is the rows of one day, newest first, and where they stand in the
// whole list.
type tripDay struct {
	first int
	rows  []onayclient.Transaction
}

func byDay(list []onayclient.Transaction, zone *time.Location) []tripDay {
	var days []tripDay
	for i, x := range list {
		if i == 0 || !startOfDay(x.At.In(zone)).Equal(startOfDay(list[i-1].At.In(zone))) {
			days = append(days, tripDay{first: i})
		}
		d := &days[len(days)-1]
		d.rows = append(d.rows, x)
	}
	return days
}

// onPage is the part of a day that stands on a page.
func onPage(d tripDay, page int) []onayclient.Transaction {
	from := min(max(page*tripsPerPage-d.first, 0), len(d.rows))
	to := min(max((page+1)*tripsPerPage-d.first, 0), len(d.rows))
	return d.rows[from:to]
}

// dayLine heads a day: its date and what it came to, whole even where the
// day goes over two pages.
func (c *turn) dayLine(d tripDay) texts.HTML {
	spent, added, _ := totals(d.rows)
	return texts.Join(" · ", c.dayName(d.rows[0].At), c.unlessZero(spent), c.unlessZero(added))
}

func (c *turn) dayName(at time.Time) texts.HTML {
	return "<b>" + c.t.Day(at, c.Now()) + ", " + c.t.Weekday(at) + "</b>"
}

func (c *turn) unlessZero(m onayclient.Money) texts.HTML {
	if m == 0 {
		return ""
	}
	return texts.HTML(c.t.Signed(m))
}

// tripLines writes the rows, a line each.
func (c *turn) tripLines(rows []onayclient.Transaction) []texts.HTML {
	lines := make([]texts.HTML, 0, len(rows))
	for _, x := range rows {
		what := c.t.T("trips.other", texts.Args{"Kind": short(string(x.Kind))})
		switch x.Kind {
		case onayclient.KindTopUp:
			what = c.t.T("trips.topup", nil)
		case onayclient.KindRide:
			what = c.ride(x)
		}
		lines = append(lines, texts.HTML(c.t.Clock(x.At))+" "+what+" · "+texts.HTML(c.t.Signed(x.Amount)))
	}
	return lines
}

func (c *turn) ride(x onayclient.Transaction) texts.HTML {
	what := c.t.T("trips.ride", nil)
	if x.Route != "" {
		what = c.t.T("trips.route", texts.Args{"Route": short(x.Route)})
	}
	if x.Vehicle != "" {
		what += c.t.T("trips.vehicle", texts.Args{"Vehicle": short(x.Vehicle)})
	}
	return what
}

// short cuts what the cabinet wrote to what fits on a line.
func short(s string) string {
	const most = 24
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}

// periodLine sums the whole period up.
func (c *turn) periodLine(list []onayclient.Transaction) texts.HTML {
	if len(list) == 0 {
		return ""
	}
	spent, added, rides := totals(list)
	line := c.t.T("trips.total", texts.Args{"Rides": c.t.N("rides", int64(rides)), "Spent": c.t.Money(spent)})
	if added != 0 {
		line = texts.Lines(line, c.t.T("trips.added", texts.Args{"Added": c.t.Signed(added)}))
	}
	return line
}

// totals sums what was charged (below zero), what was added, and counts the
// rides.
func totals(list []onayclient.Transaction) (spent, added onayclient.Money, rides int) {
	for _, x := range list {
		if x.Amount < 0 {
			spent += x.Amount
		} else {
			added += x.Amount
		}
		if x.Kind == onayclient.KindRide {
			rides++
		}
	}
	return spent, added, rides
}

func (c *turn) tripsButtons(l store.Link, periods []int, days, page int, older bool) keyboard {
	to := func(label string, days, page int) button {
		return c.labelled(label, "trips", linkID(l), strconv.Itoa(days), strconv.Itoa(page))
	}
	var rows keyboard
	var pages []button
	if page > 0 {
		pages = append(pages, to(c.t.Plain("button.newer", nil), days, page-1))
	}
	if older {
		pages = append(pages, to(c.t.Plain("button.older", nil), days, page+1))
	}
	if len(pages) > 0 {
		rows = append(rows, pages)
	}
	var spans []button
	for _, p := range periods {
		label := c.t.Plain("period."+strconv.Itoa(p), nil)
		if p == days {
			label = "• " + label
		}
		spans = append(spans, to(label, p, 0))
	}
	return append(rows, spans)
}
