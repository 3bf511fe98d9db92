package rides

import (
	"strconv"
	"strings"

	"onaybot/bot/chat"
	"onaybot/bot/rides/picture"
	"onaybot/bot/texts"
	"onaybot/onayclient"
)

// labelEvery is the days from one label of the axis to the next.
const labelEvery = 7

// picture puts the figures of the caption into a picture.
func (v *stats) picture() picture.Picture {
	p := picture.Picture{
		Title:    chat.PlainText(v.w.Card(v.link)),
		Subtitle: chat.PlainText(v.subject()) + " · " + v.w.Plain("stats.view_"+v.view),
		Nothing:  chat.PlainText(v.nothing()),
		Format:   v.axis,
		Bars:     v.bars(),
	}
	if v.empty() {
		return p
	}
	p.Figures, p.List = v.headline(), v.rows()
	p.ListTitle = v.w.Plain("stats.favourites_title")
	if v.charged() {
		p.Note = v.w.Texts.Money(v.link.Card.Balance) + ": " + chat.PlainText(v.lasts())
	}
	return p
}

func (v *stats) headline() []picture.Figure {
	label := chat.PlainText(v.period())
	var list []picture.Figure
	if v.charged() {
		list = append(list, picture.Figure{Value: v.w.Texts.Money(v.sums.spent), Label: label})
		_, label, _ = strings.Cut(chat.PlainText(v.w.N("rides", v.sums.rides)), " ") // "27 rides" without the number
	}
	if v.account {
		list = append(list, picture.Figure{Value: v.w.Texts.Number(v.sums.rides), Label: label})
	}
	if v.regular {
		list = append(list, picture.Figure{Value: v.workday(), Label: v.w.Plain("stats.figure_workday")})
	}
	return list
}

// bars are whole tenge, or rides.
func (v *stats) bars() []picture.Bar {
	bars := make([]picture.Bar, len(v.sums.spans))
	for i, s := range v.sums.spans {
		off := v.view == byDays && !v.calendar.Works(s.start)
		bars[i] = picture.Bar{Label: v.label(i), Value: float64(s.rides), Pale: off}
		if v.charged() {
			bars[i].Value = float64(s.spent) / 100
		}
	}
	return bars
}

// label stands below a bar: the month, or the date of every seventh day.
func (v *stats) label(i int) string {
	start := v.sums.spans[i].start
	switch {
	case v.view == byMonths:
		return v.w.Plain("date.short_" + strconv.Itoa(int(start.Month())))
	case (len(v.sums.spans)-1-i)%labelEvery == 0:
		return start.Format("02.01")
	}
	return ""
}

// axis writes a value of the vertical axis.
func (v *stats) axis(value float64) string {
	if !v.charged() {
		return v.w.Texts.Number(int64(value))
	}
	return v.w.Texts.Money(onayclient.Tenge(int64(value)))
}

func (v *stats) rows() []picture.Row {
	var rows []picture.Row
	for _, r := range v.top() {
		rows = append(rows, picture.Row{
			Label: v.w.Plain("trips.route", texts.Args{"Route": chat.Short(r.route)}), Value: v.w.Texts.Number(r.rides),
			Share: float64(r.rides) / float64(v.sums.routes[0].rides),
		})
	}
	return rows
}
