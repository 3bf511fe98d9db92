package simulate

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"onaybot/onayclient"
)

// The columns of a trace file, found by the names in its first line.
const (
	colCard = iota
	colType
	colTime
	colKind
	colAmount
	colBalance
	colRoute
)

var columns = []string{
	colCard: "card", colType: "type", colTime: "time", colKind: "kind", colAmount: "amount", colBalance: "balance", colRoute: "route",
}

// The words in the column kind.
const (
	kindRide  = string(onayclient.KindRide)
	kindTopUp = string(onayclient.KindTopUp)
)

// FormatError is what is wrong with a trace file, and what to do. It quotes
// nothing of the file, which holds card numbers.
type FormatError struct {
	Line, Column int // from 1; 0: the fault is on no line
	Problem      string
}

// Error is "line 3, column 12: " and the problem.
func (e *FormatError) Error() string {
	if e.Line == 0 {
		return e.Problem
	}
	return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, e.Problem)
}

// Read reads a trace: CSV, a line per transaction in any order, whose first
// line names the columns, in any order too. Of columns with other names nothing
// is read. A card keeps the type of the line on which it is named first. What
// is wrong with the file is a *[FormatError].
func Read(r io.Reader, zone *time.Location) (Trace, error) {
	buf := bufio.NewReaderSize(r, 1<<20)
	if mark, _ := buf.Peek(3); string(mark) == "\ufeff" {
		_, _ = buf.Discard(len(mark)) // they have been peeked at
	}
	f := file{csv: csv.NewReader(buf), index: map[string]int{}}
	f.csv.ReuseRecord = true
	if err := f.header(); err != nil {
		return Trace{}, err
	}
	for {
		record, err := f.csv.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err := f.add(record, err); err != nil {
			return Trace{}, err
		}
	}
	if len(f.cards) == 0 {
		return Trace{}, &FormatError{Problem: "the file holds no transaction"}
	}
	return newTrace(f.cards, zone), nil
}

// file is a trace file as it is read.
type file struct {
	csv   *csv.Reader
	at    [colRoute + 1]int // where a column stands
	cards []Card
	index map[string]int // of a card, by its number
}

func (f *file) header() error {
	names, err := f.csv.Read()
	if errors.Is(err, io.EOF) {
		return &FormatError{Problem: "the file is empty: its first line names the columns " + strings.Join(columns, ",")}
	}
	if err != nil {
		return malformed(err)
	}
	for col, name := range columns {
		f.at[col] = slices.IndexFunc(names, func(n string) bool { return strings.EqualFold(strings.TrimSpace(n), name) })
		if f.at[col] < 0 && col != colRoute {
			return &FormatError{1, 1, "no column " + name + ": the first line names the columns " + strings.Join(columns, ",") + ", with commas between them"}
		}
	}
	return nil
}

// malformed takes the place of an error that the CSV reader found, which may
// be one of reading.
func malformed(err error) error {
	var e *csv.ParseError
	if !errors.As(err, &e) {
		return fmt.Errorf("read the trace: %w", err)
	}
	problem := "not CSV: look for a stray quotation mark"
	if errors.Is(err, csv.ErrFieldCount) {
		problem = "not as many fields as the first line has"
	}
	return &FormatError{e.Line, e.Column, problem}
}

// add takes one line over.
func (f *file) add(record []string, err error) error {
	if err != nil {
		return malformed(err)
	}
	var x Row
	number := record[f.at[colCard]]
	if number == "" {
		return f.fault(colCard, "must tell cards apart, and is empty")
	}
	if x.At, err = time.Parse(time.RFC3339, record[f.at[colTime]]); err != nil {
		return f.fault(colTime, "must be a time with its zone, such as 2026-09-01T08:12:31+05:00")
	}
	x.At = x.At.UTC() // a zone of its own for every row would be much to keep
	kind := record[f.at[colKind]]
	if kind != kindRide && kind != kindTopUp {
		return f.fault(colKind, "must be "+kindRide+" or "+kindTopUp)
	}
	x.Ride = kind == kindRide
	for i, to := range [...]*onayclient.Money{&x.Amount, &x.Balance} {
		col := colAmount + i
		if *to, err = parseTenge(record[f.at[col]]); err != nil {
			return f.fault(col, "must be tenge, such as -120 or 1240.50")
		}
	}
	c := f.card(number, record[f.at[colType]])
	c.Rows = append(c.Rows, x)
	return nil
}

func (f *file) card(number, typeCode string) *Card {
	i, known := f.index[number]
	if !known {
		i = len(f.cards)
		number = strings.Clone(number)
		f.index[number] = i
		f.cards = append(f.cards, Card{Number: number, Type: strings.Clone(typeCode)})
	}
	return &f.cards[i]
}

func (f *file) fault(col int, problem string) error {
	line, column := f.csv.FieldPos(f.at[col])
	return &FormatError{line, column, columns[col] + " " + problem}
}

// maxTenge bounds a figure that is taken for money, as the cabinet's client
// bounds it.
const maxTenge = 10_000_000_000

var errMoney = errors.New("no amount of money")

// parseTenge reads tenge with up to two digits after the point.
func parseTenge(text string) (onayclient.Money, error) {
	whole, fraction, pointed := strings.Cut(text, ".")
	if pointed && (len(fraction) == 0 || len(fraction) > 2) {
		return 0, errMoney
	}
	tiyn, err := strconv.ParseInt(whole+(fraction + "00")[:2], 10, 64)
	if err != nil || strings.TrimLeft(whole, "+-") == "" || max(tiyn, -tiyn) > maxTenge*100 {
		return 0, errMoney
	}
	return onayclient.Money(tiyn), nil
}

// formatTenge is what parseTenge reads.
func formatTenge(m onayclient.Money) string {
	sign := ""
	if m < 0 {
		sign, m = "-", -m
	}
	if m%100 == 0 {
		return fmt.Sprintf("%s%d", sign, m/100)
	}
	return fmt.Sprintf("%s%d.%02d", sign, m/100, m%100)
}

// Write writes a trace as [Read] reads it, oldest row first.
func Write(w io.Writer, t Trace, zone *time.Location) error {
	type line struct {
		card *Card
		row  *Row
	}
	var lines []line
	for i := range t.Cards {
		c := &t.Cards[i]
		for j := range c.Rows {
			lines = append(lines, line{c, &c.Rows[j]})
		}
	}
	slices.SortStableFunc(lines, func(a, b line) int { return a.row.At.Compare(b.row.At) })
	out := csv.NewWriter(w)
	if err := out.Write(columns); err != nil {
		return err
	}
	for _, l := range lines {
		if err := out.Write(l.card.record(*l.row, zone)); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func (c *Card) record(x Row, zone *time.Location) []string {
	kind := kindTopUp
	if x.Ride {
		kind = kindRide
	}
	return []string{
		colCard: c.Number, colType: c.Type, colTime: x.At.In(zone).Format(time.RFC3339Nano), colKind: kind,
		colAmount: formatTenge(x.Amount), colBalance: formatTenge(x.Balance), colRoute: x.Route,
	}
}
