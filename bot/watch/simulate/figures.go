package simulate

import (
	"math"
	"slices"
	"time"
)

// tally is what is counted in the course of a replay.
type tally struct {
	requests int
	happened int             // crossings, or rides
	awake    []time.Duration // lateness of what was told, and happened in waking hours
	asleep   []time.Duration // and of the rest
	missed   int
	falsely  int
	unseen   int
	unread   time.Duration // the longest
	due      time.Duration // the longest that a card was
}

// Waking hours, in which lateness counts: from the first to before the other.
const (
	wakingFrom = 6
	wakingTo   = 23
)

func (t *tally) tell(at time.Time, late time.Duration, zone *time.Location) {
	if h := at.In(zone).Hour(); wakingFrom <= h && h < wakingTo {
		t.awake = append(t.awake, late)
	} else {
		t.asleep = append(t.asleep, late)
	}
}

// Figures is what a policy costs and yields. A percentile is the least
// lateness that so many of a hundred do not exceed; times are in minutes.
type Figures struct {
	Policy string  `json:"policy"`
	Follow Follow  `json:"follow"`
	Cards  int     `json:"cards"`
	Days   float64 `json:"days"`

	Requests    int      `json:"requests"`
	PerCardDay  float64  `json:"requests_per_card_day"`
	BudgetShare *float64 `json:"budget_share"`   // of rate × 86 400 a day; null without a rate
	PerSecond   float64  `json:"requests_per_s"` // on average
	OracleRatio float64  `json:"oracle_ratio"`   // requests for each crossing or ride; 0 if there is none

	Happened  int     `json:"happened"` // crossings, or rides
	Told      int     `json:"told"`
	P50       float64 `json:"late_p50_min"` // of what happened in waking hours, 06–23, down to LateOver3h
	P80       float64 `json:"late_p80_min"`
	P95       float64 `json:"late_p95_min"`
	P99       float64 `json:"late_p99_min"`
	Worst     float64 `json:"late_worst_min"`
	LateOver  float64 `json:"late_over_3h_share"`
	AllDayP95 float64 `json:"late_all_day_p95_min"`
	AllWorst  float64 `json:"late_all_day_worst_min"`

	Missed int     `json:"missed"`
	False  int     `json:"false"`
	Unseen int     `json:"unseen"`
	Unread float64 `json:"longest_unread_min"`
	Due    float64 `json:"longest_due_min"` // until it was read
}

const over = 3 * time.Hour

// figures sums tallies up.
func figures(t Trace, s Setup, tallies []tally) Figures {
	var all tally
	for _, x := range tallies {
		all.requests += x.requests
		all.happened += x.happened
		all.missed += x.missed
		all.falsely += x.falsely
		all.unseen += x.unseen
		all.unread, all.due = max(all.unread, x.unread), max(all.due, x.due)
		all.awake = append(all.awake, x.awake...)
		all.asleep = append(all.asleep, x.asleep...)
	}
	f := Figures{
		Follow: s.Follow, Cards: len(t.Cards), Days: t.Days(),
		Requests: all.requests, PerCardDay: ratio(all.requests, float64(len(t.Cards))*t.Days()),
		PerSecond:   ratio(all.requests, t.To.Sub(t.From).Seconds()),
		OracleRatio: ratio(all.requests, float64(all.happened)),
		Happened:    all.happened, Told: len(all.awake) + len(all.asleep),
		Missed: all.missed, False: all.falsely, Unseen: all.unseen, Unread: minutes(all.unread), Due: minutes(all.due),
	}
	if s.Rate > 0 {
		share := ratio(all.requests, s.Rate*t.To.Sub(t.From).Seconds())
		f.BudgetShare = &share
	}
	f.lateness(all)
	return f
}

func (f *Figures) lateness(all tally) {
	late := all.awake
	slices.Sort(late)
	f.P50, f.P80, f.P95 = percentile(late, 50), percentile(late, 80), percentile(late, 95)
	f.P99, f.Worst = percentile(late, 99), percentile(late, 100)
	within, _ := slices.BinarySearch(late, over+1)
	f.LateOver = ratio(len(late)-within, float64(len(late)))
	late = slices.Concat(all.awake, all.asleep)
	slices.Sort(late)
	f.AllDayP95, f.AllWorst = percentile(late, 95), percentile(late, 100)
}

// percentile is the least of the sorted values that p of a hundred do not
// exceed, in minutes; 0 without values.
func percentile(sorted []time.Duration, p int) float64 {
	if len(sorted) == 0 {
		return 0
	}
	return minutes(sorted[(len(sorted)*p+99)/100-1])
}

// minutes is a duration to the hundredth.
func minutes(d time.Duration) float64 { return math.Round(d.Minutes()*100) / 100 }

func ratio(n int, of float64) float64 {
	if of == 0 {
		return 0
	}
	return math.Round(float64(n)/of*1e6) / 1e6
}
