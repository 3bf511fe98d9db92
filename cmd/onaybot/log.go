package main

import (
	"io"
	"log/slog"

	"onaybot/cmd/onaybot/config"
)

func logger(c config.Log, w io.Writer) *slog.Logger {
	opts := &slog.HandlerOptions{Level: c.Level}
	if c.Format == config.FormatJSON {
		return slog.New(slog.NewJSONHandler(w, opts))
	}
	return slog.New(slog.NewTextHandler(w, opts))
}

// ended is the error that a run ended with. A log for machines takes it too,
// so that each of its lines can be read by them.
func ended(err error, c config.Log, log *slog.Logger) error {
	if err == nil || c.Format != config.FormatJSON {
		return err
	}
	log.Error("ended", "err", err)
	return loggedError{err}
}

// loggedError needs not be printed.
type loggedError struct{ error }

func (e loggedError) Unwrap() error { return e.error }

// cronLog gives cron's errors to our log; that a job runs is no news.
type cronLog struct{ log *slog.Logger }

func (cronLog) Info(string, ...any) {}

func (l cronLog) Error(err error, msg string, keysAndValues ...any) {
	l.log.Error("cron: "+msg, append([]any{"err", err}, keysAndValues...)...)
}
