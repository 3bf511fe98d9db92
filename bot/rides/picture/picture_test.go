package picture

import (
	"bytes"
	"image/png"
	"strconv"
	"sync"
	"testing"
)

func tenge(v float64) string { return strconv.Itoa(int(v)) + " ₸" }

// whole is a picture with every part.
func whole() Picture {
	p := Picture{
		Title: "Айша ·4962", Subtitle: "по дням", Note: "хватит до четверга", Format: tenge, ListTitle: "Маршруты",
		Figures: []Figure{{"3 240 ₸", "за 30 дней"}, {"27", "поездок"}, {"240 ₸", "в рабочий день"}},
	}
	for i := range 30 {
		p.Bars = append(p.Bars, Bar{Label: strconv.Itoa(i), Value: float64(i % 4 * 120), Pale: i%7 > 4})
	}
	for range 5 {
		p.List = append(p.List, Row{"92", "14", 1})
	}
	return p
}

func TestPictureIsAsHighAsItsParts(t *testing.T) {
	t.Parallel()
	zeros := whole()
	zeros.Bars, zeros.Nothing = make([]Bar, 30), "nothing"
	for name, x := range map[string]struct {
		p      Picture
		height int
	}{
		"whole":  {whole(), 1464},
		"zeros":  {zeros, 1464},
		"nearly": {Picture{Title: "Айша", Nothing: "nothing"}, 714},
		"empty":  {Picture{}, 714},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data, err := x.p.PNG(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			c, err := png.DecodeConfig(bytes.NewReader(data))
			if err != nil || c.Width != Width || c.Height != x.height || x.p.Height() != x.height {
				t.Errorf("%dx%d, said %d, %v; want %dx%d", c.Width, c.Height, x.p.Height(), err, Width, x.height)
			}
		})
	}
}

// A picture stands on one ground to its corners, so that the chat's own colour
// does not matter.
func TestPictureHasAGroundOfItsOwn(t *testing.T) {
	t.Parallel()
	data, err := whole().PNG(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	wr, wg, wb, _ := ground.RGBA()
	for _, x := range []int{0, Width - 1} {
		for _, y := range []int{0, img.Bounds().Dy() - 1} {
			if r, g, b, a := img.At(x, y).RGBA(); r != wr || g != wg || b != wb || a != 0xffff {
				t.Errorf("at %d, %d: %x %x %x %x", x, y, r, g, b, a)
			}
		}
	}
}

func TestTheSameIsDrawnAlikeAtOnce(t *testing.T) {
	t.Parallel()
	var all [2][]byte
	var group sync.WaitGroup
	for i := range all {
		group.Go(func() {
			data, err := whole().PNG(t.Context())
			if err != nil {
				t.Error(err)
			}
			all[i] = data
		})
	}
	group.Wait()
	for _, data := range all {
		if !bytes.Equal(data, all[0]) {
			t.Error("pictures differ")
		}
	}
}

func BenchmarkPicture(b *testing.B) {
	b.ReportAllocs()
	p := whole()
	for b.Loop() {
		data, err := p.PNG(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(len(data))/1024, "KB/file")
	}
}
