package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"onaybot/cmd/onaybot/config"
)

// inAHurry, in the environment of a process that is onaybot, is how its clock
// runs: the moment in nanoseconds at which it stood at the tests' morning, and
// how many times as fast it is since. It ticks ten times a second.
const inAHurry = "ONAYBOT_TEST_IN_A_HURRY"

// hurry is a clock that runs fast.
type hurry struct {
	began time.Time
	times int
}

func (h hurry) now() time.Time { return morning.Add(time.Duration(h.times) * time.Since(h.began)) }
func (h hurry) String() string { return fmt.Sprintf("%s=%d %d", inAHurry, h.began.UnixNano(), h.times) }

// hurried is main of onaybot run --config FILE, in a hurry.
func hurried(how, file string) int {
	var h hurry
	var nanos int64
	if _, err := fmt.Sscan(how, &nanos, &h.times); err != nil {
		return exitConfig
	}
	h.began = time.Unix(0, nanos)
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	fmt.Fprintln(os.Stderr, "begun")
	cfg, err := config.Load(file, os.Getenv)
	if err != nil {
		return exitCode(err, os.Stderr)
	}
	ticks := make(chan func())
	go func() {
		for range time.Tick(100 * time.Millisecond) {
			ticks <- func() {}
		}
	}()
	tellSize()
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	err = run(ctx, cfg, log, h.now, ticks)
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		err = nil
	}
	return exitCode(err, os.Stderr)
}

// crash is a busy hour in a minute, through which processes live one after
// another, each ended at a random moment.
type crash struct {
	*commuters
	hurry    hurry
	file     string
	servers  []*httptest.Server // of Telegram and the cabinet
	answered chan struct{}      // a request of the process has been answered
	out      *syncBuffer        // what the process writes
}

func newCrash(t *testing.T, times, cards int) *crash {
	t.Helper()
	e := newSims(t)
	c := &crash{hurry: hurry{time.Now(), times}, answered: make(chan struct{}, 64)}
	e.clock.base = c.hurry.now
	for _, h := range []http.Handler{e.telegram, e.cabinet} {
		s := httptest.NewServer(c.telling(h))
		t.Cleanup(s.Close)
		c.servers = append(c.servers, s)
	}
	c.commuters = newCommuters(e, seeded(t), cards)
	c.file = filepath.Join(t.TempDir(), "onaybot.yaml")
	text := fmt.Sprintf(`telegram: {token: "42:TEST-TOKEN", api_url: "%s", rate: 0}
database: %s
cabinet: {base_url: "%s", rate: 1000, per_day: 0, fresh: 0s, timeout: 3s, login: op, password: secret}
alerts: {schedule: "@every 24h", policy: "fixed:1m"}
rides: {proof: off}
`, c.servers[0].URL, e.cfg.Database, c.servers[1].URL)
	if err := os.WriteFile(c.file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return c
}

// telling passes requests on and tells of each that is answered.
func (c *crash) telling(to http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		to.ServeHTTP(w, r)
		select {
		case c.answered <- struct{}{}:
		default:
		}
	})
}

// spawn starts a process and returns once signals no longer end it at once.
func (c *crash) spawn() *exec.Cmd {
	c.e.t.Helper()
	cmd := onaybot(context.Background(), "run", "--config", c.file)
	cmd.Env = append(cmd.Env, c.hurry.String(),
		"GORACE=atexit_sleep_ms=0") // where races are looked for, a process stays a second for that
	c.out = &syncBuffer{}
	begun := c.out.written()
	cmd.Stdout, cmd.Stderr = io.Discard, c.out
	if err := cmd.Start(); err != nil {
		c.e.t.Fatal(err)
	}
	c.e.t.Cleanup(func() { _ = cmd.Process.Kill() })
	<-begun
	c.life++
	return cmd
}

// bury takes what a process that has ended has still said.
func (c *crash) bury() {
	c.e.t.Helper()
	for _, s := range c.servers {
		s.CloseClientConnections()
	}
	c.catchUp()
	for _, words := range []string{"DATA RACE", "panic"} {
		if strings.Contains(c.out.String(), words) {
			c.e.t.Errorf("%s:\n%s", words, c.out.String())
		}
	}
}

// live lets time pass until the process has lived for a while since its first
// answer, or has got so many.
func (c *crash) live(answers int, while time.Duration) {
	act := time.NewTicker(60 * time.Millisecond)
	defer act.Stop()
	end := time.After(while)
	for first := true; answers > 0; {
		select {
		case event := <-c.seen:
			c.hear(event)
		case <-c.answered:
			if answers--; first {
				first, end = false, time.After(while)
			}
		case <-act.C:
			c.act()
		case <-end:
			if !first {
				return
			}
			end = time.After(10 * time.Second)
		}
	}
}

// lives has one process after another end at a random moment: of its
// beginning, of its work, or just when it has been answered.
func (c *crash) lives(n int, end func(*exec.Cmd)) {
	for i := range n {
		cmd, while := c.spawn(), time.Duration(c.random.IntN(300))*time.Millisecond
		switch {
		case i%10 == 0:
			<-time.After(while / 3)
		case i%10 < 3:
			c.live(1+c.random.IntN(150), while)
		default:
			c.live(math.MaxInt, while)
		}
		end(cmd)
		c.bury()
	}
}

// rest lets a last process finish what there is to tell, and look at
// everything twice more.
func (c *crash) rest() {
	c.e.t.Helper()
	cmd := c.spawn()
	late := time.After(2 * time.Minute)
	enough := -1
	for enough < 0 || c.e.cabinet.Requests().Total < enough {
		select {
		case event := <-c.seen:
			c.hear(event)
		case <-c.answered:
		case <-late:
			c.e.t.Fatalf("still to be told: %v\n%s", c.lacking(), c.out.String())
		}
		if enough < 0 && len(c.lacking()) == 0 {
			enough = c.e.cabinet.Requests().Total + 3*len(c.riders)
		}
	}
	c.terminate(cmd)
	c.bury()
}

// terminate asks a process to end, which it has to do well within ten seconds.
func (c *crash) terminate(cmd *exec.Cmd) {
	c.e.t.Helper()
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		c.e.t.Fatal(err)
	}
	kill := time.AfterFunc(10*time.Second, func() { _ = cmd.Process.Kill() })
	defer kill.Stop()
	if err := cmd.Wait(); err != nil {
		c.e.t.Fatalf("SIGTERM: %v\n%s", err, c.out.String())
	}
}

// A process killed at any moment of a busy hour loses nothing and tells
// nothing wrong. What it was just sending may come twice.
func TestKillsAtRandomMoments(t *testing.T) {
	t.Parallel()
	kills := inCI(30, 200)
	c := newCrash(t, 60, 50)
	c.lives(kills, func(cmd *exec.Cmd) {
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait() // ended by the kill
	})
	c.rest()
	c.check(kills)
}

// A process told to end at any moment ends with exit code 0, in time, with
// nothing lost and nothing doubled.
func TestStopsAtRandomMoments(t *testing.T) {
	t.Parallel()
	c := newCrash(t, 60, 50)
	c.lives(inCI(30, 200), c.terminate)
	c.rest()
	c.check(0)
}
