package config

import (
	"testing"
	"time"

	"onaybot/onayclient"
)

const history = `
fares:
  - {city: Almaty, from: 2024-08-03, full: 120, half: 60}
  - {city: Karaganda, from: 2022-01-01, full: 100, half: 50}
  - {city: Almaty, from: 2027-01-01, full: 150, half: 75}
  - {city: Almaty, from: 2016-01-01, full: 80, half: 40}
`

func TestFaresAt(t *testing.T) {
	t.Parallel()
	fares := mustParse(t, history).Fares
	at := func(text string) time.Time {
		when, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	tests := []struct {
		city string
		when time.Time
		full int64 // 0 = none
	}{
		{"Almaty", at("2026-11-22T08:00:00+05:00"), 120},
		{"almaty", at("2026-11-22T08:00:00+05:00"), 120},
		{"Almaty", at("2026-12-31T18:59:59Z"), 120},
		{"Almaty", at("2026-12-31T19:00:00Z"), 150}, // midnight in Almaty
		{"Almaty", at("2024-08-02T18:59:59Z"), 80},
		{"Almaty", at("2015-12-31T12:00:00Z"), 0},
		{"Karaganda", at("2026-11-22T08:00:00Z"), 100},
		{"Saran", at("2026-11-22T08:00:00Z"), 0},
	}
	for _, tt := range tests {
		f, ok := fares.At(tt.city, tt.when)
		if ok != (tt.full > 0) || f.Full != onayclient.Tenge(tt.full) {
			t.Errorf("At(%q, %s) = %v, %v; want %d", tt.city, tt.when, f, ok, tt.full)
		}
	}
}

func TestAReducedFareMayBeUnknown(t *testing.T) {
	t.Parallel()
	for _, half := range []string{"", ", half:", ", half: 0"} {
		fares := mustParse(t, "fares: [{city: A, from: 2024-01-01, full: 100"+half+"}]").Fares
		if len(fares) != 1 || fares[0].Full != onayclient.Tenge(100) || fares[0].Half != 0 {
			t.Errorf("%q: %v", half, fares)
		}
	}
}

func TestStaleZoneDataIsRefused(t *testing.T) {
	t.Parallel()
	tests := []struct {
		loc  *time.Location
		want bool
	}{
		{time.FixedZone("Asia/Almaty", 6*60*60), true},
		{time.FixedZone("Asia/Almaty", 5*60*60), false},
		{time.FixedZone("Asia/Qostanay", 6*60*60), true},
		{time.FixedZone("Asia/Bishkek", 6*60*60), false},
		{time.UTC, false},
	}
	for _, tt := range tests {
		if got := stale(tt.loc); got != tt.want {
			t.Errorf("stale(%s) = %v", tt.loc, got)
		}
	}
}
