package rides

import (
	"encoding/csv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"onaybot/onayclient"
)

func TestToCSV(t *testing.T) {
	t.Parallel()
	data, err := toCSV("0018", []onayclient.Transaction{
		{At: start.Add(time.Hour), Kind: "=refund", Route: "+1,\"2\"", Vehicle: "-a\nb", Amount: 50, Balance: -8000, HasBalance: true},
		{At: start, Kind: onayclient.KindRide, Route: "92", Vehicle: "524EY02", Amount: -12000},
	}, almaty)
	if err != nil {
		t.Fatal(err)
	}
	want := "\ufeffcard,time,kind,route,vehicle,amount,balance\r\n" +
		"0018,2026-11-22T08:12:00+05:00,ride,92,524EY02,-120.00,\r\n" +
		"0018,2026-11-22T09:12:00+05:00,'=refund,\"'+1,\"\"2\"\"\",\"'-a\r\nb\",0.50,-80.00\r\n"
	if diff := cmp.Diff(want, string(data)); diff != "" {
		t.Error(diff)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(data), byteOrderMark))).ReadAll()
	if err != nil || len(rows) != 3 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
}

func TestHarmless(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"": "", "92": "92", "М1": "М1", "a=b": "a=b", "=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@x": "'@x",
		"\tx": "'\tx", "\rx": "'\rx", "＝1": "'＝1",
	} {
		if got := harmless(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
}

func TestDecimal(t *testing.T) {
	t.Parallel()
	for in, want := range map[onayclient.Money]string{
		0: "0.00", 5: "0.05", -5: "-0.05", -12000: "-120.00", 123456789: "1234567.89",
	} {
		if got := decimal(in); got != want {
			t.Errorf("%d is %q, want %q", in, got, want)
		}
	}
}
