package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"

	"onaybot/cmd/onaybot/config"
	"onaybot/cmd/onaybot/metrics"
)

type healthCmd struct {
	Config string `required:"" type:"path" placeholder:"FILE" help:"The configuration of the running bot; metrics.listen has to be set."`
}

// Run asks the running bot for its health. Whatever is wrong is exit code 1, a configuration
// too: Docker keeps 2 for itself.
func (h *healthCmd) Run(p process) error {
	if err := h.ask(p); err != nil {
		return errors.New(err.Error()) // which has no exit code of its own
	}
	_, err := fmt.Fprintln(p.stdout, "The bot and its database are well.")
	return err
}

func (h *healthCmd) ask(p process) error {
	cfg, err := config.Load(h.Config, p.getenv)
	if err != nil {
		return err
	}
	if cfg.Metrics.Listen == "" {
		return cfg.Fault("metrics.listen", "is empty, so nobody can be asked: set it, such as to 127.0.0.1:9090")
	}
	return metrics.Ask(p.ctx, cfg.Metrics.Listen)
}

// serveMetrics serves metrics where the configuration says, if anywhere, until stop is called.
func serveMetrics(ctx context.Context, cfg *config.Config, m *metrics.Metrics, s metrics.Sources,
	log *slog.Logger) (stop func(), err error) {
	if cfg.Metrics.Listen == "" {
		return func() {}, nil
	}
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", cfg.Metrics.Listen)
	if err != nil {
		return nil, cfg.Fault("metrics.listen", "cannot be listened on ("+err.Error()+"): "+
			cmp.Or(config.Passing(err), "give a free port of an address of this machine, or leave it empty")).Because(err)
	}
	log.Info("metrics are served", "address", l.Addr().String())
	return m.Serve(l, s, log), nil
}
