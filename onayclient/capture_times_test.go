package onayclient

import (
	"encoding/json"
	"testing"
	"time"
)

// TestMaskedTimesKeepTheirOrder, and which of them lie outside of the period or to come.
func TestMaskedTimesKeepTheirOrder(t *testing.T) {
	t.Parallel()
	body := `["22.11.2026 08:12:31","20.11.2026 19:00:00","22.11.2026 08:12:31","01.01.2026 10:00:00","01.01.2027 10:00:00","31.02.2026 25:61:00"]`
	var got []string
	if err := json.Unmarshal([]byte(maskerOf(t, body).body([]byte(body), true)), &got); err != nil {
		t.Fatal(err)
	}
	at := make([]time.Time, len(got))
	for i, s := range got[:5] {
		var err error
		if at[i], err = time.ParseInLocation(rowLayout, s, captureAt.Location()); err != nil {
			t.Fatal(err)
		}
	}
	from := captureAt.AddDate(0, 0, -walkDays)
	switch {
	case !at[0].After(at[1]), !at[0].Equal(at[2]):
		t.Errorf("the order is lost: %v", got)
	case at[0].After(captureAt), at[1].Before(from):
		t.Errorf("out of the period: %v", got)
	case !at[3].Before(from), !at[4].After(captureAt.Add(24 * time.Hour)):
		t.Errorf("into the period: %v", got)
	}
	if _, err := time.Parse(rowLayout, got[5]); err == nil {
		t.Errorf("an impossible time became %s", got[5])
	}
}
