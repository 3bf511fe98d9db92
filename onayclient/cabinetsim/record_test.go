package cabinetsim

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

func TestCounts(t *testing.T) {
	t.Parallel()
	v := newVisitor(t).enter(unified)
	v.check(unified)
	v.check(unified)
	v.check(absent)
	v.check("rubbish")
	v.detail(unified, 1)
	v.post("/nowhere")
	want := Counts{Start: 1, Check: 4, SignIn: 1, AddCard: 1, Detail: 1, Other: 1, Total: 9}
	if got := v.sim.Requests(); got != want {
		t.Errorf("counts = %+v, want %+v", got, want)
	}
	for pan, n := range map[string]int{unified: 2, absent: 1, school: 0, "rubbish": 0} {
		if got := v.sim.ChecksOf(pan); got != n {
			t.Errorf("%d checks of %s, want %d", got, pan, n)
		}
	}
	v.sim.ResetRequests()
	if v.sim.Requests() != (Counts{}) || v.sim.ChecksOf(unified)+v.sim.ChecksOf(absent) != 0 || len(v.sim.Log()) != 0 {
		t.Error("counts are left after the reset")
	}
}

func TestLog(t *testing.T) {
	t.Parallel()
	v := newVisitor(t).start()
	req := v.form(t.Context(), "/check", "pan", unified)
	req.Header.Set("User-Agent", strings.Repeat("u", 5000))
	v.send(req)
	v.check(absent)
	log := v.sim.Log()
	if len(log) != 3 {
		t.Fatalf("%d entries", len(log))
	}
	if e := log[0]; e.Kind != KindStart || e.PAN != "" || !strings.HasPrefix(e.UserAgent, "Go-http-client") {
		t.Errorf("start: %+v", e)
	}
	e := log[1]
	if e.Kind != KindCheck || e.Status != http.StatusOK || e.Outcome != "ok" || e.PAN != "·5286" || !e.At.Equal(noon()) ||
		e.Duration <= 0 || len(e.UserAgent) != agentMax {
		t.Errorf("check: %+v", e)
	}
	if log[2].Outcome != "no-such-card" {
		t.Errorf("absent: %+v", log[2])
	}
	if all := fmt.Sprintf("%+v", log); strings.Contains(all, unified) || strings.Contains(all, v.token) {
		t.Error("the log holds a card number or a token")
	}
}

func TestLogIsBounded(t *testing.T) {
	t.Parallel()
	r := newRecorder()
	s := &Server{rec: r}
	for i := range logSize + 10 {
		r.log(Request{Status: i})
	}
	log := s.Log()
	if len(log) != logSize || log[0].Status != 10 || log[logSize-1].Status != logSize+9 {
		t.Errorf("%d entries, first %d, last %d", len(log), log[0].Status, log[len(log)-1].Status)
	}
}

func TestStrangersAreBounded(t *testing.T) {
	t.Parallel()
	r := newRecorder()
	for i := range strangersMax + 10 {
		r.countStranger(fmt.Sprint(i))
	}
	r.countStranger("0")
	if len(r.strangers) != strangersMax || r.strangers["0"] != 2 {
		t.Errorf("%d strangers, %d checks of the first", len(r.strangers), r.strangers["0"])
	}
}

func TestWatch(t *testing.T) {
	t.Parallel()
	v := newVisitor(t)
	ctx, cancel := context.WithCancel(t.Context())
	seen := v.sim.Watch(ctx)
	v.start()
	v.check(unified)
	if first, second := <-seen, <-seen; first.Kind != KindStart || second.Kind != KindCheck {
		t.Errorf("watched %+v, %+v", first, second)
	}
	cancel()
	if _, open := <-seen; open {
		t.Error("a request after the end")
	}
	v.check(unified)
}

func TestWatchDropsForSlowReader(t *testing.T) {
	t.Parallel()
	s := New(WithRiders(0))
	seen := s.Watch(t.Context())
	for i := range watchBuffer + 50 {
		s.rec.log(Request{Status: i})
	}
	s.Close()
	n := 0
	for q := range seen {
		if q.Status != n {
			t.Fatalf("request %d came as number %d", q.Status, n)
		}
		n++
	}
	if n != watchBuffer {
		t.Errorf("%d requests came, want %d", n, watchBuffer)
	}
	if _, open := <-s.Watch(t.Context()); open {
		t.Error("a closed server can be watched")
	}
}
