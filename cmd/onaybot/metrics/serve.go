package metrics

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"onaybot/store"
)

// answerTimeout bounds an answer; the questions are short, and from few.
const answerTimeout = 10 * time.Second

// Serve answers on l until the returned function is called, which waits for answers under way,
// for a second at most. It closes l.
func (m *Metrics) Serve(l net.Listener, s Sources, log *slog.Logger) (stop func()) {
	m.registry.MustRegister(state{s})
	server := &http.Server{
		Handler: m.handler(s, log), ReadHeaderTimeout: answerTimeout, ReadTimeout: answerTimeout,
		WriteTimeout: answerTimeout, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 16 << 10,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	served := make(chan struct{})
	go func() {
		defer close(served)
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			log.Error("metrics are no longer served", "err", err)
		}
	}()
	return func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		if server.Shutdown(ctx) != nil {
			_ = server.Close() // whoever asks so slowly goes without
		}
		<-served
	}
}

func (m *Metrics) handler(s Sources, log *slog.Logger) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{
		ErrorHandling: promhttp.ContinueOnError, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
		MaxRequestsInFlight: 3, CoalesceGather: true, Timeout: answerTimeout / 2,
	}))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), askTimeout)
		defer cancel()
		answer(w, word(s.Store.Health(ctx)), log)
	})
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, s.Polling(), log)
	})
	return mux
}

// word is the kind of a fault of the database: the whole of it may hold a path.
func word(err error) error {
	for _, known := range []error{
		store.ErrReplaced, store.ErrBusy, store.ErrDiskFull, store.ErrUnwritable, store.ErrUnreadable,
	} {
		if errors.Is(err, known) {
			return known
		}
	}
	return err
}

func answer(w http.ResponseWriter, wrong error, log *slog.Logger) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	text := "ok"
	if wrong != nil {
		w.WriteHeader(http.StatusServiceUnavailable)
		text = wrong.Error()
	}
	if _, err := io.WriteString(w, text+"\n"); err != nil {
		log.Debug("answer about health", "err", err)
	}
}
