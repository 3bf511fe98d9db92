package simulate

import (
	"errors"
	"strings"
	"testing"
)

func TestTable(t *testing.T) {
	t.Parallel()
	share := 0.051
	var text strings.Builder
	err := Table(&text, []Figures{
		{Policy: "fixed:15m", Follow: Rides, Cards: 7, Days: 2, Happened: 30, PerCardDay: 96, PerSecond: 0.0078, P50: 7.25, LateOver: 0.0123, Unread: 90, Due: 6},
		{Policy: "oracle", BudgetShare: &share},
	})
	if err != nil {
		t.Fatal(err)
	}
	const want = `7 cards, 2.0 days, 30 rides

                             policy  fixed:15m  oracle
            requests a card and day      96.00    0.00
                  requests a second      0.008   0.000
                      of the budget          –   5.1 %
  requests for each of the oracle's        0.0     0.0
                 late, minutes: p50        7.2     0.0
                                p80        0.0     0.0
                                p95        0.0     0.0
                                p99        0.0     0.0
                              worst        0.0     0.0
                 told over 3 h late      1.2 %   0.0 %
                             missed          0       0
                              false          0       0
                             unseen          0       0
              longest unread, hours        1.5     0.0
                 longest due, hours        0.1     0.0
`
	if text.String() != want {
		t.Errorf("\n%s", text.String())
	}
	if err := Table(&text, nil); err != nil {
		t.Error(err)
	}
}

type full struct{}

var errFull = errors.New("full")

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestNotWritten(t *testing.T) {
	t.Parallel()
	if err := Table(full{}, []Figures{{}}); !errors.Is(err, errFull) {
		t.Error(err)
	}
	if err := Write(full{}, Generate(City{Riders: 9, Days: 9}, almaty), almaty); !errors.Is(err, errFull) {
		t.Error(err)
	}
}
