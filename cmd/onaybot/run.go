package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"onaybot/bot"
	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/bot/watch/policy"
	"onaybot/cmd/onaybot/config"
	"onaybot/cmd/onaybot/metrics"
	"onaybot/onayclient"
	"onaybot/store"
)

type runCmd struct {
	Config string `required:"" type:"path" placeholder:"FILE" help:"The configuration; see config.example.yaml."`
}

// Run runs the bot until the process is told to stop.
func (r *runCmd) Run(p process) error {
	cfg, err := config.Load(r.Config, p.getenv)
	if err != nil {
		return err
	}
	log := logger(cfg.Log, p.stderr)
	useRoomBeside(cfg.Database, p.getenv)
	warn(cfg, log)
	err = run(p.ctx, cfg, log, p.now, nil)
	if p.ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return nil // told to stop before it had begun
	}
	return ended(err, cfg.Log, log)
}

// warn tells the operator of what is allowed but seldom meant.
func warn(cfg *config.Config, log *slog.Logger) {
	if cfg.Exposed() {
		log.Warn("the configuration file holds a secret and may be read by others on this machine: chmod 600 it, or move the secret into a file of its own")
	}
	if cfg.Rides.Proof == config.ProofOff && len(cfg.Access.Allow) == 0 {
		log.Warn("rides.proof is off and access.allow is empty: whoever knows or guesses a card's number sees its rides")
	}
	if cfg.Metrics.Exposed() {
		log.Warn("metrics.listen can be reached from other machines: it has no password", "address", cfg.Metrics.Listen)
	}
}

// run wires the parts and runs them until ctx ends: the store, the cabinet's
// client, the watcher between them, the bot, and the heartbeat. beats, which
// may be nil, asks for heartbeats besides those of the schedule; what comes through it is
// called when the beat is over.
func run(ctx context.Context, cfg *config.Config, log *slog.Logger, now func() time.Time, beats <-chan func()) (err error) {
	if err := cfg.NeedToken(); err != nil {
		return err
	}
	db, closeStore, err := openStore(ctx, cfg)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeStore()) }()
	m := metrics.New(versionText())
	var b *bot.Bot
	cabinet := clientConfig(cfg, db, log, now)
	cabinet.Observe = m.Asked
	cabinet.Notify = func(n onayclient.Notice) {
		if err := tellAdmins(ctx, b, n); err != nil {
			log.Error("notice to admins", "banned", n.Banned, "err", err)
		}
	}
	client, err := onayclient.New(cabinet)
	if err != nil {
		return fmt.Errorf("make cabinet client: %w", err)
	}
	defer client.Close()
	var watcher *watch.Watcher
	if b, watcher, err = newBot(ctx, cfg, db, client, log, now, m); err != nil {
		return err
	}
	if err := b.SuspendUnlisted(ctx); err != nil {
		return err
	}
	unserve, err := serveMetrics(ctx, cfg, m, metrics.Sources{
		Store: db, Cabinet: client, Polling: b.Polling, Now: now,
		Paused: func() bool { return !watcher.PausedUntil().IsZero() }, Swept: watcher.LastSweep,
	}, log)
	if err != nil {
		return err
	}
	defer unserve()
	h := &heart{
		watcher: watcher, bot: b, store: db, metrics: m, now: now, log: log,
		keep: time.Duration(cfg.Rides.KeepDays) * 24 * time.Hour,
	}
	h.chores = newChores(h, cfg)
	stop := h.start(ctx, cfg.Alerts, beats)
	defer stop()
	log.Info("started", "version", versionText(), "database", cfg.Database, "cabinet", cfg.Cabinet.BaseURL)
	err = b.Run(ctx)
	log.Info("stopped")
	return err
}

// tellAdmins passes a ban and its end on.
func tellAdmins(ctx context.Context, b *bot.Bot, n onayclient.Notice) error {
	ctx = context.WithoutCancel(ctx)
	if n.Banned {
		return b.TellAdmins(ctx, bot.NoticeBanned, n.Until)
	}
	return b.TellAdmins(ctx, bot.NoticeBanOver, n.At)
}

// clientConfig is the cabinet's client as the configuration wants it.
func clientConfig(cfg *config.Config, state onayclient.State, log *slog.Logger, now func() time.Time) onayclient.Config {
	c := cfg.Cabinet
	client := onayclient.Config{
		BaseURL: c.BaseURL, Dialect: onayclient.Web, Login: c.Login, Password: c.Password.Reveal(),
		Rate: c.Rate, PerDay: c.PerDay, Timeout: c.Timeout, Version: versionText(), Contact: cfg.Operator.Contact,
		Location: cfg.Alerts.Timezone, Now: now, Log: log, State: state,
	}
	if c.Dialect == config.DialectApp {
		client.Dialect, client.AppToken, client.DeviceID, client.CityID = onayclient.App, c.AppToken.Reveal(), c.DeviceID, c.CityID
	}
	return client
}

func newBot(ctx context.Context, cfg *config.Config, db *store.Store, client *onayclient.Client,
	log *slog.Logger, now func() time.Time, meter bot.Meter) (*bot.Bot, *watch.Watcher, error) {
	catalogue, err := texts.Load(cfg.Alerts.Timezone)
	if err != nil {
		return nil, nil, err
	}
	var b *bot.Bot
	days := watch.NewCalendar(cfg.Alerts.Timezone, cfg.Holidays)
	watcher, err := watch.New(ctx, watch.Config{
		Cabinet: client, Store: db, Policy: pollPolicy(cfg.Alerts.Policy, days), Fresh: cfg.Cabinet.Fresh,
		Fares: fares(cfg.Fares), Days: days,
		Access: watch.Access{Account: cfg.Cabinet.Login != "", Proof: cfg.Rides.Proof == config.ProofRequired},
		Now:    now, Log: log, Wake: func() { b.Kick() },
	})
	if err != nil {
		return nil, nil, err
	}
	b, err = bot.New(bot.Config{
		Token: cfg.Telegram.Token.Reveal(), APIURL: cfg.Telegram.APIURL, Rate: cfg.Telegram.Rate,
		Store: db, Watcher: watcher, Cabinet: client, Texts: catalogue, Fares: fares(cfg.Fares), Threshold: cfg.Alerts.Threshold,
		Rides: cfg.Cabinet.Login != "", Proof: cfg.Rides.Proof == config.ProofRequired, KeepDays: cfg.Rides.KeepDays,
		Admins: cfg.Admins, Allow: cfg.Access.Allow, Operator: bot.Operator(cfg.Operator), Version: versionText(),
		Now: now, Log: log, Meter: meter,
	})
	return b, watcher, err
}

// pollPolicy is the policy that the configuration names.
func pollPolicy(p config.Policy, days watch.Calendar) policy.Policy {
	if p.Kind == config.PolicyAdaptive {
		return policy.Adaptive(days.ForPolicy())
	}
	return policy.Fixed(p.Every)
}

// fares is the default city's table.
func fares(all config.Fares) watch.Fares {
	var table watch.Fares
	for _, f := range all {
		if f.City == all.DefaultCity() {
			table = append(table, watch.Fare(f))
		}
	}
	return table
}
