// Package picture draws a card's statistics as a picture that a phone shows
// well in a light and in a dark chat: on a ground of its own, in letters that
// stay readable at a third of their size. It knows no words: titles and labels
// come from the caller, in any language written in Cyrillic or Latin letters.
package picture

import (
	"context"
	"fmt"

	"github.com/go-analyze/charts"
)

// Width of every picture, in pixels.
const Width = 1080

// Picture is what is drawn. Any part may be empty, and takes no room then. There
// is room for three figures.
type Picture struct {
	Title, Subtitle string
	Figures         []Figure
	Note            string // a line that stands out
	Bars            []Bar
	Format          func(float64) string // writes a value of the vertical axis
	Nothing         string               // stands where the bars would, if none is above zero
	ListTitle       string
	List            []Row
}

// Figure is a number with what it means.
type Figure struct{ Value, Label string }

// Bar is one bar; an empty label leaves its place on the axis free. A pale bar
// stands back, as a weekend does.
type Bar struct {
	Label string
	Value float64
	Pale  bool
}

// Row is a line of the list, with its share (0 to 1) of the longest.
type Row struct {
	Label, Value string
	Share        float64
}

// The heights of a picture's parts, in pixels.
const (
	margin     = 56
	headHeight = 190
	figHeight  = 150
	noteHeight = 80
	barsHeight = 500
	listHeight = 100
	rowHeight  = 84
	footHeight = 24
)

// Height is the picture's height in pixels.
func (p Picture) Height() int {
	h := headHeight + barsHeight + footHeight
	if len(p.Figures) > 0 {
		h += figHeight
	}
	if p.Note != "" {
		h += noteHeight
	}
	if len(p.List) > 0 {
		h += listHeight + len(p.List)*rowHeight
	}
	return h
}

// drawing holds a token for each picture being drawn in the process: each takes
// some 10 MB meanwhile.
var drawing = make(chan struct{}, 2)

// PNG draws the picture, in some tens of milliseconds once it is its turn. The
// error is that of ctx when ctx ends before.
func (p Picture) PNG(ctx context.Context) ([]byte, error) {
	select {
	case drawing <- struct{}{}:
		defer func() { <-drawing }()
	case <-ctx.Done():
		return nil, fmt.Errorf("draw picture: %w", ctx.Err())
	}
	c := newCanvas(p.Height())
	y := c.head(p)
	y = c.figures(p.Figures, y)
	y = c.note(p.Note, y)
	if err := c.bars(p, y); err != nil {
		return nil, fmt.Errorf("draw bars: %w", err)
	}
	c.list(p, y+barsHeight)
	png, err := c.Bytes()
	if err != nil {
		return nil, fmt.Errorf("write picture: %w", err)
	}
	return png, nil
}

// canvas is a painter with the colours and letters of the pictures.
type canvas struct{ *charts.Painter }

func newCanvas(height int) canvas {
	c := canvas{charts.NewPainter(charts.PainterOptions{
		OutputFormat: charts.ChartOutputPNG, Width: Width, Height: height,
		Font: charts.GetFont(charts.FontFamilyNotoSans), Theme: theme,
	})}
	c.FilledRect(0, 0, Width, height, ground, ground, 0)
	return c
}

func (c canvas) head(p Picture) int {
	c.fit(p.Title, margin, 100, Width-2*margin, bold(56, ink))
	c.fit(p.Subtitle, margin, 158, Width-2*margin, plain(38, muted))
	return headHeight
}

// figures stand side by side, in columns of one width.
func (c canvas) figures(list []Figure, y int) int {
	if len(list) == 0 {
		return y
	}
	column := (Width - 2*margin) / len(list)
	for i, f := range list {
		x := margin + i*column
		c.fit(f.Value, x, y+70, column-20, bold(60, accent))
		c.fit(f.Label, x, y+118, column-20, plain(34, muted))
	}
	return y + figHeight
}

func (c canvas) note(text string, y int) int {
	if text == "" {
		return y
	}
	c.fit(text, margin, y+48, Width-2*margin, bold(38, ink))
	return y + noteHeight
}

// list draws rows with a line each that shows their share.
func (c canvas) list(p Picture, y int) {
	if len(p.List) == 0 {
		return
	}
	c.fit(p.ListTitle, margin, y+64, Width-2*margin, bold(42, ink))
	y += listHeight
	for _, r := range p.List {
		value := plain(38, ink)
		wide := c.width(r.Value, value)
		c.fit(r.Value, Width-margin-wide, y+40, wide+1, value)
		c.fit(r.Label, margin, y+40, Width-2*margin-wide-30, plain(38, ink))
		full := Width - 2*margin
		c.FilledRect(margin, y+56, margin+full, y+64, line, line, 0)
		c.FilledRect(margin, y+56, margin+max(4, int(r.Share*float64(full))), y+64, accent, accent, 0)
		y += rowHeight
	}
}
