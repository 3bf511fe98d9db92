package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"onaybot/cmd/onaybot/demo"
)

// browserPatience is how long a page may take over one step.
const browserPatience = 20 * time.Second

// browser starts Chromium for a test and its subtests; the context is for tabs.
// It skips the test on a machine without Chromium, except in CI.
func browser(t *testing.T) context.Context {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil && os.Getenv("CI") != "true" {
		t.Skip("no chromium here")
	}
	if err != nil {
		t.Fatal(err)
	}
	options := []chromedp.ExecAllocatorOption{chromedp.ExecPath(path), chromedp.UserDataDir(t.TempDir()),
		chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck}
	for _, flag := range []string{"disable-quic", "disable-background-networking", "disable-component-update", "disable-sync",
		"disable-dev-shm-usage", "disable-extensions", "disable-default-apps", "disable-breakpad",
		"disable-renderer-backgrounding", "disable-background-timer-throttling", "disable-backgrounding-occluded-windows"} {
		options = append(options, chromedp.Flag(flag, true))
	}
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start chromium: %v", err)
	}
	return ctx
}

// tab is the demo's page, open in a tab of its own, with the demo behind it.
type tab struct {
	t     *testing.T
	ctx   context.Context
	world *demo.World
	url   string

	patience time.Duration // with one step

	mu      sync.Mutex
	console []string
	allowed string // what the console may say
}

// allow lets the console say something from now on.
func (p *tab) allow(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.allowed = text
}

// monday is when the days of the page's tests begin; time goes on from there.
func monday() func() time.Time {
	began := time.Now()
	return func() time.Time { return time.Date(2026, 11, 23, 8, 12, 0, 0, demo.Almaty).Add(time.Since(began)) }
}

// openPage starts a demo and opens its page on a screen of that size. At the end
// of the test the console has to be clean.
func openPage(browser context.Context, t *testing.T, width, height int64) *tab {
	t.Helper()
	p := &tab{t: t, world: demo.NewWorld(monday()), patience: browserPatience}
	p.startDemo()
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	p.ctx = ctx
	messages := chromedp.Console(ctx)
	go p.listen(messages)
	p.do(chromedp.EmulateViewport(width, height), chromedp.Navigate(p.url))
	p.until(`document.querySelectorAll('.person').length === 4 && document.querySelectorAll('.card').length === 8`)
	t.Cleanup(func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		if len(p.console) > 0 {
			t.Errorf("the console is not clean:\n%s", strings.Join(p.console, "\n"))
		}
	})
	return p
}

func (p *tab) startDemo() {
	p.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	p.t.Cleanup(p.world.Close)
	if err := p.world.Listen(ctx, "127.0.0.1:0", "127.0.0.1:0"); err != nil {
		p.t.Fatal(err)
	}
	cfg, err := p.world.Config(filepath.Join(p.t.TempDir(), "demo.db"))
	if err != nil {
		p.t.Fatal(err)
	}
	cfg.Alerts.Policy.Every = time.Second
	cfg.Cabinet.Fresh = time.Second
	cfg.Cabinet.Rate = 100
	stopped := make(chan error, 1)
	go func() {
		stopped <- p.world.Run(ctx, cfg, slog.New(slog.DiscardHandler), run)
	}()
	p.t.Cleanup(func() {
		cancel()
		if err := <-stopped; err != nil {
			p.t.Errorf("run: %v", err)
		}
	})
	if p.url, err = p.world.ServePage(ctx, "127.0.0.1:0"); err != nil {
		p.t.Fatal(err)
	}
}

// listen notes what the page says on the console, until the tab closes.
func (p *tab) listen(messages func(func(chromedp.ConsoleMessage, error) bool)) {
	for m, err := range messages {
		if err != nil {
			return
		}
		p.mu.Lock()
		if p.allowed == "" || !strings.Contains(m.Text, p.allowed) {
			p.console = append(p.console, m.String()+" "+m.URL)
		}
		p.mu.Unlock()
	}
}

func (p *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, p.patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.t.Fatalf("%v\n%s", err, p.state())
	}
}

// until waits for an expression to become true.
func (p *tab) until(expression string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, p.patience+5*time.Second)
	defer cancel()
	_, err := chromedp.Run(ctx, chromedp.Poll[bool](expression, chromedp.WithPollingTimeout(p.patience),
		chromedp.WithPollingInterval(50*time.Millisecond)))
	if err != nil {
		p.t.Fatalf("%s: %v\n%s", expression, err, p.state())
	}
}

// state is what can be read on the page, for a failed test.
func (p *tab) state() string {
	ctx, cancel := context.WithTimeout(p.ctx, 5*time.Second)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string](`['.hint', '#phone', '.moods', '.log'].map((s) => document.querySelector(s).innerText).join('\n').slice(-3000)`))
	if err != nil {
		return err.Error()
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return text + "\n" + strings.Join(p.console, "\n")
}

func (p *tab) click(selector string) {
	p.t.Helper()
	p.do(chromedp.Click(chromedp.CSS(selector)))
}

// press clicks the last button whose label has the text.
func (p *tab) press(label string) {
	p.t.Helper()
	found := fmt.Sprintf(`[...document.querySelectorAll('.chat .buttons button')].findLast((b) => b.textContent.includes(%s))`, strconv.Quote(label))
	p.until("!!" + found)
	p.do(chromedp.Evaluate[chromedp.Void](found + ".click()"))
}

// text is what an element says.
func (p *tab) text(selector string) string {
	p.t.Helper()
	text, err := chromedp.Run(p.ctx, chromedp.Evaluate[string](fmt.Sprintf(`document.querySelector(%s).textContent`, strconv.Quote(selector))))
	if err != nil {
		p.t.Fatalf("%v\n%s", err, p.state())
	}
	return text
}

// write types a message and sends it by Enter.
func (p *tab) write(text string) {
	p.t.Helper()
	p.do(chromedp.SendKeys(chromedp.CSS(".composer textarea"), text))
	p.key("Enter", 13)
}

// key presses a key that writes nothing, where the focus is.
func (p *tab) key(name string, code int64) {
	p.t.Helper()
	p.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		for _, what := range []input.DispatchKeyEventType{input.DispatchKeyEventTypeRawKeyDown, input.DispatchKeyEventTypeKeyUp} {
			_, err := cdp.Call(ctx, t, input.DispatchKeyEvent, input.DispatchKeyEventParams{
				Type: what, Key: name, Code: name, WindowsVirtualKeyCode: code, NativeVirtualKeyCode: code})
			if err != nil {
				return err
			}
		}
		return nil
	}))
}

// reads waits until the chat's last message has all parts.
func (p *tab) reads(parts ...string) {
	p.t.Helper()
	for _, part := range parts {
		p.until(fmt.Sprintf(`(document.querySelector('.chat > .bubble:last-child .text')?.textContent ?? '').includes(%s)`, strconv.Quote(part)))
	}
}

// hint waits for the hint of that step.
func (p *tab) hint(step int) {
	p.t.Helper()
	p.until(fmt.Sprintf(`document.querySelector('.hint').dataset.step === '%d'`, step))
}
