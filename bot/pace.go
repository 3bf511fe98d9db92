package bot

import (
	"context"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"onaybot/onayclient/gate"
	"onaybot/store"
)

// Telegram's limits for a bot: 1 message a second to a chat, short bursts
// allowed, and 20 a minute to a group.
const (
	chatPerSecond = 1
	chatBurst     = 3
	groupEvery    = time.Minute / (20 - chatBurst) // with the burst, 20 in any minute
	keepChats     = 4096                           // chats whose pace is remembered
	slip          = 15 * time.Millisecond          // of a message that was late; the limit of 30 counts over a second
)

// pace keeps to Telegram's limits, in all and for each chat, and to the
// pauses Telegram itself asks for.
type pace struct {
	all *gate.Gate // nil: no pacing
	now func() time.Time

	mu    sync.Mutex
	chats map[int64]*chatPace
	pause time.Time // everything waits until then
}

type chatPace struct {
	limit *rate.Limiter
	pause time.Time
}

func newPace(perSecond float64, now func() time.Time) *pace {
	p := &pace{now: now, chats: map[int64]*chatPace{}}
	if perSecond > 0 {
		p.all = gate.New(gate.Config{Rate: perSecond, Slip: slip, Now: now})
	}
	return p
}

// wait returns when a message may go to the chat. It returns a *waitError
// when that is further away than patience.
func (p *pace) wait(ctx context.Context, chat store.Chat, patience time.Duration) error {
	c := p.of(chat)
	for {
		left := p.paused(c)
		if left <= 0 {
			break
		}
		if left > patience {
			return &waitError{until: p.now().Add(left)}
		}
		if err := sleep(ctx, left); err != nil {
			return err
		}
	}
	if p.all == nil {
		return nil
	}
	if err := p.turn(ctx, c, patience); err != nil {
		return err
	}
	return p.all.Wait(ctx)
}

// turn waits for the chat's own pace.
func (p *pace) turn(ctx context.Context, c *chatPace, patience time.Duration) error {
	r := c.limit.Reserve()
	wait := r.Delay()
	if wait > patience {
		r.Cancel()
		return &waitError{until: p.now().Add(wait)}
	}
	if err := sleep(ctx, wait); err != nil {
		r.Cancel()
		return err
	}
	return nil
}

// paused says how long the chat is to be left alone on Telegram's word. A
// pause is real time, whatever the injected clock says.
func (p *pace) paused(c *chatPace) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return max(time.Until(c.pause), time.Until(p.pause))
}

// tooMany notes a 429. Telegram does not say whether it means the chat or the
// bot: it is taken for the chat's, and for the bot's once a second chat is
// being held back.
func (p *pace) tooMany(chat store.Chat, retryAfter time.Duration) {
	c := p.of(chat)
	p.mu.Lock()
	defer p.mu.Unlock()
	until := time.Now().Add(retryAfter)
	for _, other := range p.chats {
		if other != c && time.Now().Before(other.pause) {
			p.pause = until
		}
	}
	c.pause = until
}

func (p *pace) of(chat store.Chat) *chatPace {
	p.mu.Lock()
	defer p.mu.Unlock()
	c, ok := p.chats[chat.ID]
	if !ok {
		p.prune()
		c = &chatPace{limit: rate.NewLimiter(chatPerSecond, chatBurst)}
		if chat.Kind != store.Private {
			c.limit.SetLimit(rate.Every(groupEvery))
		}
		p.chats[chat.ID] = c
	}
	return c
}

// prune forgets the chats that may send a full burst again.
func (p *pace) prune() {
	if len(p.chats) < keepChats {
		return
	}
	for id, c := range p.chats {
		if c.limit.Tokens() >= chatBurst && time.Now().After(c.pause) {
			delete(p.chats, id)
		}
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
