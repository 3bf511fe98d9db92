package simulate

import (
	"fmt"
	"io"
	"strconv"
	"text/tabwriter"
)

// Definitions says what the figures mean.
const Definitions = `The period begins at the midnight at or before the first transaction (Asia/Almaty) and ends with the midnight after the
last one. All cards are linked at its beginning, by a reading of each that costs a request; what is so by then is known
and not told. A card that is due is read at the next whole minute. A read is one request: of the balance, or of the
newest 50 rows.

Lateness is counted from the transaction to the telling, for what happened from 06:00 to 23:00. Following balances, what
happens is a crossing: a transaction leaves a balance below the threshold that was not below before; passes and free cards
have none. Following rides, it is each ride.

missed: a spell below the threshold of over 24 hours, begun since a reading at or above it, and never told; or a ride that was not
told for 24 hours and never was. false: told though the reading was not below; or a ride told twice. unseen: a crossing that
came and went between two readings, or a ride no longer among the newest 50 rows. What happened in the last hours of the
period and was still to be told is in none of them.

unread: from one reading of a card to the next. due: from when the policy wanted the next one, or had no objection, which
is before it has to be when requests are scarce.

oracle knows what is to come, and asks once for each crossing or ride, at its moment.`

// Table prints figures side by side.
func Table(w io.Writer, list []Figures) error {
	if len(list) == 0 {
		return nil
	}
	what := "crossings"
	if list[0].Follow == Rides {
		what = "rides"
	}
	if _, err := fmt.Fprintf(w, "%d cards, %s days, %d %s\n\n", list[0].Cards, short(list[0].Days), list[0].Happened, what); err != nil {
		return err
	}
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	for _, line := range lines {
		fmt.Fprintf(tw, "%s\t", line.name)
		for _, f := range list {
			fmt.Fprintf(tw, "%s\t", line.value(f))
		}
		fmt.Fprintln(tw)
	}
	return tw.Flush()
}

// lines of the table.
var lines = []struct {
	name  string
	value func(Figures) string
}{
	{"policy", func(f Figures) string { return f.Policy }},
	{"requests a card and day", func(f Figures) string { return strconv.FormatFloat(f.PerCardDay, 'f', 2, 64) }},
	{"requests a second", func(f Figures) string { return strconv.FormatFloat(f.PerSecond, 'f', 3, 64) }},
	{"of the budget", func(f Figures) string {
		if f.BudgetShare == nil {
			return "–"
		}
		return percent(*f.BudgetShare)
	}},
	{"requests for each of the oracle's", func(f Figures) string { return short(f.OracleRatio) }},
	{"late, minutes: p50", func(f Figures) string { return short(f.P50) }},
	{"p80", func(f Figures) string { return short(f.P80) }},
	{"p95", func(f Figures) string { return short(f.P95) }},
	{"p99", func(f Figures) string { return short(f.P99) }},
	{"worst", func(f Figures) string { return short(f.Worst) }},
	{"told over 3 h late", func(f Figures) string { return percent(f.LateOver) }},
	{"missed", func(f Figures) string { return strconv.Itoa(f.Missed) }},
	{"false", func(f Figures) string { return strconv.Itoa(f.False) }},
	{"unseen", func(f Figures) string { return strconv.Itoa(f.Unseen) }},
	{"longest unread, hours", func(f Figures) string { return short(f.Unread / 60) }},
	{"longest due, hours", func(f Figures) string { return short(f.Due / 60) }},
}

// short is a figure to the tenth.
func short(x float64) string { return strconv.FormatFloat(x, 'f', 1, 64) }

func percent(x float64) string { return short(x*100) + " %" }
