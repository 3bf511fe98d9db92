package simulate

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"onaybot/onayclient"
)

const heading = "card,type,time,kind,amount,balance,route\n"

func TestRead(t *testing.T) {
	t.Parallel()
	at := func(day, hour int) time.Time { return time.Date(2026, 9, day, hour, 0, 0, 0, almaty) }
	want := Trace{
		From: at(1, 0), To: at(4, 0),
		Cards: []Card{
			{Number: "a", Type: "01.01", Rows: []Row{
				{At: at(1, 0), Amount: -12000, Balance: -8000, Ride: true},
				{At: at(3, 9).Add(500 * time.Millisecond), Amount: 20050, Balance: 12050},
			}},
			{Number: "b", Type: "", Rows: []Row{{At: at(2, 9), Amount: -50, Balance: 99, Ride: true}}},
		},
	}
	for name, text := range map[string]string{
		"as it is written": heading + "a,01.01,2026-09-01T00:00:00+05:00,ride,-120,-80,92\nb,,2026-09-02T09:00:00+05:00,ride,-0.50,0.99,\n" +
			"a,01.01,2026-09-03T09:00:00.5+05:00,topup,200.5,120.50,\n",
		"columns and rows in another order, twice, without routes, by Excel": "\ufeffnote,balance,amount,kind,Time, type,card\r\n" +
			"x,120.50,+200.5,topup,2026-09-03T04:00:00.5Z,01.01,a\r\n,0.99,-.5,ride,2026-09-02T09:00:00+05:00,,b\r\n" +
			"x,-80,-120,ride,2026-09-01T00:00:00+05:00,01.01,a\r\n,-80,-120,ride,2026-09-01T00:00:00+05:00,01.03,a\r\n",
	} {
		got, err := Read(strings.NewReader(strings.ReplaceAll(text, "-.5,", "-0.5,")), almaty)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	t.Parallel()
	const number, good = "9643001234567890128", "9643001234567890128,01.01,2026-09-01T09:00:00+05:00,ride,-120,520,92\n"
	for _, c := range []struct{ text, want string }{
		{"", "the file is empty: its first line names the columns card,type,time"},
		{"\ufeff", "is empty"},
		{heading, "holds no transaction"},
		{"card;type;time;kind;amount;balance\n", "line 1, column 1: no column card: "},
		{good, "line 1, column 1: no column card"},
		{strings.ReplaceAll(heading, "balance", "saldo") + good, "line 1, column 1: no column balance"},
		{heading + good + strings.Replace(good, "+05:00", "", 1), "line 3, column 27: time must be a time with its zone, such as"},
		{heading + strings.Replace(good, "ride", number, 1), "line 2, column 53: kind must be ride or topup"},
		{heading + strings.Replace(good, "-120", "", 1), "line 2, column 58: amount must be tenge"},
		{heading + strings.Replace(good, "520", "1e3", 1), "line 2, column 63: balance must be tenge"},
		{heading + strings.Replace(good, "520", "1.234", 1), "balance must be"},
		{heading + strings.Replace(good, "520", "1.-5", 1), "balance must be"},
		{heading + strings.Replace(good, "520", "-", 1), "balance must be"},
		{heading + strings.Replace(good, "520", "99999999999", 1), "balance must be"},
		{heading + strings.Replace(good, number, "", 1), "line 2, column 1: card must tell cards apart"},
		{heading + number + ",01.01\n", "line 2, column 1: not as many fields"},
		{heading + `96"43001234567890128,` + "\n", "line 2, column 3: not CSV"},
	} {
		_, err := Read(strings.NewReader(c.text), almaty)
		var fault *FormatError
		if !errors.As(err, &fault) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v, want %q", c.text, err, c.want)
		}
		if err != nil && strings.Contains(err.Error(), number[4:]) {
			t.Errorf("the number is in the error: %v", err)
		}
	}
}

// failing breaks off in the middle.
type failing struct{}

var errTorn = errors.New("torn")

func (failing) Read([]byte) (int, error) { return 0, errTorn }

func TestReadFails(t *testing.T) {
	t.Parallel()
	if _, err := Read(failing{}, almaty); !errors.Is(err, errTorn) {
		t.Error(err)
	}
}

func TestTenge(t *testing.T) {
	t.Parallel()
	for text, m := range map[string]onayclient.Money{"0": 0, "-0.05": -5, "1240.50": 124050, "-80": -8000, "-1.50": -150} {
		got, err := parseTenge(text)
		if err != nil || got != m || formatTenge(m) != text {
			t.Errorf("%s: %d, %v, %s", text, got, err, formatTenge(m))
		}
	}
}

// TestWrittenAndRead is the same city, but for its routes.
func TestWrittenAndRead(t *testing.T) {
	t.Parallel()
	city := Generate(City{Riders: 60, Days: 20, Seed: 7}, almaty)
	var file bytes.Buffer
	if err := Write(&file, city, almaty); err != nil {
		t.Fatal(err)
	}
	got, err := Read(&file, almaty)
	if err != nil {
		t.Fatal(err)
	}
	for i := range city.Cards {
		for j := range city.Cards[i].Rows {
			city.Cards[i].Rows[j].Route = ""
		}
	}
	if diff := cmp.Diff(city, got); diff != "" {
		t.Error(diff)
	}
}
