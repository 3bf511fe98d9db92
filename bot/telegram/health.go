package telegram

import (
	"errors"
	"fmt"
	"sync"
	"time"
)

// stalePolls is how long ago the last good poll may be.
const stalePolls = 2 * pollTimeout

// pollBatch is how many updates Telegram hands over at most; fewer are all
// that there were.
const pollBatch = 100

// What [Client.Polling] returns.
var (
	ErrNotBegun = errors.New("telegram has not accepted the token yet")
	ErrStopping = errors.New("the bot is stopping")
	ErrNoPoll   = errors.New("polling telegram does not work")
)

// health remembers how the polling goes.
type health struct {
	mu     sync.Mutex
	good   time.Time // when Telegram last answered; zero: it has not accepted the token
	failed string    // the outcome of the polls since; "": none has failed
	proved bool      // a poll has been answered
	behind bool      // Telegram may have kept updates while nobody asked
	ended  bool      // no poll will follow
}

// Polling is nil while updates arrive: Telegram has accepted the token, and
// has answered a poll within the time of two. Otherwise it is [ErrNotBegun],
// [ErrNoPoll] with what came instead, or [ErrStopping].
func (c *Client) Polling() error { return c.health.check(c.now()) }

func (h *health) check(now time.Time) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case h.ended:
		return ErrStopping
	case h.good.IsZero():
		return ErrNotBegun
	case now.Sub(h.good) > stalePolls, !h.proved && h.failed != "":
		return fmt.Errorf("%w: last answered %s ago, then %s", ErrNoPoll,
			now.Sub(h.good).Round(time.Second), h.failed)
	}
	return nil
}

// begin notes that Telegram has accepted the token. From now on a poll is
// under way, which is answered when somebody writes.
func (h *health) begin(now time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.good, h.behind = now, true
}

func (h *health) end() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.ended = true
}

func (h *health) note(outcome string, now time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if outcome == outcomeOK {
		h.good, h.failed, h.proved = now, "", true
		return
	}
	h.failed, h.behind = outcome, true
}

// late tells whether a batch of so many updates has waited for the bot: it is
// the first after a start or a failure, or it follows such a batch that was
// full.
func (h *health) late(updates int) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	was := h.behind
	h.behind = was && updates == pollBatch
	return was
}
