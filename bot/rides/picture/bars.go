package picture

import (
	"math"
	"slices"

	"github.com/go-analyze/charts"
)

// The colours have a contrast of 4.5 or more against the ground, and the ground
// stands out from a white chat and from a black one.
var (
	ground = charts.ColorRGB(38, 54, 73)
	ink    = charts.ColorRGB(255, 255, 255)
	muted  = charts.ColorRGB(182, 198, 216)
	accent = charts.ColorRGB(94, 206, 190)
	pale   = charts.ColorRGB(78, 142, 148)
	line   = charts.ColorRGB(66, 86, 110)

	theme = charts.MakeTheme(charts.ThemeOption{
		IsDarkMode: true, BackgroundColor: ground, TextColor: ink,
		AxisStrokeColor: line, AxisSplitLineColor: line,
		TextColorXAxis: muted, TextColorYAxis: muted, TextColorLabel: ink,
		SeriesColors: []charts.Color{accent, pale},
	})
)

// steps are how far apart the lines of the axis may be, times a power of ten.
// Those with a fraction count from ten on only: there is no half a ride.
var steps = []float64{1, 1.5, 2, 2.5, 3, 4, 5, 6, 8}

// axisLines is how many lines stand above the lowest.
const axisLines = 4

// axisTop is the highest value of the axis. Each line of the axis then stands at
// a round value.
func axisTop(bars []Bar) float64 {
	highest := 0.0
	for _, b := range bars {
		highest = max(highest, b.Value)
	}
	for power := 1.0; ; power *= 10 {
		for _, s := range steps {
			whole := power > 1 || s == math.Trunc(s)
			if top := s * power * axisLines; whole && top >= highest {
				return top
			}
		}
	}
}

// bars draws the bars below y in two colours, or says that there are none.
func (c canvas) bars(p Picture, y int) error {
	if !slices.ContainsFunc(p.Bars, func(b Bar) bool { return b.Value > 0 }) {
		style := plain(42, muted)
		wide := min(c.width(p.Nothing, style), Width-2*margin)
		c.fit(p.Nothing, (Width-wide)/2, y+barsHeight/2, Width-2*margin, style)
		return nil
	}
	child := c.Child(charts.PainterBoxOption(charts.NewBox(margin, y, Width-margin, y+barsHeight)))
	return child.BarChart(barOptions(p))
}

func barOptions(p Picture) charts.BarChartOption {
	values := [][]float64{make([]float64, len(p.Bars)), make([]float64, len(p.Bars))}
	labels := make([]string, len(p.Bars))
	for i, b := range p.Bars {
		series := values[0]
		if b.Pale {
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
		Min: charts.Ptr(0.0), Max: charts.Ptr(axisTop(p.Bars)), LabelCount: axisLines + 1,
		LabelFontStyle: plain(30, muted), ValueFormatter: p.Format,
		SplitLineShow: charts.Ptr(true), RangeValuePaddingScale: charts.Ptr(0.0),
	}}
	return o
}
