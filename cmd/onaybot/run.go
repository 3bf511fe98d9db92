package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"onaybot/bot"
	"onaybot/bot/operator"
	"onaybot/bot/outbox"
	"onaybot/bot/telegram"
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
	warn(cfg, log, p.now())
	err = run(p.ctx, cfg, log, p.now, nil)
	if p.ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return nil // told to stop before it had begun
	}
	return ended(err, cfg.Log, log)
}

// warn tells the operator of what is allowed but seldom meant.
func warn(cfg *config.Config, log *slog.Logger, now time.Time) {
	if cfg.WorldReadable() {
		log.Warn("the configuration file holds a secret and may be read by others on this machine: chmod 600 it, or move the secret into a file of its own")
	}
	if cfg.Rides.Proof == config.ProofOff && len(cfg.Access.Allow) == 0 {
		log.Warn("rides.proof is off and access.allow is empty: whoever knows or guesses a card's number sees its rides")
	}
	if cfg.Metrics.Exposed() {
		log.Warn("metrics.listen can be reached from other machines: it has no password", "address", cfg.Metrics.Listen)
	}
	if cities := cfg.Fares.NotYet(now); len(cities) > 0 {
		log.Warn("fares begin in the future, and until then none is known there: no rides left are told", "cities", cities)
	}
}

// run wires the bot and runs it until ctx ends: the store, the client of the cabinet, the watcher,
// the bot, and the scheduler that drives them. ticks, which may be nil, asks for ticks besides
// those of the schedule; what comes through it is called when the tick is over.
func run(ctx context.Context, cfg *config.Config, log *slog.Logger, now func() time.Time,
	ticks <-chan func()) (err error) {
	if err := cfg.NeedToken(); err != nil {
		return err
	}
	db, closeStore, err := openStore(ctx, cfg)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeStore()) }()
	m, clock := metrics.New(versionText()), &plausible{now: now, log: log}
	tgm, err := telegram.New(telegram.Config{
		Token: cfg.Telegram.Token.Reveal(), APIURL: cfg.Telegram.APIURL, Rate: cfg.Telegram.Rate,
		Store: db, Now: now, Log: log, Called: m.Called, Heard: clock.heard,
	})
	if err != nil {
		return err
	}
	out := outbox.New(outbox.Config{Store: db, Telegram: tgm, Now: now, Log: log, Sent: m.Sent, GivenUp: m.GivenUp})
	notices := &operator.Notices{Outbox: out, Admins: cfg.Admins}
	cabinet := clientConfig(cfg, db, log, now)
	cabinet.Observe, cabinet.Notify = observer(m, clock), tellOfBans(ctx, notices, log)
	client, err := onayclient.New(cabinet)
	if err != nil {
		return fmt.Errorf("make cabinet client: %w", err)
	}
	defer client.Close()
	watcher, err := newWatcher(ctx, cfg, db, client, notices, log, now)
	if err != nil {
		return err
	}
	b, err := newBot(cfg, db, client, watcher, tgm, out, m, log, now)
	if err != nil {
		return err
	}
	if err := b.SuspendUnlisted(ctx); err != nil {
		return err
	}
	unserve, err := serveMetrics(ctx, cfg, m, metrics.Sources{
		Store: db, Cabinet: client, Polling: b.Telegram.Polling, Now: now,
		Paused: func() bool { return !watcher.PausedUntil().IsZero() }, Swept: watcher.LastSweep, HowSoon: watcher.HowSoon,
	}, log)
	if err != nil {
		return err
	}
	defer unserve()
	js := &jobs{cfg: cfg, store: db, watcher: watcher, outbox: out, metrics: m, clock: clock, log: log}
	s := &scheduler{jobs: js.list(), zone: cfg.Alerts.Timezone, now: now, notices: notices, log: log}
	defer s.start(ctx, cfg.Alerts.Schedule, ticks)()
	log.Info("started", "version", versionText(), "database", cfg.Database, "cabinet", cfg.Cabinet.BaseURL)
	err = b.Run(ctx)
	log.Info("stopped")
	return err
}

// observer counts what is asked of the cabinet, and hears the date of each answer.
func observer(m *metrics.Metrics, clock *plausible) func(onayclient.Exchange) {
	return func(x onayclient.Exchange) {
		m.Asked(x)
		clock.heard(x.Header)
	}
}

// tellOfBans tells admins of a ban and of its end. A hold of the client's own is in the log.
func tellOfBans(ctx context.Context, notices *operator.Notices, log *slog.Logger) func(onayclient.Notice) {
	ctx = context.WithoutCancel(ctx)
	return func(n onayclient.Notice) {
		notice, at := operator.NoticeBanOver, n.At
		if n.Banned {
			notice, at = operator.NoticeBanned, n.Until
		}
		if err := notices.Tell(ctx, notice, at); err != nil {
			log.Error("notice to admins", "notice", notice, "err", err)
		}
	}
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
		client.Dialect, client.AppToken, client.DeviceID = onayclient.App, c.AppToken.Reveal(), c.DeviceID
		client.Cities, client.AppVersion, client.AppOS = c.Cities(), c.AppVersion, c.AppOS
	}
	return client
}

func newWatcher(ctx context.Context, cfg *config.Config, db *store.Store, client *onayclient.Client,
	notices *operator.Notices, log *slog.Logger, now func() time.Time) (*watch.Watcher, error) {
	days := watch.NewCalendar(cfg.Alerts.Timezone, cfg.Holidays)
	return watch.New(ctx, watch.Config{
		Cabinet: client, Store: db, Policy: pollPolicy(cfg.Alerts.Policy, days),
		Fresh: cfg.Cabinet.Fresh, PerDay: cfg.Cabinet.PerDay, Fares: fares(cfg), Days: days, Access: access(cfg),
		Now: now, Log: log, Wake: notices.Outbox.Wake,
		Renamed: notices.Of(operator.NoticeRenamed), Doubted: notices.Of(operator.NoticeDoubts),
	})
}

func newBot(cfg *config.Config, db *store.Store, client *onayclient.Client, watcher *watch.Watcher,
	tgm *telegram.Client, out *outbox.Outbox, m *metrics.Metrics, log *slog.Logger, now func() time.Time) (*bot.Bot, error) {
	catalogue, err := texts.Load(cfg.Alerts.Timezone)
	if err != nil {
		return nil, err
	}
	return bot.New(bot.Config{
		Telegram: tgm, Outbox: out, Store: db, Watcher: watcher, Cabinet: client, Texts: catalogue, Fares: fares(cfg),
		Threshold: cfg.Alerts.Threshold, Rides: access(cfg).Account, Proof: access(cfg).Proof,
		KeepDays: cfg.Rides.KeepDays, Admins: cfg.Admins, Allow: cfg.Access.Allow,
		Operator: operator.Contact(cfg.Operator), Version: versionText(),
		Now: now, Log: log, Meter: m,
	}), nil
}

// pollPolicy is the policy that the configuration names.
func pollPolicy(p config.Policy, days watch.Calendar) policy.Policy {
	if p.Every == 0 {
		return policy.Adaptive(days.ForPolicy())
	}
	return policy.Fixed(p.Every)
}

// access is to whom the configuration shows rides.
func access(cfg *config.Config) watch.Access {
	return watch.Access{Account: cfg.Cabinet.Login != "", Proof: cfg.Rides.Proof == config.ProofRequired}
}

// fares is the fares of all cities.
func fares(cfg *config.Config) watch.Fares {
	f := watch.Fares{Access: access(cfg)}
	for _, x := range cfg.Fares {
		f.Table = append(f.Table, watch.Fare(x))
	}
	return f
}
