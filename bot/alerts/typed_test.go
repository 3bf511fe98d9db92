package alerts

import (
	"testing"
	"time"

	"onaybot/bot/bottest"
)

func TestTypedTimes(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		"8:20": 500, "08.20": 500, "8 20": 500, " 0820 ": 500, "820": 500, "8-20": 500, "в 8:20": 500, "8:20-ға": 500,
		"00:00": 0, "23:59": 1439, "24:00": -1, "8:60": -1, "8": -1, "утром": -1, "8:2": -1, "8 20 14 30": -1, "": -1,
	} {
		got, ok := parseClock(text)
		if !ok {
			got = -1
		}
		if got != want {
			t.Errorf("%q is %d, want %d", text, got, want)
		}
	}
}

func TestTypedDays(t *testing.T) {
	t.Parallel()
	today := time.Date(2026, 11, 22, 0, 0, 0, 0, almaty)
	for text, want := range map[string]int{
		"12.01": 20270112, "12/1/2027": 20270112, "23.11": 20261123, "22.11": 20271122, "22.11.2026": 20261122,
		"12 января": 20270112, "12 Қаңтар": 20270112, "12 jan": 20270112, "January 12, 2027": 20270112, "1 мая": 20270501,
		"31.11": 0, "29.02": 0, "0.1": 0, "12.13": 0, "14 мартобря 2026": 20260314, "завтра": 0, "": 0,
	} {
		got, ok := parseDay(text, today, bottest.Catalogue(t))
		if !ok {
			got = 0
		}
		if got != want {
			t.Errorf("%q is %d, want %d", text, got, want)
		}
	}
}
