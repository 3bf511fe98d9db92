package onayclient

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
)

func file(t *testing.T, name string) *Exchange {
	t.Helper()
	body, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return good(string(body))
}

func good(body string) *Exchange { return &Exchange{Status: http.StatusOK, Answer: []byte(body)} }

func testPAN(t testing.TB) PAN {
	t.Helper()
	pan, err := ParsePAN("9643108503300000017")
	if err != nil {
		t.Fatal(err)
	}
	return pan
}

// TestTicketsInDoubt: the first is good, one belongs to no card, the others lack something.
func TestTicketsInDoubt(t *testing.T) {
	t.Parallel()
	tickets, err := parseTickets(file(t, "app_tickets_doubtful.json"))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"", "createdAt", "id", "cost", "cost", "", "pan", "payload"}
	for i, missing := range want {
		got := tickets[i].err
		if (got == nil) != (missing == "") || got != nil && !strings.Contains(got.Error(), missing) {
			t.Errorf("ticket %d: %v, want something about %q", i, got, missing)
		}
	}
	if rows := ridesOf(tickets, testPAN(t)); len(rows) != 7 || rows[0].Vehicle != "(25" {
		t.Errorf("%d rows", len(rows))
	}
}

func TestVehicles(t *testing.T) {
	t.Parallel()
	for conductor, want := range map[string]string{
		"(2550)524EY02": "524EY02", "(2550) 524EY02": "524EY02", "524EY02": "524EY02", "()": "", "": "", "(2550": "(2550",
		"524(2)EY": "524(2)EY",
	} {
		if got := vehicleOf(conductor); got != want {
			t.Errorf("%q: %q, want %q", conductor, got, want)
		}
	}
}

func TestTengeAreReadExactly(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]Money{
		"0": 0, "-0": 0, "1240": 124_000, "-80": -8_000, "60.5": 6_050, "60.05": 6_005, "-0.05": -5, "0.50": 50,
		"10000000000": maxMoney, "-10000000000.00": -maxMoney,
	} {
		body := fmt.Sprintf(`{"success":true,"result":{"data":{"balance":%s}}}`, raw)
		if got, err := parseAppCard(good(body), testPAN(t)); err != nil || got != want {
			t.Errorf("%s: %d, %v", raw, got, err)
		}
	}
	for _, raw := range []string{
		"60.005", "1e3", "1.2e1", "null", `""`, `"60"`, "true", "[]", "{}", "10000000000.01", "9223372036854775807", "1E400",
	} {
		body := fmt.Sprintf(`{"success":true,"result":{"data":{"balance":%s}}}`, raw)
		if got, err := parseAppCard(good(body), testPAN(t)); !errors.Is(err, ErrChanged) || got != 0 {
			t.Errorf("%s: %d, %v", raw, got, err)
		}
	}
}

// TestSignInAnswers says which answers keep the credentials from being sent again.
func TestSignInAnswers(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		status int
		body   string
		want   error
	}{
		{200, `{"success":false,"message":"wrong"}`, errDeclined},
		{200, `{"success":false}`, errDeclined},
		{200, `{"success":true,"result":{"data":null}}`, ErrUnavailable},
		{400, `{"success":false}`, errDeclined},
		{401, ``, errDeclined},
		{403, `{"success":false}`, errDeclined},
		{422, `{"error":"x"}`, errDeclined},
		{200, `{"success":false,"message":"Too many attempts, try later"}`, ErrBusy},
		{403, `<html>Forbidden</html>`, ErrBanned},
		{404, `<html>Not Found</html>`, ErrUnavailable},
		{200, `<html></html>`, ErrUnavailable},
		{200, `{"success":true,"result":{"data":{}}}`, ErrUnavailable},
		{200, `{"success":true,"result":{"data":{"d":"x"}}}`, ErrChanged},
		{200, `{"success":true,"result":{"data":{"shortToken":7}}}`, ErrChanged},
		{200, `{"success":true,"result":{"data":{"shortToken":"a\nb"}}}`, ErrChanged},
		{200, `{"success":true}`, ErrUnavailable},
	} {
		in, err := parseSignedIn(&Exchange{Status: tc.status, Answer: []byte(tc.body)})
		if !errors.Is(err, tc.want) || in != (signedIn{}) {
			t.Errorf("%d %s: %+v, %v, want %v", tc.status, tc.body, in, err, tc.want)
		}
	}
	in, err := parseSignedIn(file(t, "app_sign_in.json"))
	if err != nil || in.short != "invented-short-token" || in.device != "123e4567-e89b-42d3-a456-426614174000" {
		t.Errorf("%+v, %v", in, err)
	}
}
