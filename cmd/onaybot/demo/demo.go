// Package demo runs the bot on an embedded cabinet and Telegram, without a token or a network:
// a page with a phone and a little city side by side, or a conversation in the terminal.
package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"onaybot/cmd/onaybot/config"
)

// Options say how to run the demo.
type Options struct {
	Script         bool   // play the newcomer's minute and end
	Listen         string // where the page listens, on this machine only; see [CheckAddress]
	CabinetListen  string // where the simulated cabinet listens
	TelegramListen string // where the simulated Bot API listens
	Out, Log       io.Writer
	Now            func() time.Time
	Run            Run
}

// Run runs the bot until ctx ends. What comes through ticks is called when the tick that it asks
// for is over.
type Run func(ctx context.Context, cfg *config.Config, log *slog.Logger, now func() time.Time,
	ticks <-chan func()) error

// Start runs the simulators and the bot. A script plays the newcomer's minute, ends, and returns
// the first step that did not hold; otherwise the page is served until ctx ends.
func Start(ctx context.Context, o Options) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	w := NewWorld(o.Now)
	defer w.Close()
	if err := w.Listen(ctx, o.CabinetListen, o.TelegramListen); err != nil {
		return err
	}
	fmt.Fprintf(o.Out, "Cabinet   %s\nTelegram  %s/bot%s/getMe\n\n", w.cabinetURL, w.TelegramURL, Token)

	dir, err := os.MkdirTemp("", "onaybot-demo-")
	if err != nil {
		return fmt.Errorf("make a folder for the demo: %w", err)
	}
	defer os.RemoveAll(dir)
	cfg, err := w.Config(filepath.Join(dir, "demo.db"))
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(o.Log, &slog.HandlerOptions{Level: slog.LevelWarn}))
	stopped := make(chan error, 1)
	go func() { stopped <- w.Run(ctx, cfg, log, o.Run) }()

	if o.Script {
		err = w.play(o.Out)
	} else {
		err = w.show(ctx, o, stopped)
	}
	cancel()
	return errors.Join(err, <-stopped)
}

// show serves the page until ctx ends or the bot does, whose end it leaves in stopped.
func (w *World) show(ctx context.Context, o Options, stopped chan error) error {
	url, err := w.ServePage(ctx, o.Listen)
	if err != nil {
		return fmt.Errorf("listen for the page: %w", err)
	}
	fmt.Fprintf(o.Out, "The bot, a phone and a little city are up; Ctrl+C ends them. Open\n\n  %s\n", url)
	select {
	case <-ctx.Done():
	case err := <-stopped:
		stopped <- err
	}
	return nil
}
