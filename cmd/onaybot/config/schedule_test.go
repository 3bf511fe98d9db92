package config

import (
	"strings"
	"testing"
	"time"
)

func TestScheduleRunsInTheZoneItIsAskedIn(t *testing.T) {
	t.Parallel()
	almaty := midnightIn(t, "2026-11-22", "Asia/Almaty")
	tests := []struct {
		spec string
		want time.Time
	}{
		{"* * * * *", almaty.Add(time.Minute)},
		{" */5  * * * * ", almaty.Add(5 * time.Minute)},
		{"15 4 * * *", almaty.Add(4*time.Hour + 15*time.Minute)},
		{"@daily", almaty.AddDate(0, 0, 1)},
		{"@every 90s", almaty.Add(90 * time.Second)},
		{"0 9 * * MON", almaty.AddDate(0, 0, 1).Add(9 * time.Hour)},
	}
	for _, tt := range tests {
		if got := mustSchedule(t, tt.spec).Next(almaty); !got.Equal(tt.want) {
			t.Errorf("%q: next %s, want %s", tt.spec, got, tt.want)
		}
	}
	if got := mustSchedule(t, " @daily ").spec; got != "@daily" {
		t.Errorf("String %q", got)
	}
	if !(Schedule{}).Next(almaty).IsZero() {
		t.Error("the zero Schedule comes")
	}
}

func TestBadSchedules(t *testing.T) {
	t.Parallel()
	tests := []struct{ spec, want string }{
		{"", "five cron fields"},
		{"* * * *", "five cron fields"},
		{"* * * * * *", "five cron fields"},
		{"61 * * * *", "five cron fields"},
		{"*/0 * * * *", "five cron fields"},
		{"@fortnightly", "five cron fields"},
		{"@every", "duration of at least a second"},
		{"@every 15", "duration of at least a second"},
		{"@every -1m", "duration of at least a second"},
		{"@every 10ms", "duration of at least a second"},
		{"TZ=Asia/Almaty", "alerts.timezone"},
		{"TZ=Asia/Almaty * * * * *", "alerts.timezone"},
		{"CRON_TZ=", "alerts.timezone"},
		{" tz=UTC", "alerts.timezone"},
		{"0 0 31 2 *", "never comes"},
		{", * * * *", "never comes"},
	}
	for _, tt := range tests {
		if _, err := ParseSchedule(tt.spec); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%q: got %v, want …%s…", tt.spec, err, tt.want)
		}
	}
}

func TestPolicies(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Duration{
		"adaptive": 0, "fixed:15m": 15 * time.Minute, "fixed:90s": 90 * time.Second, "fixed:24h": 24 * time.Hour,
	} {
		if p, err := ParsePolicy(text); err != nil || p.Every != want {
			t.Errorf("ParsePolicy(%q) = %v, %v", text, p, err)
		}
	}
	for _, text := range []string{"", "adaptive:15m", "fixed", "fixed:", "fixed:15", "fixed:0s", "fixed:59s", "fixed:-15m", "fixed:25h", "15m"} {
		if p, err := ParsePolicy(text); err == nil {
			t.Errorf("ParsePolicy(%q) = %v", text, p)
		}
	}
}

func FuzzParseSchedule(f *testing.F) {
	for _, seed := range []string{"* * * * *", "@every 1m", "TZ=x", "1-5/2,7 */3 ? JAN SUN", "*/99999999999999999999 * * * *", "@", "-"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, spec string) {
		s, err := ParseSchedule(spec)
		if err == nil && s.Next(time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)).IsZero() {
			t.Errorf("%q is accepted and never comes", spec)
		}
	})
}
