package watch

import (
	"slices"
	"testing"
	"time"

	"onaybot/bot/watch/policy"
	"onaybot/onayclient"
)

func TestWhatMayHaveBoughtAPass(t *testing.T) {
	t.Parallel()
	charge := func(amount onayclient.Money) onayclient.Transaction {
		return onayclient.Transaction{At: start, Kind: onayclient.KindCharge, Amount: amount}
	}
	for name, c := range map[string]struct {
		x     onayclient.Transaction
		class onayclient.FareClass
		fares Fares
		want  bool
	}{
		"a pass":                          {charge(-990_000), onayclient.FareFull, city, true},
		"more than ten fares":             {charge(-120_001), onayclient.FareFull, city, true},
		"ten fares":                       {charge(-120_000), onayclient.FareFull, city, false},
		"a school pass":                   {charge(-200_000), onayclient.FareHalf, city, true},
		"ten half fares":                  {charge(-60_000), onayclient.FareHalf, city, false},
		"a pass, and the card is one":     {charge(-990_000), onayclient.FarePass, city, true},
		"a little, and the card is one":   {charge(-12_000), onayclient.FarePass, city, false},
		"no class is known":               {charge(-990_000), onayclient.FareUnknown, city, true},
		"no fare is known":                {charge(-990_000), onayclient.FareFull, Fares{}, false},
		"a ride":                          {ride("a", start), onayclient.FareFull, city, false},
		"a reversal of a large top-up":    {onayclient.Transaction{At: start, Kind: onayclient.KindReversal, Amount: -990_000}, onayclient.FareFull, city, false},
		"a top-up of as much as a pass":   {onayclient.Transaction{At: start, Kind: onayclient.KindTopUp, Amount: 990_000}, onayclient.FareFull, city, false},
		"a credit of as much as a charge": {charge(990_000), onayclient.FareFull, city, false},
	} {
		if got := c.fares.MayBePass(c.x, c.class); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// A pass is bought on a working day: the average of the others stays what it was, and so does how long a balance lasts.
func TestAPassIsNoUsualSpending(t *testing.T) {
	t.Parallel()
	list := daily(friday, 60, 12000, days.Works)
	want, _ := days.Usual(list, time.Time{}, friday)
	for name, bought := range map[string][]onayclient.Transaction{
		"a charge":     {{At: at(25, 9, 0), Kind: onayclient.KindCharge, Amount: -990_000}},
		"a reversal":   {{At: at(25, 9, 0), Kind: onayclient.KindReversal, Amount: -50_000}},
		"without rows": AsTransactions([]BalanceDay{{At: at(25, 12, 0), Charged: 990_000}}),
	} {
		got, known := days.Usual(append(bought, list...), time.Time{}, friday)
		if !known || got.Workday != want.Workday || got.DayOff != want.DayOff || got.WorkdayRides != want.WorkdayRides {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
		if spent := days.SpentOn(at(25, 20, 0), append(bought, list...)); spent != 12000 {
			t.Errorf("%s: the day's rides cost %d", name, spent)
		}
	}
}

func TestWhatIsChargedIsNoRideOfTheDay(t *testing.T) {
	t.Parallel()
	got := AsTransactions([]BalanceDay{
		{At: at(24, 12, 0), Since: at(22, 12, 0), Spent: 240, Charged: 9900}, {At: at(25, 12, 0), Charged: 5000},
	})
	want := []onayclient.Transaction{
		{At: at(25, 12, 0), Kind: onayclient.KindCharge, Amount: -5000},
		{At: at(24, 12, 0), Kind: onayclient.KindCharge, Amount: -9900},
		{At: at(24, 12, 0), Kind: onayclient.KindRide, Amount: -120},
		{At: at(23, 12, 0), Kind: onayclient.KindRide, Amount: -120},
	}
	if !slices.Equal(got, want) {
		t.Errorf("%v\nwant %v", got, want)
	}
}

// The balance of a card that a chat without proof follows tells the policy of rides, but not of a pass.
func TestAPassIsNoRidesByTheBalance(t *testing.T) {
	t.Parallel()
	for lost, want := range map[onayclient.Money]int{24_000: 2, 360_000: 30, 360_001: 0, 990_000: 0, 0: 0} {
		r := Reading{Before: onayclient.Card{Balance: 2_000_000, At: start}}
		r.Card = onayclient.Card{Balance: 2_000_000 - lost, At: start.Add(time.Hour)}
		got := byBalance(r, 12_000)
		if len(got.Transactions) != want || got.AllRides != policy.PaidRides(lost, time.Hour, 12_000) {
			t.Errorf("of a loss of %d: %d rides, all of them %v", lost, len(got.Transactions), got.AllRides)
		}
	}
}
