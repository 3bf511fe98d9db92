package chart

import (
	"slices"

	"github.com/go-analyze/charts"
)

// The colours hold a contrast of 4.5 and more against the ground, which is
// told from a white chat and from a black one.
var (
	ground = charts.ColorRGB(38, 54, 73)
	ink    = charts.ColorRGB(255, 255, 255)
	muted  = charts.ColorRGB(182, 198, 216)
	accent = charts.ColorRGB(94, 206, 190)
	pale   = charts.ColorRGB(240, 186, 96)
	line   = charts.ColorRGB(66, 86, 110)

	theme = charts.MakeTheme(charts.ThemeOption{
		IsDarkMode: true, BackgroundColor: ground, TextColor: ink,
		AxisStrokeColor: line, AxisSplitLineColor: line,
		TextColorXAxis: muted, TextColorYAxis: muted, TextColorLabel: ink,
		SeriesColors: []charts.Color{accent, pale},
	})
)

// bars draws the bars below y, in two colours, or the word for there being
// none.
func (c canvas) bars(p Picture, y int) error {
	if !slices.ContainsFunc(p.Bars, func(b Bar) bool { return b.Value > 0 }) {
		style := plain(42, muted)
		wide := min(c.width(p.Nothing, style), Width-2*margin)
		c.fit(p.Nothing, (Width-wide)/2, y+barsHeight/2, Width-2*margin, style)
		return nil
	}
	child := c.Child(charts.PainterBoxOption(charts.NewBox(margin-10, y, Width-margin, y+barsHeight)))
	return child.BarChart(barOptions(p))
}

func barOptions(p Picture) charts.BarChartOption {
	values := [][]float64{make([]float64, len(p.Bars)), make([]float64, len(p.Bars))}
	labels := make([]string, len(p.Bars))
	for i, b := range p.Bars {
		series := values[0]
		if b.Faint {
			series = values[1]
		}
		series[i], labels[i] = b.Value, b.Label
	}
	o := charts.NewBarChartOptionWithData(values)
	o.Theme = theme
	o.StackSeries = charts.Ptr(true)
	o.Padding = charts.NewBox(0, 10, 0, 0)
	o.BarSize = 0.72
	o.CategoryAxis.Labels = labels
	o.CategoryAxis.LabelCount = len(labels)
	o.CategoryAxis.LabelFontStyle = plain(30, muted)
	o.ValueAxis = []charts.ValueAxisOption{{
		Min: charts.Ptr(0.0), LabelCount: 4, LabelFontStyle: plain(30, muted), ValueFormatter: p.Format,
		SplitLineShow: charts.Ptr(true),
	}}
	return o
}
