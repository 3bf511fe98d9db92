package onayclient

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// pageOf is a detail page of the given rows and of one good row, so that the page itself is
// never in doubt.
func pageOf(rows string) []byte {
	return []byte(`{"result":{"page":1,"pages":1,"rows":[` + rows + `,{"id":"good","date":"01.11.2026 10:00:00","amount":0}]},"type":true}`)
}

func TestRowsOfADetailPage(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("", 5*60*60)
	at := time.Date(2026, 11, 22, 8, 12, 31, 0, zone)
	for body, want := range map[string]Transaction{
		`{"id":"a","date":"22.11.2026 08:12:31","operation":"ride","route":"92","vehicle":"524EY02","amount":-12000,"balance":0}`: {
			ID: "a", At: at, Kind: KindRide, Route: "92", Vehicle: "524EY02", Amount: -12000, HasBalance: true,
		},
		`{"id":7,"date":"22.11.2026 08:12:31","operation":"topup","route":92,"amount":50000}`: {
			ID: "7", At: at, Kind: KindTopUp, Route: "92", Amount: 50000,
		},
		`{"id":"a","date":"22.11.2026 08:12:31","operation":"refund","route":null,"amount":1,"balance":null}`: {
			ID: "a", At: at, Kind: "refund", Amount: 1,
		},
	} {
		rows, pages, err := parsePage(pageOf(body), zone)
		if err != nil || pages != 1 || len(rows) != 2 || rows[0].err != nil {
			t.Errorf("%s: %v, %v", body, rows, err)
			continue
		}
		if diff := cmp.Diff(want, rows[0].Transaction); diff != "" {
			t.Error(diff)
		}
	}
}

func TestRowsInDoubt(t *testing.T) {
	t.Parallel()
	for fields, want := range map[string]string{
		``: "result.rows[].id: a text",
		`"id":"","date":"22.11.2026 08:12:31","amount":1`:                  "result.rows[].id: a text",
		`"id":{},"date":"22.11.2026 08:12:31","amount":1`:                  "result.rows[].id: a text",
		`"id":"a","amount":1`:                                              "result.rows[].date: a time as 02.01.2006 15:04:05",
		`"id":"a","date":"31.02.2026 08:12:31","amount":1`:                 "result.rows[].date: a time as 02.01.2006 15:04:05",
		`"id":"a","date":["x"],"amount":1`:                                 "result.rows[].date: a text",
		`"id":"a","date":"22.11.2026 08:12:31"`:                            "result.rows[].amount: an integer",
		`"id":"a","date":"22.11.2026 08:12:31","amount":null`:              "result.rows[].amount: an integer",
		`"id":"a","date":"22.11.2026 08:12:31","amount":1,"balance":"1"`:   "result.rows[].balance: an integer",
		`"id":"a","date":"22.11.2026 08:12:31","amount":1,"operation":[1]`: "result.rows[].operation: a text",
		`"id":"a","date":"22.11.2026 08:12:31","amount":1,"route":[1]`:     "result.rows[].route: a text",
		`"id":"a","date":"22.11.2026 08:12:31","amount":1,"vehicle":[1]`:   "result.rows[].vehicle: a text",
	} {
		rows, _, err := parsePage(pageOf("{"+fields+"}"), time.UTC)
		if err != nil {
			t.Errorf("%s: %v", fields, err)
			continue
		}
		var e *Error
		if !errors.As(rows[0].err, &e) || e.Missing != want {
			t.Errorf("%s: got %v, want %s", fields, rows[0].err, want)
		}
	}
}

func TestPagesInDoubt(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"type":true,"result":{"rows":[]}}`:             "result.pages: an integer",
		`{"type":true,"result":{"pages":"1","rows":[]}}`: "result.pages: an integer",
		`{"type":true,"result":{"pages":1}}`:             "result.rows: an array of objects",
		`{"type":true,"result":{"pages":1,"rows":{}}}`:   "result.rows: an array of objects",
		`{"type":true,"result":{"pages":1,"rows":[1]}}`:  "result.rows: an array of objects",
		`{"type":true,"result":{"pages":1,"rows":[{}]}}`: "result.rows[].id: a text",
		`{"type":true,"result":{"pages":1,"rows":null}}`: "",
		`{"type":true,"result":{"pages":0,"rows":[]}}`:   "",
	} {
		_, _, err := parsePage([]byte(body), time.UTC)
		var e *Error
		if missing := ""; errors.As(err, &e) {
			if missing = e.Missing; missing != want {
				t.Errorf("%s: got %v, want %q", body, err, want)
			}
		} else if want != "" {
			t.Errorf("%s: got %v, want %q", body, err, want)
		}
	}
}
