package watch

import (
	"slices"
	"time"

	"onaybot/onayclient"
)

const (
	habitDays  = 42 // of the past are looked at
	habitLeast = 5  // working days are the least to tell a habit from
)

// spending is what a card spent, by the day, and since when that is known.
type spending struct {
	byDay   map[int]onayclient.Money // above zero; a day that is missing cost nothing
	from    time.Time                // days before this one's next are not whole
	byRides bool                     // false: told from the balance
}

// habit is what a card spends on a working day: the median of those in the
// last six weeks before today. It is not known (false) from fewer than
// [habitLeast] days; weekends and holidays tell nothing of a working day.
func (c Calendar) habit(s spending, now time.Time) (onayclient.Money, bool) {
	var days []onayclient.Money
	for ago := 1; ago <= habitDays; ago++ {
		day := c.Clock(now, -ago, 0)
		if day.Before(s.from) {
			break
		}
		if c.Works(day) {
			days = append(days, s.byDay[c.Day(day)])
		}
	}
	if len(days) < habitLeast {
		return 0, false
	}
	slices.Sort(days)
	return (days[(len(days)-1)/2] + days[len(days)/2]) / 2, true
}

// spent sums what rows charged, by the day.
func (c Calendar) spent(list []onayclient.Transaction) map[int]onayclient.Money {
	days := map[int]onayclient.Money{}
	for _, x := range list {
		if x.Amount < 0 {
			days[c.Day(x.At)] -= x.Amount
		}
	}
	return days
}
