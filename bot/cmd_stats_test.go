package bot

import (
	"bytes"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"onaybot/bot/chart"
	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/onayclient"
	"onaybot/store"
)

// statsIn is the statistics of a card in a language, at noon of a Sunday.
func statsIn(t *testing.T, lang texts.Lang, view, typeCode string, tenge int64, list []onayclient.Transaction) *statsView {
	t.Helper()
	l := store.Link{ID: 7, Name: "Айша"}
	l.Card.Card = onayclient.Card{PAN: number(t, 1), Type: typeCode, Balance: onayclient.Tenge(tenge), At: start}
	v := turnIn(t, newBot(t, &telegram{}, quiet), lang).newStatsView(l, view)
	v.take(watch.Rides{List: list, At: start, From: v.from()})
	return v
}

// year is a history, newest first, of so many rides on each working day and
// some on days off, for so many days before today.
func year(days, rides int, amount onayclient.Money) []onayclient.Transaction {
	var list []onayclient.Transaction
	routes := []string{"92", "92", "121", "201", "92", "37", "121", "М1", "79", "12", "92", "65"}
	today := startOfDay(start.In(almaty))
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

func TestStatsPictures(t *testing.T) {
	t.Parallel()
	for name, x := range statsCases {
		for _, lang := range texts.Langs() {
			t.Run(name+" "+string(lang), func(t *testing.T) {
				t.Parallel()
				v := statsIn(t, lang, x.view, x.typeCode, x.tenge, x.list)
				p := v.picture()
				data, err := p.PNG()
				if err != nil {
					t.Fatal(err)
				}
				keep(t, name+"-"+string(lang), data, v.caption())
				config, err := png.DecodeConfig(bytes.NewReader(data))
				if err != nil || config.Width != chart.Width || config.Height != p.Height() {
					t.Errorf("%dx%d, %v", config.Width, config.Height, err)
				}
			})
		}
	}
}

// keep writes a picture and its caption to where ONAYBOT_PICTURES says, to be
// looked at.
func keep(t *testing.T, name string, data []byte, caption texts.HTML) {
	t.Helper()
	dir := os.Getenv("ONAYBOT_PICTURES")
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
