package chart

import (
	"bytes"
	"image/png"
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

func tenge(v float64) string { return strconv.Itoa(int(v)) + " ₸" }

// days is a picture of 30 days with so much on each.
func days(value func(i int) float64) Picture {
	p := Picture{
		Title: "Айша ·4962", Subtitle: "Расходы по дням, 30 дней, по карте ONAY",
		Figures: []Figure{{"3 240 ₸", "за 30 дней"}, {"27", "поездок"}, {"240 ₸", "в рабочий день"}},
		Note:    "540 ₸ хватит до 26 ноября (чт)",
		Format:  tenge, Nothing: "Поездок по карте ONAY за это время нет.",
		ListTitle: "Любимые маршруты",
		List:      []Row{{"92", "14", 1}, {"121", "8", 0.57}, {"М1 метро", "3", 0.2}, {"201", "1", 0.07}, {"37", "1", 0.07}},
	}
	for i := range 30 {
		b := Bar{Value: value(i), Faint: i%7 == 5 || i%7 == 6}
		if i%7 == 1 {
			b.Label = strconv.Itoa(i+1) + " қар"
		}
		p.Bars = append(p.Bars, b)
	}
	return p
}

func TestPictures(t *testing.T) {
	t.Parallel()
	for name, p := range map[string]Picture{
		"usual": days(func(i int) float64 { return float64(i%4) * 120 }),
		"empty": {Title: "Айша ·4962", Subtitle: "Расходы по дням", Nothing: "Поездок по карте ONAY за это время нет."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data, err := p.PNG()
			if err != nil {
				t.Fatal(err)
			}
			config, err := png.DecodeConfig(bytes.NewReader(data))
			if err != nil || config.Width != Width || config.Height != p.Height() {
				t.Errorf("%dx%d, %v; want %dx%d", config.Width, config.Height, err, Width, p.Height())
			}
			keep(t, name, data)
		})
	}
}

// keep writes a picture to where ONAYBOT_PICTURES says, to be looked at.
func keep(t *testing.T, name string, data []byte) {
	t.Helper()
	dir := os.Getenv("ONAYBOT_PICTURES")
	if dir == "" {
		return
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), data, 0o644); err != nil {
		t.Fatal(err)
	}
}
