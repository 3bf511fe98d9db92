package telegram

import (
	"context"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/time/rate"
)

// Telegram's limits for a bot: 1 message a second to a chat, short bursts
// allowed, and 20 a minute to a group.
const (
	chatPerSecond = 1
	chatBurst     = 3
	groupEvery    = time.Minute / (20 - chatBurst) // with the burst, 20 in any minute
	keepChats     = 4096                           // at 30 messages a second, those of the last two minutes
)

// pace keeps to Telegram's limits, in all and for each chat, and to the
// pauses that Telegram itself asks for.
type pace struct {
	all   *rate.Limiter // nil: no pacing
	next  chan struct{} // held by the one push that is next; the other pushes wait for that
	chats *lru.Cache[int64, *chatPace]
	now   func() time.Time

	mu    sync.Mutex
	pause time.Time // everything waits until then
	held  heldChat
}

type chatPace struct {
	limit *rate.Limiter
	pause time.Time // guarded by the mutex of pace
}

// heldChat is the chat that Telegram holds back for longest.
type heldChat struct {
	id    int64
	until time.Time
}

func newPace(perSecond float64, now func() time.Time) *pace {
	chats, _ := lru.New[int64, *chatPace](keepChats) // fails on sizes below 1
	p := &pace{now: now, chats: chats, next: make(chan struct{}, 1)}
	if perSecond > 0 {
		p.all = rate.NewLimiter(spaced(perSecond), 1)
	}
	return p
}

// spaced is the limit at which not more than so many messages arrive in any
// second. The limiter lets one more into a second that begins with a message
// that is late, and another may have been late on its way.
func spaced(perSecond float64) rate.Limit {
	return rate.Limit(max(perSecond-2, perSecond/2))
}

// wait returns when a message may go to the chat. It returns a *WaitError
// when that is further away than patience. A push lets a person's answer go
// first.
func (p *pace) wait(ctx context.Context, chatID int64, push bool, patience time.Duration) error {
	c := p.of(chatID)
	for left := p.paused(c); left > 0; left = p.paused(c) {
		if left > patience {
			return &WaitError{Until: p.now().Add(left)}
		}
		if err := sleep(ctx, left); err != nil {
			return err
		}
	}
	if p.all == nil {
		return nil
	}
	if err := p.waitForChat(ctx, c, patience); err != nil {
		return err
	}
	return p.waitForAll(ctx, push)
}

func (p *pace) waitForChat(ctx context.Context, c *chatPace, patience time.Duration) error {
	r := c.limit.Reserve()
	wait := r.Delay()
	if wait > patience {
		r.Cancel()
		return &WaitError{Until: p.now().Add(wait)}
	}
	if err := sleep(ctx, wait); err != nil {
		r.Cancel()
		return err
	}
	return nil
}

// waitForAll returns when the message has its place among all. A push takes
// its place when it is free and not before, so that whoever wants it meanwhile
// gets it. The place counts as taken when it became free: being late loses none.
func (p *pace) waitForAll(ctx context.Context, push bool) error {
	if !push {
		return p.all.Wait(ctx)
	}
	select {
	case p.next <- struct{}{}:
		defer func() { <-p.next }()
	case <-ctx.Done():
		return ctx.Err()
	}
	for {
		now := time.Now()
		missing := (1 - p.all.TokensAt(now)) / float64(p.all.Limit())
		free := now.Add(time.Duration(missing * float64(time.Second)))
		if err := sleep(ctx, time.Until(free)); err != nil {
			return err
		}
		if p.all.AllowN(free, 1) {
			return nil
		}
	}
}

// paused says for how long the chat is to be left alone on Telegram's word. A
// pause is real time, whatever the injected clock says.
func (p *pace) paused(c *chatPace) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return max(time.Until(c.pause), time.Until(p.pause))
}

// tooMany notes a 429. Telegram does not say whether it means the chat or the
// bot: it is taken to mean the chat, and the bot once a second chat is held
// back at the same time.
func (p *pace) tooMany(chatID int64, retryAfter time.Duration) {
	c := p.of(chatID)
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	c.pause = now.Add(retryAfter)
	if p.held.id != chatID && now.Before(p.held.until) {
		p.pause = c.pause
	}
	if c.pause.After(p.held.until) {
		p.held = heldChat{chatID, c.pause}
	}
}

func (p *pace) of(chatID int64) *chatPace {
	if c, ok := p.chats.Get(chatID); ok {
		return c
	}
	limit := rate.Limit(chatPerSecond)
	if chatID < 0 { // as the ids of groups are
		limit = rate.Every(groupEvery)
	}
	c := &chatPace{limit: rate.NewLimiter(limit, chatBurst)}
	if known, ok, _ := p.chats.PeekOrAdd(chatID, c); ok { // another message to the chat was faster
		return known
	}
	return c
}
