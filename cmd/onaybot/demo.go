package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"onaybot/bot/telegramsim"
	"onaybot/cmd/onaybot/config"
	"onaybot/cmd/onaybot/page"
	"onaybot/onayclient/cabinetsim"
)

type demoCmd struct {
	Script         bool   `help:"Play the newcomer's minute in the terminal and exit; the exit code tells whether every step held."`
	Listen         string `default:"127.0.0.1:8080" placeholder:"ADDR" help:"Where the page listens, on this machine only (${default}, or the next free port)."`
	CabinetListen  string `default:"127.0.0.1:0" placeholder:"ADDR" help:"Where the simulated cabinet listens (${default}; port 0: any free one)."`
	TelegramListen string `default:"127.0.0.1:0" placeholder:"ADDR" help:"Where the simulated Bot API listens (${default})."`
}

// Validate refuses an address of the page that other machines could reach.
func (d *demoCmd) Validate() error {
	if err := page.CheckAddress(d.Listen); err != nil {
		return fmt.Errorf("--listen: %w", err)
	}
	return nil
}

// What opens the simulators; nothing else.
const (
	demoToken    = "42:DEMO-TOKEN"
	demoLogin    = "operator@example.kz"
	demoPassword = "demo"
)

// Run starts both simulators and the bot. A script plays the newcomer's minute
// and ends; otherwise the page is served, with fresh chats, until the process is
// told to stop.
func (d *demoCmd) Run(p process) error {
	ctx, cancel := context.WithCancel(p.ctx)
	defer cancel()
	w := newWorld(p.now)
	defer w.close()
	if err := w.listen(ctx, d.CabinetListen, d.TelegramListen); err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "Cabinet   %s\nTelegram  %s/bot%s/getMe\n\n", w.cabinetURL, w.telegramURL, demoToken)

	dir, err := os.MkdirTemp("", "onaybot-demo-")
	if err != nil {
		return fmt.Errorf("make a folder for the demo: %w", err)
	}
	defer os.RemoveAll(dir)
	cfg, err := w.config(filepath.Join(dir, "demo.db"))
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(p.stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	stopped := make(chan error, 1)
	go func() { stopped <- run(ctx, cfg, log, w.clock.now, w.beats) }()

	if d.Script {
		err = w.play(p.stdout)
	} else {
		err = w.show(ctx, d.Listen, p.stdout, stopped)
	}
	cancel()
	return errors.Join(err, <-stopped)
}

// show serves the page until ctx ends or the bot does, whose end it leaves in
// stopped.
func (w *world) show(ctx context.Context, addr string, out io.Writer, stopped chan error) error {
	url, err := w.servePage(ctx, addr)
	if err != nil {
		return fmt.Errorf("listen for the page: %w", err)
	}
	fmt.Fprintf(out, "The bot, a phone and a little city are up; Ctrl+C ends them. Open\n\n  %s\n", url)
	select {
	case <-ctx.Done():
	case err := <-stopped:
		stopped <- err
	}
	return nil
}

// world is what the bot lives in during the demo.
type world struct {
	clock       *clock
	cabinet     *cabinetsim.Server
	telegram    *telegramsim.Server
	cabinetURL  string
	telegramURL string
	beats       chan func()
	servers     []*http.Server
}

func newWorld(now func() time.Time) *world {
	c := &clock{base: now}
	return &world{
		clock:    c,
		cabinet:  cabinetsim.New(cabinetsim.WithNow(c.now), cabinetsim.WithLogin(demoLogin, demoPassword)),
		telegram: telegramsim.New(telegramsim.WithNow(c.now), telegramsim.WithToken(demoToken), telegramsim.WithUsername("onay_demo_bot")),
		beats:    make(chan func()),
	}
}

func (w *world) listen(ctx context.Context, cabinet, telegram string) (err error) {
	if w.cabinetURL, err = w.serve(ctx, cabinet, w.cabinet); err != nil {
		return fmt.Errorf("listen for the cabinet: %w", err)
	}
	if w.telegramURL, err = w.serve(ctx, telegram, w.telegram); err != nil {
		return fmt.Errorf("listen for telegram: %w", err)
	}
	return nil
}

func (w *world) serve(ctx context.Context, addr string, h http.Handler) (string, error) {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", addr)
	if err != nil {
		return "", err
	}
	return w.serveOn(l, h), nil
}

func (w *world) serveOn(l net.Listener, h http.Handler) (url string) {
	s := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	w.servers = append(w.servers, s)
	go func() { _ = s.Serve(l) }() // ends with close, by its error
	return "http://" + l.Addr().String()
}

func (w *world) close() {
	w.telegram.Close()
	w.cabinet.Close()
	for _, s := range w.servers {
		_ = s.Close() // the process ends
	}
}

// config is the stock configuration, pointed at the simulators and in more of
// a hurry.
func (w *world) config(database string) (*config.Config, error) {
	cfg, err := config.Default()
	if err != nil {
		return nil, err
	}
	cfg.Telegram.Token = config.NewSecret(demoToken)
	cfg.Telegram.APIURL = w.telegramURL
	cfg.Database = database
	cfg.Cabinet.BaseURL = w.cabinetURL
	cfg.Cabinet.Login, cfg.Cabinet.Password = demoLogin, config.NewSecret(demoPassword)
	cfg.Cabinet.Rate = 10
	cfg.Admins = []int64{kate.ID}
	cfg.Cabinet.Fresh = 5 * time.Second
	cfg.Alerts.Policy = config.Policy{Every: 10 * time.Second}
	cfg.Alerts.Schedule, err = config.ParseSchedule("@every 2s")
	return cfg, err
}

// clock is a clock that can be moved on.
type clock struct {
	base  func() time.Time
	moved atomic.Int64 // nanoseconds
}

func (c *clock) now() time.Time { return c.base().Add(time.Duration(c.moved.Load())) }

func (c *clock) move(d time.Duration) { c.moved.Add(int64(d)) }
