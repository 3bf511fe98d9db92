package telegram

import (
	"errors"
	"onaybot/bot/internal/testkit"
	"strings"
	"testing"
	"time"
)

func TestPollsAreJudgedByTheLastGoodOne(t *testing.T) {
	t.Parallel()
	var p health
	at := testkit.Start
	wants := func(want error, words string) {
		t.Helper()
		err := p.check(at)
		if !errors.Is(err, want) || err != nil && !strings.Contains(err.Error(), words) {
			t.Errorf("%v, want %v with %q", err, want, words)
		}
	}
	wants(ErrNotBegun, "token")
	p.begin(at)
	wants(nil, "") // the first poll waits for somebody to write
	p.note("conflict", at)
	wants(ErrNoPoll, "conflict")
	p.note(outcomeOK, at)
	wants(nil, "")
	p.note("unreachable", at)
	at = at.Add(stalePolls)
	wants(nil, "") // two polls' time
	at = at.Add(time.Second)
	wants(ErrNoPoll, "unreachable")
	p.note(outcomeOK, at)
	wants(nil, "")
	at = at.Add(stalePolls + time.Second)
	wants(ErrNoPoll, "ago") // one that hangs
	p.end()
	wants(ErrStopping, "stopping")
}

func TestWhatHasWaitedForTheBotIsLate(t *testing.T) {
	t.Parallel()
	var h health
	h.begin(testkit.Start)
	for i, c := range []struct {
		size int
		late bool
	}{{pollBatch, true}, {pollBatch, true}, {3, true}, {pollBatch, false}} {
		if got := h.late(c.size); got != c.late {
			t.Errorf("batch %d: late %v", i, got)
		}
	}
	h.note("unreachable", testkit.Start)
	if h.note(outcomeOK, testkit.Start); !h.late(1) {
		t.Error("what came after a failure is not late")
	}
}
