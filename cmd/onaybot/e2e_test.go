package main

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"onaybot/bot/telegramsim"
	"onaybot/cmd/onaybot/config"
	"onaybot/onayclient/cabinetsim"
)

// Numbers of the tests' cards: invented, Luhn-valid.
const (
	panMum  = "9643108503300000017"
	panKid  = "9643908503300000027"
	panPass = "9643108503300000033"
)

// e2e is the bot, started by run, between both simulators over HTTP. Its
// clock stands still unless it is moved; it ticks when told to.
type e2e struct {
	t        testing.TB
	clock    *clock
	cabinet  *cabinetsim.Server
	telegram *telegramsim.Server
	cfg      *config.Config
	log      *syncBuffer
	ticks    chan func()
	skew     atomic.Int64 // nanoseconds by which the bot's own clock is wrong
	stop     func() error
}

// clock is one that can be moved on.
type clock struct {
	base  func() time.Time
	moved atomic.Int64 // nanoseconds
}

func (c *clock) now() time.Time { return c.base().Add(time.Duration(c.moved.Load())) }

func (c *clock) move(d time.Duration) { c.moved.Add(int64(d)) }

// botNow is the clock as the bot has it.
func (e *e2e) botNow() time.Time { return e.clock.now().Add(time.Duration(e.skew.Load())) }

var morning = time.Date(2026, 11, 23, 8, 0, 0, 0, time.FixedZone("", 5*3600)) // a Monday

// newE2E starts a bot whose city has three cards; change may alter its
// configuration.
func newE2E(t *testing.T, change ...func(*config.Config)) *e2e {
	t.Helper()
	e := newSims(t)
	for _, f := range change {
		f(e.cfg)
	}
	e.run()
	return e
}

// run starts the bot for the length of the test.
func (e *e2e) run() {
	e.start()
	e.t.Cleanup(func() {
		if err := e.stop(); err != nil {
			e.t.Errorf("run: %v", err)
		}
	})
}

// newSims is newE2E without the bot.
func newSims(t testing.TB, options ...telegramsim.Option) *e2e {
	t.Helper()
	e := &e2e{t: t, clock: &clock{base: func() time.Time { return morning }}, log: &syncBuffer{}, ticks: make(chan func())}
	e.cabinet = cabinetsim.New(cabinetsim.WithNow(e.clock.now), cabinetsim.WithRiders(0), cabinetsim.WithLogin("op", "secret"))
	e.telegram = telegramsim.NewTest(t, append(options, telegramsim.WithNow(e.clock.now))...)
	t.Cleanup(e.cabinet.Close)
	e.addCard(panMum, "01.01", 124_000)
	e.addCard(panKid, "01.02.15", 54_000)
	e.addCard(panPass, "01.01.02", 10_000)
	e.cfg = e.config()
	return e
}

func (e *e2e) config() *config.Config {
	e.t.Helper()
	cfg, err := config.Default()
	if err != nil {
		e.t.Fatal(err)
	}
	cfg.Telegram.Token = config.NewSecret("42:TEST-TOKEN")
	cfg.Telegram.APIURL = e.serve(e.telegram)
	cfg.Telegram.Rate = 0
	cfg.Database = filepath.Join(e.t.TempDir(), "bot.db")
	cfg.Cabinet.BaseURL = e.serve(http.StripPrefix("/kz", e.cabinet)) + "/kz"
	cfg.Cabinet.Login, cfg.Cabinet.Password = "op", config.NewSecret("secret")
	cfg.Cabinet.Rate = 10_000
	cfg.Alerts.Policy = config.Policy{Every: 15 * time.Minute}
	cfg.Rides.Proof = config.ProofOff
	if cfg.Alerts.Schedule, err = config.ParseSchedule("@every 24h"); err != nil {
		e.t.Fatal(err)
	}
	return cfg
}

func (e *e2e) serve(h http.Handler) string {
	s := httptest.NewServer(h)
	e.t.Cleanup(s.CloseClientConnections)
	e.t.Cleanup(func() { go s.Close() }) // a hanging answer must not hold up the test's end
	return s.URL
}

func (e *e2e) addCard(pan, typeCode string, tiyn int64) {
	e.t.Helper()
	if err := e.cabinet.Add(cabinetsim.Card{PAN: pan, Type: typeCode, Balance: tiyn}); err != nil {
		e.t.Fatal(err)
	}
}

func (e *e2e) start() {
	ctx, cancel := context.WithCancel(context.Background())
	log := slog.New(slog.NewTextHandler(e.log, nil))
	done := make(chan error, 1)
	go func() { done <- run(ctx, e.cfg, log, e.botNow, e.ticks) }()
	e.stop = sync.OnceValue(func() error {
		cancel()
		return <-done
	})
}

// restart stops the bot and starts it on the same database.
func (e *e2e) restart() {
	e.t.Helper()
	if err := e.stop(); err != nil {
		e.t.Fatalf("run: %v", err)
	}
	e.start()
}

// tick moves the clock and has the bot tick once.
func (e *e2e) tick(after time.Duration) {
	e.clock.move(after)
	over := make(chan struct{})
	e.ticks <- func() { close(over) }
	<-over
}

// settled has the bot tick once more, at the same moment.
func (e *e2e) settled() { e.tick(0) }

func (e *e2e) person(id int64, lang string) *talk {
	return &talk{e.t, e.telegram.Person(telegramsim.User{ID: id, FirstName: "P", Language: lang})}
}

// follower is a person who has linked a card and named it.
func (e *e2e) follower(id int64, lang, pan, name string) *talk {
	p := e.person(id, lang)
	p.ask(pan, "·"+pan[15:])
	p.ask(name, name)
	return p
}

// talk is a chat with helpers that fail the test.
type talk struct {
	t testing.TB
	*telegramsim.Chat
}

// ask says something and takes the answer, which has to hold all parts.
func (k *talk) ask(text string, parts ...string) telegramsim.Message {
	k.t.Helper()
	k.Say(text)
	return k.hear(parts...)
}

// hear takes the bot's next message, which has to hold all parts.
func (k *talk) hear(parts ...string) telegramsim.Message {
	k.t.Helper()
	return k.holds(k.Next(k.t), parts...)
}

// press presses a button and takes the edit of its message.
func (k *talk) press(m telegramsim.Message, label string, parts ...string) telegramsim.Message {
	k.t.Helper()
	k.Press(k.t, m, label)
	return k.holds(k.NextEdit(k.t), parts...)
}

func (k *talk) holds(m telegramsim.Message, parts ...string) telegramsim.Message {
	k.t.Helper()
	for _, part := range parts {
		if !strings.Contains(m.Text, part) {
			k.t.Fatalf("message lacks %q:\n%s", part, m.Text)
		}
	}
	return m
}

// until waits until the log holds some words.
func (e *e2e) until(words string) {
	e.t.Helper()
	late := time.After(10 * time.Second)
	for {
		more := e.log.written()
		if strings.Contains(e.log.String(), words) {
			return
		}
		select {
		case <-more:
		case <-late:
			e.t.Fatalf("the log does not say %q", words)
		}
	}
}

// syncBuffer is a log that can be read while it is written.
type syncBuffer struct {
	mu   sync.Mutex
	b    bytes.Buffer
	more chan struct{} // closed by the next write; nil: nobody waits
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.more != nil {
		close(s.more)
		s.more = nil
	}
	return s.b.Write(p)
}

// written is closed by the next write.
func (s *syncBuffer) written() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.more == nil {
		s.more = make(chan struct{})
	}
	return s.more
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}
