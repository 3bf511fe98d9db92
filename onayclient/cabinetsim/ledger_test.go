package cabinetsim

import (
	"errors"
	"regexp"
	"slices"
	"sync"
	"testing"
	"time"
)

func TestRideChargesTheFare(t *testing.T) {
	t.Parallel()
	for typeCode, fare := range map[string]int64{"01.01": 12000, "01.02.15": 6000, "01.01.02": 0, "02.01": 0} {
		s := New(WithRiders(0), WithNow(noon))
		ok(t, s.Add(Card{PAN: unified, Type: typeCode, Balance: 3000}))
		got := must[Transaction](t)(s.Ride(unified, "92"))
		want := Transaction{
			ID: got.ID, Vehicle: got.Vehicle, Operation: OpRide, Route: "92", At: noon(),
			Amount: -fare, Balance: 3000 - fare,
		}
		if got != want {
			t.Errorf("%s: ride = %+v, want %+v", typeCode, got, want)
		}
		if c, _ := s.Card(unified); c.Balance != want.Balance {
			t.Errorf("%s: balance = %d, want %d", typeCode, c.Balance, want.Balance)
		}
		if rows := s.Transactions(unified); len(rows) != 1 || rows[0] != got {
			t.Errorf("%s: rows = %+v", typeCode, rows)
		}
	}
}

func TestRideRefusesBlockedCard(t *testing.T) {
	t.Parallel()
	s := New(WithRiders(0), WithNow(noon))
	ok(t, s.Add(Card{PAN: unified, Blocked: true, Balance: 500}))
	if _, err := s.Ride(unified, "92"); !errors.Is(err, ErrCardBlocked) {
		t.Errorf("ride = %v, want ErrCardBlocked", err)
	}
	if c, _ := s.Card(unified); c.Balance != 500 {
		t.Errorf("balance = %d", c.Balance)
	}
}

func TestTopUp(t *testing.T) {
	t.Parallel()
	s := New(WithRiders(0), WithNow(noon))
	ok(t, s.Add(Card{PAN: unified, Balance: -6000}))
	got := must[Transaction](t)(s.TopUp(unified, 50000))
	if got.Operation != OpTopUp || got.Amount != 50000 || got.Balance != 44000 || got.Route+got.Vehicle != "" {
		t.Errorf("top-up = %+v", got)
	}
	for _, tiyn := range []int64{0, -100} {
		if _, err := s.TopUp(unified, tiyn); !errors.Is(err, ErrBadAmount) {
			t.Errorf("TopUp(%d) = %v, want ErrBadAmount", tiyn, err)
		}
	}
}

func TestRowsAreNewestFirstBySecond(t *testing.T) {
	t.Parallel()
	s := New(WithRiders(0), WithNow(noon))
	ok(t, s.Add(Card{PAN: unified}))
	for _, row := range []Transaction{
		{ID: "b", At: noon()}, {ID: "d", At: noon().Add(time.Second)}, {ID: "c", At: noon()}, {ID: "a", At: noon().Add(-time.Hour)},
	} {
		ok(t, s.AddTransaction(unified, row))
	}
	if got, want := ids(s.Transactions(unified)), []string{"d", "c", "b", "a"}; !slices.Equal(got, want) {
		t.Errorf("order = %v, want %v", got, want)
	}
	if c, _ := s.Card(unified); c.Balance != 0 {
		t.Errorf("a row moved the balance to %d", c.Balance)
	}
}

func TestRepeatedRow(t *testing.T) {
	t.Parallel()
	s := New(WithRiders(0), WithNow(noon))
	ok(t, s.Add(Card{PAN: unified}))
	row := must[Transaction](t)(s.Ride(unified, "92"))
	ok(t, s.AddTransaction(unified, row))
	if got := s.Transactions(unified); len(got) != 2 || got[0] != got[1] {
		t.Errorf("rows = %+v", got)
	}
}

func TestAmend(t *testing.T) {
	t.Parallel()
	s := New(WithRiders(0), WithNow(noon))
	ok(t, s.Add(Card{PAN: unified}))
	ok(t, s.AddTransaction(unified, Transaction{ID: "a", At: noon()}))
	ok(t, s.AddTransaction(unified, Transaction{ID: "b", At: noon().Add(time.Minute)}))
	amended := Transaction{ID: "a", At: noon().Add(time.Hour), Route: "121", Amount: -1, NoBalance: true}
	ok(t, s.AmendTransaction(unified, amended))
	got := s.Transactions(unified)
	if !slices.Equal(ids(got), []string{"a", "b"}) || got[0] != amended {
		t.Errorf("rows = %+v", got)
	}
	if err := s.AmendTransaction(unified, Transaction{ID: "zz"}); !errors.Is(err, ErrNoTransaction) {
		t.Errorf("amend an unknown row: %v", err)
	}
}

func TestMadeUpValues(t *testing.T) {
	t.Parallel()
	plates, s := regexp.MustCompile(`^[1-9]\d\d[A-Z]{2}02$`), New(WithRiders(0), WithNow(noon))
	ok(t, s.Add(Card{PAN: unified}))
	seen := map[string]bool{}
	for range 100 {
		row := must[Transaction](t)(s.Ride(unified, "79"))
		if !plates.MatchString(row.Vehicle) || !regexp.MustCompile(`^[0-9a-f]{16}$`).MatchString(row.ID) || seen[row.ID] {
			t.Fatalf("row = %+v", row)
		}
		seen[row.ID] = true
	}
}

func TestConcurrentRidesKeepTheBooks(t *testing.T) {
	t.Parallel()
	s := New(WithRiders(0), WithNow(noon))
	ok(t, s.Add(Card{PAN: unified, Balance: 1000_00}))
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			if _, err := s.Ride(unified, "92"); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	audit(t, s, unified)
	if c, _ := s.Card(unified); c.Balance != 1000_00-20*fareFull {
		t.Errorf("balance = %d", c.Balance)
	}
}

func ids(rows []Transaction) []string {
	var all []string
	for _, r := range rows {
		all = append(all, r.ID)
	}
	return all
}

// audit holds each row's balance against the one before it, and the last one
// against the card's.
func audit(t *testing.T, s *Server, pan string) {
	t.Helper()
	rows := s.Transactions(pan)
	slices.Reverse(rows)
	for i := 1; i < len(rows); i++ {
		if rows[i].At.Before(rows[i-1].At) || rows[i].Balance != rows[i-1].Balance+rows[i].Amount {
			t.Fatalf("card %s: row %+v follows %+v", mask(pan), rows[i], rows[i-1])
		}
	}
	if c, _ := s.Card(pan); len(rows) > 0 && rows[len(rows)-1].Balance != c.Balance {
		t.Fatalf("card %s has %d, its last row says %d", mask(pan), c.Balance, rows[len(rows)-1].Balance)
	}
}

func TestRename(t *testing.T) {
	t.Parallel()
	s := New(WithRiders(0), WithNow(noon))
	ok(t, s.Add(Card{PAN: unified}))
	for _, id := range []string{"a", "a", "b"} {
		ok(t, s.AddTransaction(unified, Transaction{ID: id, At: noon()}))
	}
	ok(t, s.RenameTransactions(unified))
	if got := ids(s.Transactions(unified)); got[0] == "b" || got[0] == got[1] || got[1] == "a" || got[1] != got[2] {
		t.Errorf("ids = %q", got)
	}
	if err := s.RenameTransactions(school); !errors.Is(err, ErrNoCard) {
		t.Errorf("rename the rows of no card: %v", err)
	}
}
