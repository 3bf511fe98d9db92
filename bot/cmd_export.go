package bot

import (
	"slices"
	"strconv"
	"time"

	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/store"
)

// exportPeriods are the spans offered, in days with today's; 0: all there is.
var exportPeriods = []int{30, 90, 0}

const (
	exportYears = 10    // of a card's past are all there is: the cards are hardly older
	exportRows  = 5_000 // of a file, the newest; as many as the cabinet is asked for at once
)

// pressExport sends a card's rides as a file: "" (of which period?) or "DAYS".
func (c *turn) pressExport(l store.Link, args []string) error {
	if len(args) == 0 {
		return c.askExport(l)
	}
	days, err := argInt(args, 0)
	if err != nil || !slices.Contains(exportPeriods, int(days)) {
		return errStale
	}
	return c.sendExport(l, int(days))
}

func (c *turn) askExport(l store.Link) error {
	var row []button
	for _, days := range exportPeriods {
		label := c.t.Plain("period."+periodName(days), nil)
		row = append(row, c.labelled(label, "export", linkID(l), strconv.Itoa(days)))
	}
	if !c.Rides {
		return c.noExport(l)
	}
	return c.say(c.inPlace(c.t.T("export.ask", texts.Args{"Card": c.cardName(l)}), row))
}

// noExport says what there is in the place of a file of rides.
func (c *turn) noExport(l store.Link) error {
	return c.say(c.newMessage(texts.Lines(c.t.T("trouble.no_login", nil), c.t.T("days.instead", nil)),
		[]button{c.button("button.days", "trips", linkID(l))}))
}

func periodName(days int) string {
	if days == 0 {
		return "all"
	}
	return strconv.Itoa(days)
}

// sendExport sends the file as a message of its own, so that the buttons
// stay for another period.
func (c *turn) sendExport(l store.Link, days int) error {
	if !c.Rides {
		return c.noExport(l)
	}
	c.Show(telegram.UploadingDocument)
	today := startOfDay(c.Now().In(c.t.Zone()))
	from := today.AddDate(0, 0, 1-days)
	if days == 0 {
		from = today.AddDate(-exportYears, 0, 0)
	}
	rides, problem := c.readRides(l, from)
	switch {
	case len(rides.List) == 0 && problem != "":
		return c.say(c.newMessage(problem))
	case len(rides.List) == 0:
		return c.say(c.newMessage(c.t.T("trips.none", nil)))
	}
	return c.sendRows(l, rides, days, problem)
}

func (c *turn) sendRows(l store.Link, rides watch.History, days int, problem texts.HTML) error {
	list, cut := rides.List, texts.HTML("")
	if len(list) > exportRows {
		list, cut = list[:exportRows], c.t.T("export.cut", nil)
	}
	last4 := l.Card.PAN.Last4()
	data, err := exportCSV(last4, list, c.t.Zone())
	if err != nil {
		return err
	}
	head := texts.Join(" · ", "📄 "+c.cardName(l), c.t.T("period."+periodName(days), nil), c.t.N("export.rows", int64(len(list))))
	o := c.newMessage(texts.Lines(head, cut, problem))
	o.File = &file{Name: exportName(last4, c.Now().In(c.t.Zone())), Data: data}
	return c.sayFile(o, c.t.T("export.not_sent", nil))
}

func exportName(last4 string, at time.Time) string {
	return "onay-" + last4 + "-" + at.Format(time.DateOnly) + ".csv"
}
