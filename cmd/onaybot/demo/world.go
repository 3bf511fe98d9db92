package demo

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"onaybot/bot/telegramsim"
	"onaybot/cmd/onaybot/config"
	"onaybot/onayclient/cabinetsim"
)

// What opens the simulators; nothing else.
const (
	Token    = "42:DEMO-TOKEN"
	login    = "operator@example.kz"
	password = "demo"
)

// World is what the bot lives in during the demo: both simulators, on a clock that can be moved.
type World struct {
	Cabinet     *cabinetsim.Server
	Telegram    *telegramsim.Server
	TelegramURL string // known once it listens, as cabinetURL is
	cabinetURL  string

	now     func() time.Time
	moved   atomic.Int64 // nanoseconds by which its clock is ahead of now
	ticks   chan func()
	servers []*http.Server
}

// NewWorld returns a world whose clock shows now until it is moved.
func NewWorld(now func() time.Time) *World {
	w := &World{now: now, ticks: make(chan func())}
	w.Cabinet = cabinetsim.New(cabinetsim.WithNow(w.Now), cabinetsim.WithLogin(login, password))
	if err := w.addOddCard(); err != nil {
		panic(err) // the city was made just now, and has no such card
	}
	w.Telegram = telegramsim.New(telegramsim.WithNow(w.Now), telegramsim.WithToken(Token),
		telegramsim.WithUsername("onay_demo_bot"))
	return w
}

// Now is the time by the world's clock.
func (w *World) Now() time.Time { return w.now().Add(time.Duration(w.moved.Load())) }

// Pass lets time pass and the bot tick. A bot that is busy is not waited for long: it ticks by
// its schedule soon enough.
func (w *World) Pass(ctx context.Context, d time.Duration) error {
	w.moved.Add(int64(d))
	soon := time.NewTimer(2 * time.Second)
	defer soon.Stop()
	select {
	case w.ticks <- func() {}:
	case <-soon.C:
	case <-ctx.Done():
		return ctx.Err()
	}
	return nil
}

// Run runs the bot in the world until ctx ends.
func (w *World) Run(ctx context.Context, cfg *config.Config, log *slog.Logger, run Run) error {
	return run(ctx, cfg, log, w.Now, w.ticks)
}

// Listen has the simulators listen.
func (w *World) Listen(ctx context.Context, cabinet, telegram string) (err error) {
	if w.cabinetURL, err = w.serve(ctx, cabinet, w.Cabinet); err != nil {
		return fmt.Errorf("listen for the cabinet: %w", err)
	}
	if w.TelegramURL, err = w.serve(ctx, telegram, w.Telegram); err != nil {
		return fmt.Errorf("listen for telegram: %w", err)
	}
	return nil
}

func (w *World) serve(ctx context.Context, addr string, h http.Handler) (url string, err error) {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", addr)
	if err != nil {
		return "", err
	}
	return w.serveOn(l, h), nil
}

func (w *World) serveOn(l net.Listener, h http.Handler) (url string) {
	s := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	w.servers = append(w.servers, s)
	go func() { _ = s.Serve(l) }() // ends with Close, by its error
	return "http://" + l.Addr().String()
}

// Close ends what listens.
func (w *World) Close() {
	w.Telegram.Close()
	w.Cabinet.Close()
	for _, s := range w.servers {
		_ = s.Close() // the process ends
	}
}

// Config is the stock configuration, pointed at the simulators and in more of a hurry.
func (w *World) Config(database string) (*config.Config, error) {
	cfg, err := config.Default()
	if err != nil {
		return nil, err
	}
	cfg.Telegram.Token = config.NewSecret(Token)
	cfg.Telegram.APIURL = w.TelegramURL
	cfg.Database = database
	cfg.Cabinet.BaseURL = w.cabinetURL
	cfg.Cabinet.Login, cfg.Cabinet.Password = login, config.NewSecret(password)
	cfg.Cabinet.Rate = 10
	cfg.Cabinet.Fresh = 5 * time.Second
	cfg.Admins = []int64{Kate.ID}
	cfg.Alerts.Policy = config.Policy{Every: 10 * time.Second}
	cfg.Alerts.Schedule, err = config.ParseSchedule("@every 2s")
	return cfg, err
}
