package bot

import (
	"errors"
	"fmt"
	"sync"
	"time"
)

// stalePolls is how long ago the last good poll may be.
const stalePolls = 2 * pollTimeout

// What [Bot.Polling] says.
var (
	ErrNotBegun = errors.New("telegram has not accepted the token yet")
	ErrStopping = errors.New("the bot is stopping")
	ErrNoPoll   = errors.New("polling telegram does not work")
)

// polls remembers how asking Telegram for updates goes.
type polls struct {
	mu     sync.Mutex
	good   time.Time // when Telegram last answered; zero: it has not accepted the token
	failed string    // what came of the polls since, at first or for long
	proved bool      // one has been answered
	behind bool      // Telegram may have kept updates while nobody asked
	rival  time.Time // when another poller was last told of
}

// rivalEvery is how often another poller is told of while it is there.
const rivalEvery = time.Hour

// rivals tells whether another poller, of which Telegram speaks now, is news.
func (p *polls) rivals(now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.rival.IsZero() && now.Sub(p.rival).Abs() < rivalEvery {
		return false
	}
	p.rival = now
	return true
}

// begin notes that Telegram has accepted the token: from now on a poll is
// under way, which is answered when somebody writes.
func (p *polls) begin(now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.good, p.behind = now, true
}

// late tells whether a batch of so many updates has waited for the bot, and
// not the bot for it: it is the first after a start or a failure, or follows
// such a one that was full.
func (p *polls) late(updates int) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	was := p.behind
	p.behind = was && updates == pollBatch
	return was
}

func (p *polls) note(outcome string, now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.failed = outcome; outcome == outcomeOK {
		p.good, p.failed, p.proved = now, "", true
		return
	}
	p.behind = true
}

func (p *polls) check(now time.Time) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.good.IsZero():
		return ErrNotBegun
	case now.Sub(p.good) > stalePolls, !p.proved && p.failed != "":
		return fmt.Errorf("%w: last answered %s ago, then %s", ErrNoPoll,
			now.Sub(p.good).Round(time.Second), p.failed)
	}
	return nil
}

// Polling is nil while updates arrive: Telegram has accepted the token, and
// answered a poll within the time of two. Otherwise it is [ErrNotBegun],
// [ErrNoPoll] with what came instead, or [ErrStopping].
func (b *Bot) Polling() error {
	select {
	case <-b.stopping:
		return ErrStopping
	default:
		return b.polls.check(b.Now())
	}
}

// called counts a call of Telegram's API.
func (b *Bot) called(method, outcome string) {
	if method == methodPoll {
		b.polls.note(outcome, b.Now())
	}
	b.Meter.Called(method, outcome)
}
