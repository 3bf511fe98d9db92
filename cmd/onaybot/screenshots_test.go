package main

import (
	"bytes"
	"context"
	"flag"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"onaybot/cmd/onaybot/demo"
)

var screenshots = flag.String("screenshots", "", "the folder to write screenshots of the demo's page to")

// TestScreenshots makes the README's pictures anew, and the gallery of what the bot
// says:
//
//	go test ./cmd/onaybot -run TestScreenshots -screenshots "$PWD/cmd/onaybot/docs"
//
// -language kk (or en) and -dark change the gallery, -run TestScreenshots/proof takes
// one picture of it.
func TestScreenshots(t *testing.T) {
	if *screenshots == "" {
		t.Skip("no -screenshots folder; .ci/run gives one")
	}
	b := browser(t)
	for _, shot := range []struct {
		name          string
		width, height int64
		dark          bool
		city          bool
	}{
		{name: "demo", width: 1360, height: 860},
		{name: "demo-dark", width: 1360, height: 860, dark: true},
		{name: "demo-phone", width: 360, height: 740},
		{name: "demo-phone-dark", width: 360, height: 740, dark: true, city: true},
	} {
		t.Run(shot.name, func(t *testing.T) {
			p := openPage(b, t, shot.width, shot.height)
			p.colours(shot.dark)
			p.hold(demo.Kate.ID) // whose unread push is in the picture
			p.linkSchoolCard("Aisha")
			p.prove()
			p.press("Rides")
			p.reads("route 92")
			p.hold(demo.Aliya.ID)
			p.linkSchoolCard("Айша")
			p.write("/balance")
			p.reads("💳", "540")
			if _, err := p.world.Cabinet.Ride(schoolCard, "92"); err != nil {
				t.Fatal(err)
			}
			if err := p.world.Pass(t.Context(), 3*time.Minute); err != nil {
				t.Fatal(err)
			}
			p.reads("🔔")
			p.badge(demo.Kate.ID, "1")
			if shot.city {
				p.click(`.side[data-side="city"]`)
			}
			p.save(shot.name)
		})
	}
	for _, scene := range scenes(*language) {
		t.Run(scene.name, func(t *testing.T) {
			t.Parallel()
			g := newGallery(b, t)
			scene.play(g)
			g.picture(scene.name)
		})
	}
}

func (p *tab) colours(dark bool) {
	p.t.Helper()
	scheme := "light"
	if dark {
		scheme = "dark"
	}
	p.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
		})
		return err
	}))
}

func (p *tab) save(name string) {
	p.t.Helper()
	shot, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		p.t.Fatal(err)
	}
	picture, err := png.Decode(bytes.NewReader(shot))
	if err != nil {
		p.t.Fatal(err)
	}
	p.keep(name, picture)
}

// keep writes a picture to the folder, as small as it gets.
func (p *tab) keep(name string, picture image.Image) {
	p.t.Helper()
	var small bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&small, picture); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(*screenshots, name+".png"), small.Bytes(), 0o644); err != nil {
		p.t.Fatal(err)
	}
}
