package bot

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestPollsAreJudgedByTheLastGoodOne(t *testing.T) {
	t.Parallel()
	var p polls
	at := start
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
}

func TestABotPollsFromItsStartToItsStop(t *testing.T) {
	t.Parallel()
	var p polling
	b := p.start(t, `{"update_id":1,`+says("/start")+`}`)
	wantErr(t, b.Polling(), ErrNotBegun)
	seen := make(chan struct{}, 1)
	go func() {
		<-p.polled
		wantErr(t, b.Polling(), nil)
		seen <- struct{}{}
	}()
	runUntil(t, b, seen, 1)
	wantErr(t, b.Polling(), ErrStopping)
}
