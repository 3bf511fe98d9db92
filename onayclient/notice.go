package onayclient

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// Notice tells the operator of a turn for the worse or the better that concerns every card.
type Notice struct {
	Kind  NoticeKind
	At    time.Time // by the client's clock
	Until time.Time // when the client tries again; zero when it is over
	Err   error     // with Banned and CircuitOpen: what the cabinet did, an *[Error]
}

// NoticeKind is what a [Notice] is about.
type NoticeKind string

// The kinds of notices.
const (
	// Banned: the cabinet shut the client out, and nothing is sent until Notice.Until. A ban
	// that is found to hold when that time has come is not told again.
	Banned NoticeKind = "banned"
	// BanOver: the cabinet has answered again after a ban.
	BanOver NoticeKind = "ban over"
	// CircuitOpen: failures in a row opened the circuit breaker. A ban that follows is told as
	// Banned, and BanOver is then the end of both.
	CircuitOpen NoticeKind = "circuit open"
	// CircuitClosed: the cabinet has answered again after CircuitOpen.
	CircuitClosed NoticeKind = "circuit closed"
)

// over is the end of k; "" if k is an end itself.
func (k NoticeKind) over() NoticeKind {
	switch k {
	case Banned:
		return BanOver
	case CircuitOpen:
		return CircuitClosed
	default:
		return ""
	}
}

// toldKey is where the State keeps the trouble that was told and has not ended.
const toldKey = "cabinet.told"

// notifier tells each turn once, over restarts too.
type notifier struct {
	tell  func(Notice) // nil: nobody listens
	state State
	log   *slog.Logger

	mu      sync.Mutex
	told    NoticeKind // the trouble last told; "" when it is over
	due     []Notice
	telling bool
}

// load reads what was told before a restart.
func (n *notifier) load(ctx context.Context) error {
	if n.tell == nil {
		return nil
	}
	value, err := n.state.Get(ctx, toldKey)
	if err != nil {
		return err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if kind := NoticeKind(value); kind.over() != "" {
		n.told = kind
	}
	return nil
}

// begin notes trouble. It is told unless it goes on from before, or a ban covers it.
func (n *notifier) begin(notice Notice) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.tell == nil || n.told == notice.Kind || n.told == Banned {
		return
	}
	n.told = notice.Kind
	n.due = append(n.due, notice)
}

// end notes that the cabinet answers.
func (n *notifier) end(at time.Time) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.told == "" {
		return
	}
	n.due = append(n.due, Notice{Kind: n.told.over(), At: at})
	n.told = ""
}

// flush tells what is due, in order, and writes down that it was. The caller holds no lock.
func (n *notifier) flush(ctx context.Context) {
	notice, more := n.next(false)
	if !more {
		return
	}
	defer n.rest() // after a panic of the listener too
	for more {
		n.say(ctx, notice)
		notice, more = n.next(true)
	}
}

// next takes the notice that is due. While one goroutine tells, it sees to all of them.
func (n *notifier) next(telling bool) (Notice, bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.telling != telling {
		return Notice{}, false
	}
	n.telling = len(n.due) > 0
	if !n.telling {
		return Notice{}, false
	}
	notice := n.due[0]
	n.due = n.due[1:]
	return notice, true
}

func (n *notifier) rest() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.telling = false
}

func (n *notifier) say(ctx context.Context, notice Notice) {
	n.tell(notice)
	standing := notice.Kind
	if standing.over() == "" {
		standing = ""
	}
	if err := n.state.Set(context.WithoutCancel(ctx), toldKey, string(standing)); err != nil {
		n.log.Error("notice not kept for a restart", "kind", notice.Kind, "err", err)
	}
}
