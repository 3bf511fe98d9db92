package telegramsim

import (
	"sync"
	"time"
)

// Telegram's sending limits (official FAQ): 30 messages a second in all, 1 a
// second to a chat where short bursts pass, 20 a minute to a group. Only what
// sends a message counts. The windows are a little short, so that a sender that
// keeps exactly to the limit is not refused for the network's jitter.
const (
	overallCount = 30
	overallSpan  = time.Second
	groupCount   = 20
	groupSpan    = time.Minute
	chatSpacing  = time.Second
	chatBurst    = 3
	jitter       = 60 * time.Millisecond
)

// limiter judges by the machine's clock: the limits are about real traffic.
type limiter struct {
	now func() time.Time

	mu      sync.Mutex
	overall window
	chats   map[int64]time.Time // when the chat's burst is whole again
	groups  map[int64]*window
}

func newLimiter() *limiter {
	return &limiter{
		now:     time.Now,
		overall: window{count: overallCount, span: overallSpan - jitter},
		chats:   map[int64]time.Time{},
		groups:  map[int64]*window{},
	}
}

// take counts a message to a chat, or returns how long to wait and counts
// nothing.
func (l *limiter) take(chat int64, group bool) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	full := l.chats[chat]
	if full.Before(now) {
		full = now
	}
	wait := max(l.overall.wait(now), full.Sub(now)-(chatBurst-1)*chatSpacing-jitter)
	if group {
		wait = max(wait, l.group(chat).wait(now))
	}
	if wait > 0 {
		return wait
	}
	l.overall.add(now)
	l.chats[chat] = full.Add(chatSpacing)
	if group {
		l.group(chat).add(now)
	}
	return 0
}

func (l *limiter) group(chat int64) *window {
	w := l.groups[chat]
	if w == nil {
		w = &window{count: groupCount, span: groupSpan - jitter}
		l.groups[chat] = w
	}
	return w
}

// window lets count messages through in any span.
type window struct {
	count int
	span  time.Duration
	sent  []time.Time // the latest, at most count
}

// wait is how long until another message fits, 0 or less if it fits now.
func (w *window) wait(now time.Time) time.Duration {
	if len(w.sent) < w.count {
		return 0
	}
	return w.sent[0].Add(w.span).Sub(now)
}

func (w *window) add(now time.Time) {
	if len(w.sent) == w.count {
		w.sent = append(w.sent[:0], w.sent[1:]...)
	}
	w.sent = append(w.sent, now)
}
