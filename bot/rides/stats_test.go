package rides

import (
	"bytes"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"onaybot/bot/rides/picture"
	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/onayclient"
	"onaybot/store"
)

// statsIn is the statistics of a card in a language, on the morning of a Sunday.
func statsIn(t *testing.T, lang texts.Lang, view, typeCode string, tenge int64, list []onayclient.Transaction) *stats {
	t.Helper()
	l := store.Link{ID: 7, Name: "Айша"}
	l.Card.Card = card(typeCode, tenge)
	s, _ := newRides(t)
	v := s.newStats(writer(t, lang), l, view)
	v.take(watch.History{List: list, At: start, From: v.from()})
	return v
}

// year is a history, newest first, of so many rides on each working day and
// some on days off, for so many days before today.
func year(days, rides int, amount onayclient.Money) []onayclient.Transaction {
	var list []onayclient.Transaction
	routes := []string{"92", "92", "121", "201", "92", "37", "121", "М1", "79", "12", "92", "65"}
	today := time.Date(2026, 11, 22, 0, 0, 0, 0, almaty)
	for ago := 1; ago <= days; ago++ {
		day := today.AddDate(0, 0, -ago)
		n := rides
		if !works(day) {
			n = rides * (ago % 3) / 4
		}
		for i := range n {
			list = append(list, onayclient.Transaction{
				ID: day.Format(time.DateOnly) + string(rune('a'+i)), At: day.Add(time.Duration(21-i) * time.Hour),
				Kind: onayclient.KindRide, Route: routes[(i+ago/9)%len(routes)], Amount: amount,
			})
		}
	}
	return list
}

func works(day time.Time) bool { return day.Weekday() != time.Saturday && day.Weekday() != time.Sunday }

var statsCases = map[string]struct {
	view, typeCode string
	tenge          int64
	list           []onayclient.Transaction
}{
	"empty":       {byDays, "01.01", 540, nil},
	"one ride":    {byDays, "01.01", 540, []onayclient.Transaction{charged(start.Add(-time.Hour), "92", -12000)}},
	"usual":       {byDays, "01.01", 1240, year(50, 2, -12000)},
	"heavy":       {byDays, "01.01", 124_000, year(50, 12, -12000)},
	"a year":      {byMonths, "01.01", 1240, year(365, 3, -12000)},
	"heavy year":  {byMonths, "01.01", 1240, year(365, 12, -12000)},
	"three weeks": {byMonths, "01.02.15", 90, year(21, 2, -6000)},
	"pass":        {byDays, "01.01.02", 100, year(50, 3, 0)},
}

// Every history makes a picture and a caption in each language. The pictures
// are drawn in the one with the rarest letters, or all to be looked at.
func TestStatsPictures(t *testing.T) {
	t.Parallel()
	dir := os.Getenv("ONAYBOT_PICTURES")
	for name, x := range statsCases {
		for _, lang := range texts.Langs() {
			t.Run(name+" "+string(lang), func(t *testing.T) {
				t.Parallel()
				v := statsIn(t, lang, x.view, x.typeCode, x.tenge, x.list)
				if n := len([]rune(string(v.caption()))); n > 900 { // a failure's words come to it
					t.Errorf("the caption is %d characters long", n)
				}
				if lang == texts.KK || dir != "" {
					keep(t, dir, name+"-"+string(lang), drawn(t, v.picture()), v.caption())
				}
			})
		}
	}
}

func drawn(t *testing.T, p picture.Picture) []byte {
	t.Helper()
	data, err := p.PNG(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	config, err := png.DecodeConfig(bytes.NewReader(data))
	if err != nil || config.Width != picture.Width || config.Height != p.Height() {
		t.Errorf("%dx%d, %v", config.Width, config.Height, err)
	}
	return data
}

// keep writes a picture and its caption into a folder, if one is named.
func keep(t *testing.T, dir, name string, data []byte, caption texts.HTML) {
	t.Helper()
	if dir == "" {
		return
	}
	path := filepath.Join(dir, strings.ReplaceAll(name, " ", "_"))
	for ext, b := range map[string][]byte{".png": data, ".txt": []byte(caption)} {
		if err := os.WriteFile(path+ext, b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestStatsCaption(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		view, typeCode string
		tenge          int64
		list           []onayclient.Transaction
		want           []string
		not            string
	}{
		"usual": {byDays, "01.01", 1240, year(50, 2, -12000), []string{
			"\u202f₸</b> in 30 days, 43 rides", "On average 240\u202f₸ on a working day, 48\u202f₸ on a day off",
			"Favourite routes: 92 (", "Balance 1\u202f240\u202f₸: lasts until about Thu, 26 November"}, "This month"},
		"by month":   {byMonths, "01.01", 1240, year(365, 2, -12000), []string{"in 12 months", "This month", "last month"}, "30 days"},
		"no ride":    {byDays, "01.01", 100, year(50, 2, -12000), []string{"Balance 100\u202f₸: not enough for a ride"}, "lasts"},
		"negative":   {byDays, "01.01", -80, nil, []string{"\u221280\u202f₸: not enough for a ride"}, "lasts"},
		"rich":       {byDays, "01.01", 99_000, year(50, 2, -12000), []string{"lasts for more than two months"}, "until"},
		"new":        {byDays, "01.01", 540, year(5, 2, -12000), []string{"too little history yet"}, "On average"},
		"pass":       {byDays, "01.01.02", 100, year(50, 2, 0), []string{"<b>43 rides</b> in 30 days", "working day: 2.0"}, "₸"},
		"free, idle": {byDays, "02.01", 0, nil, []string{"No rides with the ONAY card"}, "₸"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := string(statsIn(t, texts.EN, x.view, x.typeCode, x.tenge, x.list).caption())
			for _, part := range x.want {
				if !strings.Contains(got, part) {
					t.Errorf("lacks %q:\n%s", part, got)
				}
			}
			if strings.Contains(got, x.not) {
				t.Errorf("says %q:\n%s", x.not, got)
			}
		})
	}
}

// A ride after the card was read knows its balance better.
func TestStatsTakeTheNewestBalance(t *testing.T) {
	t.Parallel()
	list := []onayclient.Transaction{charged(start.Add(time.Minute), "92", -12000), charged(start.Add(-time.Hour), "92", -12000)}
	list[0].Balance, list[0].HasBalance = onayclient.Tenge(420), true
	list[1].Balance, list[1].HasBalance = onayclient.Tenge(9000), true
	if got := statsIn(t, texts.EN, byDays, "01.01", 540, list).caption(); !strings.Contains(string(got), "Balance 420\u202f₸") {
		t.Error(got)
	}
}
