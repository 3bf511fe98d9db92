package bot

import (
	"html"
	"strconv"
	"strings"

	"onaybot/bot/chart"
	"onaybot/bot/chat"
	"onaybot/bot/texts"
	"onaybot/onayclient"
)

// labelEvery is the days from one label of the axis to the next.
const labelEvery = 7

// picture puts the figures of the caption into a picture.
func (v *statsView) picture() chart.Picture {
	p := chart.Picture{
		Title:    chat.PlainText(v.W.Card(v.link)),
		Subtitle: plainText(v.subject()) + " · " + plainText(v.t.T("stats.view_"+v.view, nil)),
		Nothing:  plainText(v.nothing()),
		Format:   v.axis,
		Bars:     v.bars(),
	}
	if v.rides == 0 && v.spent == 0 {
		return p
	}
	p.Figures, p.List = v.headline(), v.rows()
	p.ListTitle = v.t.Plain("stats.favourites_title", nil)
	if v.charged() {
		p.Note = v.t.Money(v.link.Card.Balance) + ": " + plainText(v.lasts())
	}
	return p
}

func plainText(h texts.HTML) string { return html.UnescapeString(string(h)) }

func (v *statsView) headline() []chart.Figure {
	period := plainText(v.period())
	var list []chart.Figure
	if v.charged() {
		list = append(list, chart.Figure{Value: v.t.Money(v.spent), Label: period})
		_, period, _ = strings.Cut(plainText(v.t.N("rides", v.rides)), " ") // "27 rides" without the number
	}
	if v.Rides {
		list = append(list, chart.Figure{Value: v.t.Number(v.rides), Label: period})
	}
	if v.regular {
		list = append(list, chart.Figure{Value: v.workday(), Label: v.t.Plain("stats.figure_workday", nil)})
	}
	return list
}

// bars are whole tenge, or rides.
func (v *statsView) bars() []chart.Bar {
	bars := make([]chart.Bar, len(v.spans))
	for i, s := range v.spans {
		bars[i] = chart.Bar{Label: v.label(i), Value: float64(s.rides), Pale: v.view == byDays && !v.Watcher.Days().Works(s.start)}
		if v.charged() {
			bars[i].Value = float64(s.spent) / 100
		}
	}
	return bars
}

func (v *statsView) label(i int) string {
	start := v.spans[i].start
	switch {
	case v.view == byMonths:
		return v.t.Plain("date.short_"+strconv.Itoa(int(start.Month())), nil)
	case (len(v.spans)-1-i)%labelEvery == 0:
		return start.Format("02.01")
	}
	return ""
}

func (v *statsView) axis(value float64) string {
	if !v.charged() {
		return v.t.Number(int64(value))
	}
	return v.t.Money(onayclient.Tenge(int64(value)))
}

func (v *statsView) rows() []chart.Row {
	var rows []chart.Row
	for _, r := range v.top() {
		rows = append(rows, chart.Row{
			Label: v.t.Plain("trips.route", texts.Args{"Route": short(r.route)}), Value: v.t.Number(r.rides),
			Share: float64(r.rides) / float64(v.routes[0].rides),
		})
	}
	return rows
}
