package rides

import (
	"errors"
	"strings"
	"testing"
	"time"

	"onaybot/bot/chat"
	"onaybot/store"
)

func TestWhatIsMissingIsSaid(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		from, at time.Time // of the known rides
		parts    []string
	}{
		"nothing known":     {time.Time{}, time.Time{}, []string{"has not responded"}},
		"old, and enough":   {start.AddDate(0, -2, 0), start.Add(-time.Hour), []string{"has not responded", "Showing rides as of 07:12"}},
		"old, not enough":   {start.AddDate(0, 0, -3), start.Add(-time.Hour), []string{"as of 07:12", "known from 19 November"}},
		"fresh, not enough": {start.AddDate(0, 0, -3), start, []string{"known from 19 November"}},
		"fresh, and enough": {start.AddDate(0, -2, 0), start, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, db := newRides(t)
			l := known(t, db, x.from, x.at)
			_, problem := s.read(request(t), l, start.AddDate(0, -1, 0), 5)
			for _, part := range x.parts {
				if !strings.Contains(string(problem), part) {
					t.Errorf("%q lacks %q", problem, part)
				}
			}
			if x.parts == nil && problem != "" || strings.Contains(string(problem), "as of") && x.at.Equal(start) {
				t.Errorf("problem %q", problem)
			}
		})
	}
}

// known is the link of a card whose rides are known from one moment up to
// another; zero: not at all.
func known(t *testing.T, db *store.Store, from, at time.Time) (l store.Link) {
	t.Helper()
	err := db.Tx(t.Context(), func(tx *store.Tx) error {
		id, err := tx.SaveReading(t.Context(), card("01.01", 540), store.Plan{NextAt: start.Add(time.Hour)})
		if err == nil && !at.IsZero() {
			_, err = tx.SaveTransactions(t.Context(), id, nil, from, at)
		}
		return err
	})
	if err == nil {
		l.Card, err = db.CardByPAN(t.Context(), card("01.01", 540).PAN)
	}
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestForgedViewsAndPeriodsAreStale(t *testing.T) {
	t.Parallel()
	s := &Rides{Account: true}
	for name, x := range map[string]struct {
		handle chat.Handler
		forged [][]string
	}{
		"trips":  {s.ShowTrips, [][]string{{"7"}, {"8", "0"}, {"7", "-1"}, {"x", "0"}, {"7", "x"}, {""}}},
		"stats":  {s.ShowStats, [][]string{{"year"}, {""}}},
		"export": {s.Export, [][]string{{"31"}, {""}, {"x"}, {"-1"}}},
	} {
		for _, args := range x.forged {
			if err := x.handle(nil, chat.Call{Args: args}); !errors.Is(err, chat.ErrStale) {
				t.Errorf("%s %q: %v", name, args, err)
			}
		}
	}
}
