package watch

import (
	"testing"
	"time"

	"onaybot/onayclient"
)

func TestHabitIsTheMedianOfWorkingDays(t *testing.T) {
	t.Parallel()
	now := at(27, 19, 0) // a Friday
	for _, c := range []struct {
		name  string
		byDay map[int]onayclient.Money
		from  time.Time
		want  onayclient.Money
		known bool
	}{
		{"no history", nil, now, 0, false},
		{"four working days", map[int]onayclient.Money{20261126: 240}, at(20, 0, 0), 0, false},
		{"five, a weekend and the holiday between", map[int]onayclient.Money{
			20261126: 120, 20261125: 240, 20261123: 360, 20261122: 9000, 20261124: 9000, 20261120: 360, 20261119: 480,
		}, at(19, 0, 0), 360, true},
		{"six: between the two", map[int]onayclient.Money{
			20261126: 120, 20261125: 240, 20261123: 360, 20261120: 480, 20261119: 480, 20261118: 600,
		}, at(18, 0, 0), 420, true},
		{"today does not count", map[int]onayclient.Money{20261127: 9000}, at(18, 0, 0), 0, true},
		{"a day begun before is not whole", map[int]onayclient.Money{
			20261126: 120, 20261125: 120, 20261123: 120, 20261120: 120, 20261119: 120,
		}, at(19, 0, 1), 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, known := days.habit(spending{byDay: c.byDay, from: c.from}, now)
			if got != c.want || known != c.known {
				t.Errorf("%d, %v; want %d, %v", got, known, c.want, c.known)
			}
		})
	}
}

func TestHabitLooksSixWeeksBack(t *testing.T) {
	t.Parallel()
	byDay := map[int]onayclient.Money{}
	for ago := range 100 {
		day := at(27-ago, 12, 0)
		byDay[days.Day(day)] = 100
		if ago > habitDays {
			byDay[days.Day(day)] = 9000
		}
	}
	if got, known := days.habit(spending{byDay: byDay, from: at(1, 0, 0).AddDate(-1, 0, 0)}, at(27, 19, 0)); got != 100 || !known {
		t.Errorf("%d, %v", got, known)
	}
}

func TestSpentByDay(t *testing.T) {
	t.Parallel()
	got := days.spent([]onayclient.Transaction{
		{At: at(22, 23, 59), Amount: -60}, {At: at(22, 0, 0), Amount: -60}, {At: at(22, 9, 0), Amount: 500},
		{At: at(21, 23, 59).UTC(), Amount: -120},
	})
	if len(got) != 2 || got[20261122] != 120 || got[20261121] != 120 {
		t.Errorf("spent %v", got)
	}
}
