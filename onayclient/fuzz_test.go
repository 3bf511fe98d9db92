package onayclient

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// seeds adds the files of testdata that match as starting points.
func seeds(f *testing.F, pattern string) {
	f.Helper()
	names, err := filepath.Glob(filepath.Join("testdata", pattern))
	if err != nil || len(names) == 0 {
		f.Fatalf("seeds %s: %d, %v", pattern, len(names), err)
	}
	for _, name := range names {
		body, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(body)
	}
}

func FuzzParsePAN(f *testing.F) {
	for _, s := range []string{"9643108503300000017", "9643 1085 0330 0000 017", "00000017", "", "-", "９", "\xff",
		"мама ٩٦٤٣1085.0330.0000.017. 00000027", "9643108503300000017 9643908503300000027"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		pan, err := ParsePAN(s)
		if (err == nil) == pan.IsZero() {
			t.Fatalf("number %v and error %v", pan, err)
		}
		if err == nil && (len(pan.Digits()) != panDigits || !luhn(pan.Digits())) {
			t.Fatal("accepted what is no card number")
		}
		if short, err := ParseTyped(s); (err == nil) == short.IsZero() {
			t.Fatalf("typed number %v and error %v", short, err)
		}
		for _, f := range FindPANs(s) {
			if (f.Err == nil) == f.PAN.IsZero() || f.Whole && !luhn(f.PAN.Digits()) || len(f.Last4) != 4 {
				t.Fatalf("found %v, last four %q, error %v", f.PAN, f.Last4, f.Err)
			}
		}
		var bad *PANError
		if err != nil && !errors.As(err, &bad) {
			t.Fatalf("error %v", err)
		}
	})
}

func FuzzStartPage(f *testing.F) {
	seeds(f, "start*.html")
	f.Fuzz(func(t *testing.T, page []byte) {
		token, err := parseStart(&Exchange{Status: http.StatusOK, Answer: page})
		if (err == nil) == (token == "") || len(token) > maxToken {
			t.Fatalf("token %q and error %v", token, err)
		}
	})
}

// FuzzCheck holds the balance against a plain reading of the same JSON.
func FuzzCheck(f *testing.F) {
	seeds(f, "check*.json")
	pan, err := ParsePAN("9643108503300000017")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		card, err := parseCheck(body, pan)
		if err != nil {
			if strings.Contains(err.Error(), pan.Digits()) {
				t.Fatalf("the error quotes the number: %v", err)
			}
			return
		}
		var plain struct {
			Result struct {
				Balance json.Number `json:"balance"`
			} `json:"result"`
		}
		d := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(body, []byte(byteOrderMark))))
		_ = d.Decode(&plain) // a failure leaves no balance, which the comparison finds
		want := plain.Result.Balance
		if got := strconv.FormatInt(int64(card.Balance), 10); json.Number(got) != want && want != "-0" {
			t.Fatalf("balance %s of %v", got, want)
		}
		if !utf8.ValidString(card.Type) || len([]rune(card.Type)) > maxText {
			t.Fatalf("type %q", card.Type)
		}
	})
}

func FuzzDetail(f *testing.F) {
	seeds(f, "detail*.json")
	f.Fuzz(func(t *testing.T, body []byte) {
		rows, _, err := parsePage(body, time.UTC)
		if err != nil {
			return
		}
		for _, r := range rows {
			if r.err != nil {
				continue
			}
			if r.ID == "" || r.At.Before(oldest) || r.Amount > maxMoney || r.Amount < -maxMoney || (!r.HasBalance && r.Balance != 0) {
				t.Fatalf("accepted %+v", r.Transaction)
			}
		}
	})
}
