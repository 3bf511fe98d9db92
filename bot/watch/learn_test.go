package watch

import (
	"testing"
	"time"

	"onaybot/onayclient"
	"onaybot/store"
)

func TestTheFareOfRides(t *testing.T) {
	t.Parallel()
	rode := func(ago int, after time.Duration, vehicle string, tenge int64) store.Transaction {
		return store.Transaction{Transaction: onayclient.Transaction{
			At: start.AddDate(0, 0, -ago).Truncate(time.Minute).Add(after), Kind: onayclient.KindRide, Vehicle: vehicle,
			Amount: onayclient.Tenge(-tenge),
		}}
	}
	daily := func(days int, tenge int64) (list []store.Transaction) {
		for ago := range days {
			list = append(list, rode(ago, 0, "1", tenge))
		}
		return list
	}
	for name, c := range map[string]struct {
		rides []store.Transaction // newest first
		want  int64
		since int // days ago
	}{
		"none":                        {},
		"two":                         {rides: daily(2, 100)},
		"three":                       {daily(3, 100), 100, 2},
		"three that do not pay alike": {rides: []store.Transaction{rode(0, 0, "1", 100), rode(1, 0, "1", 110), rode(2, 0, "1", 120)}},
		"ten of thirty":               {daily(30, 100), 100, 9},
		"a vehicle each": {
			append([]store.Transaction{rode(0, 0, "2", 120), rode(1, 0, "2", 120), rode(2, 0, "2", 120)}, daily(3, 100)...), 120, 2,
		},
		"seconds of one minute": {
			append([]store.Transaction{rode(0, 59*time.Second, "1", 120), rode(0, 30*time.Second, "2", 80)}, daily(3, 100)...), 100, 2,
		},
	} {
		fare, since := days.fareOf(c.rides)
		if fare != onayclient.Tenge(c.want) || c.want > 0 && !since.Equal(start.AddDate(0, 0, -c.since).Truncate(time.Minute)) {
			t.Errorf("%s: %d since %v", name, fare, since)
		}
	}
}
