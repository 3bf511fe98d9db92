package family

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"onaybot/bot/bottest"
	"onaybot/onayclient"
)

// parse reads an answer by the catalogues' words.
func parse(t testing.TB, text string) ([]claim, bool) {
	t.Helper()
	return vocabularyOf(bottest.Catalogue(t)).readClaims(text)
}

// prove tells whether two claims prove without a word of other rides.
func prove(claims []claim, rides []ride) bool { return answer{claims: claims}.proves(rides) }

// rode is a ride at a local time of a day in November.
func rode(day int, route, clock string) onayclient.Transaction {
	at, err := time.ParseInLocation("15:04", clock, almaty)
	if err != nil {
		panic(err)
	}
	at = time.Date(2026, 11, day, at.Hour(), at.Minute(), 31, 0, almaty)
	return onayclient.Transaction{At: at.UTC(), Kind: onayclient.KindRide, Route: route}
}

func TestProves(t *testing.T) {
	t.Parallel()
	rides := lastRides([]onayclient.Transaction{
		rode(22, "92", "18:40"), {Kind: onayclient.KindTopUp, At: start, Route: "7"}, rode(22, "", "12:00"),
		rode(22, "121", "08:15"), rode(21, "92", "08:20"), rode(20, "12A", "00:10"),
	}, almaty)
	if len(rides) != 4 || !canProve(rides) {
		t.Fatalf("rides %v", rides)
	}
	for text, want := range map[string]bool{
		"121 08:15, 92 08:20": true,
		"92 08:50, 92 18:10":  true, // both at the very edge
		"92 08:51, 92 18:40":  false,
		"92 18:40, 121 08:15": false, // of one day
		"92 18:40, 92 18:40":  false, // one ride twice
		"92 08:20, 12а 23:50": true,  // over midnight, in the other alphabet
		"92 08:20, 12а 23:39": false,
		"92 08:20, 7 08:12":   false, // a top-up is no ride
		"93 08:20, 121 08:15": false,
	} {
		claims, ok := parse(t, text)
		if !ok {
			t.Fatalf("%q is not read", text)
		}
		if got := prove(claims, rides); got != want {
			t.Errorf("%q: %v", text, got)
		}
		slices.Reverse(claims)
		if got := prove(claims, rides); got != want {
			t.Errorf("%q the other way round: %v", text, got)
		}
	}
}

func TestClaimsThatCouldBeOneRideAreAlike(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"92 08:15, 92 08:15":  true,
		"92 08:15, 92 08:16":  true,
		"92 07:45, 92 08:45":  true,
		"92 07:45, 92 08:46":  false,
		"92 18:40, 92 08:15":  false,
		"92 08:15, 121 08:15": false,
		"12a 08:15, 12А 8.20": true,
		"92 23:40, 92 00:40":  true,
		"92 23:40, 92 00:41":  false,
	} {
		claims, ok := parse(t, text)
		if !ok {
			t.Fatalf("%q is not read", text)
		}
		if claims[0].alike(claims[1]) != want || claims[1].alike(claims[0]) != want {
			t.Errorf("%q: not %v", text, want)
		}
	}
}

// Whoever guesses when a commuter rides has named one ride, whatever days it is of: the times
// of a guess may be so far apart that each fits another morning.
func TestAHabitIsOneRide(t *testing.T) {
	t.Parallel()
	var list []onayclient.Transaction
	for day := 22; day > 12; day-- {
		list = append(list, rode(day, "92", fmt.Sprintf("08:%d", 10+day%7)))
	}
	habit := lastRides(list, almaty)
	for first := range dayMinutes {
		for second := range dayMinutes {
			if claims := []claim{{"92", first}, {"92", second}}; prove(claims, habit) {
				t.Fatalf("%v", claims)
			}
		}
	}
	back := lastRides(append(list[:9], rode(2, "92", "18:40")), almaty)
	if !prove([]claim{{"92", 8*60 + 15}, {"92", 18*60 + 30}}, back) {
		t.Error("there and back proves nothing")
	}
}

func TestOnlyTheLastTenAreAskedAbout(t *testing.T) {
	t.Parallel()
	var list []onayclient.Transaction
	for day := 22; day > 10; day-- {
		list = append(list, rode(day, "92", "08:15"))
	}
	list = append(list, rode(2, "121", "18:40"))
	rides := lastRides(list, almaty)
	if len(rides) != claimedRides || prove([]claim{{"92", 495}, {"121", 1120}}, rides) {
		t.Errorf("%d rides: %v", len(rides), rides)
	}
}

func TestWhoHasRiddenTooLittle(t *testing.T) {
	t.Parallel()
	for _, list := range [][]onayclient.Transaction{
		nil, {rode(22, "92", "08:15")}, {rode(22, "92", "08:15"), rode(22, "92", "18:40")},
		{rode(22, "92", "08:15"), rode(21, "", "18:40")},
	} {
		if canProve(lastRides(list, almaty)) {
			t.Errorf("%v can prove", list)
		}
	}
}

// What is said of a card whose rides are of one habit is right only where all of them are, and
// both that are named have been, on different days.
func TestOnlyACardOfOneHabitIsProvedByIt(t *testing.T) {
	t.Parallel()
	habit := []onayclient.Transaction{rode(22, "92", "08:15"), rode(21, "92", "08:20"), rode(20, "92", "08:10")}
	other := append(slices.Clone(habit), rode(2, "92", "18:40"))
	oneDay := []onayclient.Transaction{rode(22, "92", "08:15"), rode(22, "92", "08:20")}
	for _, c := range []struct {
		list []onayclient.Transaction
		said string
		want bool
	}{
		{habit, "92 08:15, 92 08:15", true},
		{habit, "92 07:50, 92 08:40", true},
		{habit, "92 08:15, 92 09:00", false},
		{habit, "121 08:15, 121 08:15", false},
		{other, "92 08:15, 92 08:15", false},
		{other, "92 18:40, 92 18:40", false},
		{append(slices.Clone(habit), rode(2, "7", "08:15")), "92 08:15, 92 08:15", false},
		{append(slices.Clone(oneDay), rode(21, "92", "09:00")), "92 08:15, 92 09:00", true},
		{append(slices.Clone(oneDay), rode(21, "92", "09:10")), "92 08:15, 92 08:20", false},
	} {
		claims, ok := parse(t, c.said)
		if !ok {
			t.Fatalf("%q is not read", c.said)
		}
		rides := lastRides(c.list, almaty)
		if got := (answer{claims, true}).proves(rides); got != c.want {
			t.Errorf("%q of %v: %v", c.said, rides, got)
		}
		if c.want && prove(claims, rides) {
			t.Errorf("%q proves though nothing was said of others", c.said)
		}
	}
}
