package onayclient

import (
	"bytes"
	"encoding/json"
	"math/big"
	"net/http"
	"strings"
	"testing"
)

// FuzzAppCard holds the balance against an exact reading of the same JSON.
func FuzzAppCard(f *testing.F) {
	seeds(f, "app_card*.json")
	pan := testPAN(f)
	f.Fuzz(func(t *testing.T, body []byte) {
		got, err := parseAppCard(&Exchange{Status: http.StatusOK, Answer: body}, pan)
		if err != nil {
			if got != 0 || strings.Contains(err.Error(), pan.Digits()) {
				t.Fatalf("%d and %v", got, err)
			}
			return
		}
		var plain struct {
			Result struct {
				Data struct {
					Balance json.Number `json:"balance"`
				} `json:"data"`
			} `json:"result"`
		}
		d := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(body, []byte(byteOrderMark))))
		_ = d.Decode(&plain) // a failure leaves no balance, which the comparison finds
		number := plain.Result.Data.Balance
		want, ok := new(big.Rat).SetString(number.String())
		if !ok || want.Cmp(big.NewRat(int64(got), 100)) != 0 {
			t.Fatalf("%d tiyn of %q tenge", got, number)
		}
	})
}

func FuzzAppSignIn(f *testing.F) {
	seeds(f, "app_sign_in*.json")
	f.Fuzz(func(t *testing.T, body []byte) {
		in, err := parseSignedIn(&Exchange{Status: http.StatusOK, Answer: body})
		if err != nil {
			return
		}
		if in.short == "" || headerText(in.short) != in.short || len(in.short) > maxHeader {
			t.Fatalf("accepted the token %q", in.short)
		}
	})
}

func FuzzAppTickets(f *testing.F) {
	seeds(f, "app_tickets*.json")
	pan := testPAN(f)
	f.Fuzz(func(t *testing.T, body []byte) {
		tickets, err := parseTickets(&Exchange{Status: http.StatusOK, Answer: body})
		if err != nil {
			return
		}
		for _, r := range ridesOf(tickets, pan) {
			if r.err != nil {
				continue
			}
			if r.ID == "" || r.At.Before(oldest) || r.Amount > 0 || r.Amount < -maxMoney || r.HasBalance || r.Kind != KindRide {
				t.Fatalf("accepted %+v", r.Transaction)
			}
		}
	})
}
