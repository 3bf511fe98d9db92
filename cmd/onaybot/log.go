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

// ended is the error that a run ended with. A JSON log holds it too, so that every line on
// stderr is JSON.
func ended(err error, c config.Log, log *slog.Logger) error {
	if err == nil || c.Format != config.FormatJSON {
		return err
	}
	log.Error("ended", "err", err)
	return loggedError{err}
}

// loggedError is in the log already, and is not printed.
type loggedError struct{ error }

func (e loggedError) Unwrap() error { return e.error }
