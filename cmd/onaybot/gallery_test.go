package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"image"
	"image/png"
	"math"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"onaybot/bot/telegramsim"
	"onaybot/bot/texts"
	"onaybot/cmd/onaybot/demo"
)

var (
	language = flag.String("language", "ru", "the language of the gallery")
	dark     = flag.Bool("dark", false, "the gallery in the dark")
)

// gallery is a phone in a language, of which pictures are taken.
type gallery struct {
	*tab
	words     texts.Texts
	me, other telegramsim.User
	from      int // the message after which the picture begins
}

type scene struct {
	name string
	play func(*gallery)
}

// scenes are the pictures of the gallery in a language: every kind of message
// the bot sends, in groups as a person would meet them.
func scenes(language string) []scene {
	all := []scene{
		{"first-minute", (*gallery).firstMinute},
		{"proof", (*gallery).proof},
		{"money", (*gallery).money},
		{"rides", (*gallery).rides},
		{"invite", (*gallery).inviting},
		{"approval", (*gallery).approval},
		{"approval-question", (*gallery).approvalQuestion},
		{"stats", (*gallery).stats},
		{"settings", (*gallery).settings},
		{"own-data", (*gallery).ownData},
		{"operator", (*gallery).operator},
		{"trouble", (*gallery).trouble},
		{"group", (*gallery).group},
	}
	if language != demo.Kate.Language { // she is the operator, who does not write to herself
		all = append(all, scene{"feedback", (*gallery).feedback})
	}
	return all
}

func newGallery(b context.Context, t *testing.T) *gallery {
	t.Helper()
	catalogue, err := texts.Load(demo.Almaty)
	if err != nil {
		t.Fatal(err)
	}
	g := &gallery{tab: openPage(b, t, 390, 760), words: catalogue.In(texts.Lang(*language)), me: demo.Aliya, other: demo.Nurlan}
	for _, u := range []telegramsim.User{demo.Nurlan, demo.Kate} {
		if u.Language == *language {
			g.me, g.other = u, demo.Aliya
		}
	}
	g.colours(*dark)
	g.click(`.hint-close`)
	g.hold(g.me.ID)
	return g
}

// tap presses the button that has a text of the catalogue, and waits for a part
// of what comes.
func (g *gallery) tap(key string, parts ...string) {
	g.t.Helper()
	g.press(g.words.Plain(key, nil))
	g.reads(parts...)
}

// asks writes a message and waits for the answer with all its parts.
func (g *gallery) asks(text string, parts ...string) {
	g.t.Helper()
	g.another(func() { g.write(text) })
	g.reads(parts...)
}

// another does something and waits for another message of the bot.
func (g *gallery) another(do func()) {
	g.t.Helper()
	const messages = `document.querySelectorAll('.chat > .bubble.in').length`
	n, err := chromedp.Run(g.ctx, chromedp.Evaluate[int](messages))
	g.must(err)
	do()
	g.until(fmt.Sprintf(`%s > %d`, messages, n))
}

// flip turns wishes of /alerts on.
func (g *gallery) flip(keys ...string) {
	g.t.Helper()
	for _, key := range keys {
		g.press("▫️ " + g.words.Plain(key, nil))
		g.offers("✅ " + g.words.Plain(key, nil))
	}
}

// linked is a school card that is linked by a button's name.
func (g *gallery) linked() {
	g.t.Helper()
	g.asks("9643 90 85033 9088 5493", "·5493")
	g.tap("name.child", g.words.Plain("name.child", nil)+" ·5493")
	g.press(g.words.Plain("button.no_need", nil))
	g.press("500")
	g.reads("/balance")
}

// clear leaves what is in the chat so far out of the picture.
func (g *gallery) clear() {
	g.t.Helper()
	last, err := chromedp.Run(g.ctx, chromedp.Evaluate[int](`Number(document.querySelector('.chat > :last-child').dataset.id)`))
	g.must(err)
	g.from = last
}

// after lets time pass and waits for what the bot then says, with all its parts.
func (g *gallery) after(d time.Duration, parts ...string) {
	g.t.Helper()
	g.another(func() { g.pass(d) })
	g.reads(parts...)
}

func (g *gallery) pass(d time.Duration) {
	g.t.Helper()
	g.must(g.world.Pass(g.t.Context(), d))
}

// at is after, up to the next such time.
func (g *gallery) at(hour, minute int, parts ...string) {
	g.t.Helper()
	g.after(demo.Until(g.world.Now(), hour, minute), parts...)
}

func (g *gallery) must(err error) {
	g.t.Helper()
	if err != nil {
		g.t.Fatal(err)
	}
}

// picture saves the chat in all its length.
func (g *gallery) picture(name string) {
	g.t.Helper()
	g.until(`!document.querySelector('[aria-busy="true"], .typing') && document.querySelector('.toast').textContent === ''`)
	g.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(
		`[...document.querySelectorAll('.chat > [data-id]')].filter((m) => m.dataset.id <= %d).forEach((m) => m.remove())`, g.from)))
	g.do(chromedp.EmulateViewport(390, 360)) // from which it grows
	g.until(`innerHeight === 360`)
	height, err := chromedp.Run(g.ctx, chromedp.Evaluate[float64](`(() => { const c = document.querySelector('.chat');
		document.activeElement.blur(); return innerHeight + c.scrollHeight - c.clientHeight; })()`))
	g.must(err)
	g.do(chromedp.EmulateViewport(390, int64(height)))
	g.until(fmt.Sprintf(`innerHeight === %d`, int64(height)))
	box, err := chromedp.Run(g.ctx, chromedp.Evaluate[[4]float64](`(() => { const r = document.querySelector('.phone').getBoundingClientRect();
		return [r.left, r.top, r.right, r.bottom]; })()`))
	g.must(err)
	shot, err := chromedp.Run(g.ctx, chromedp.CaptureScreenshot())
	g.must(err)
	whole, err := png.Decode(bytes.NewReader(shot))
	g.must(err)
	edge := func(i int) int { return int(math.Round(box[i])) }
	part, ok := whole.(interface {
		SubImage(image.Rectangle) image.Image
	})
	if !ok {
		g.t.Fatalf("a picture of %T", whole)
	}
	g.keep(name, part.SubImage(image.Rect(edge(0), edge(1), edge(2), edge(3))))
}
