package main

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"onaybot/bot/telegramsim"
	"onaybot/onayclient/cabinetsim"
)

var soakFlag = flag.Duration("soak", 0, "how long TestSoak takes; 0: 5 s, in CI a minute")

// size is what a process holds after a collection.
type size struct {
	Goroutines, HeapKB, ResidentKB int
}

const sizeLine = "size: %d goroutines, %d KB"

// tellSize has the process say its size at each SIGUSR1.
func tellSize() {
	asked := make(chan os.Signal, 1)
	signal.Notify(asked, syscall.SIGUSR1)
	go func() {
		for range asked {
			runtime.GC()
			runtime.GC() // frees what finalizers of the first have let go
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			fmt.Fprintf(os.Stderr, sizeLine+"\n", runtime.NumGoroutine(), m.HeapAlloc>>10)
		}
	}()
}

// soak is a city in the course of days: its commuters, visitors who try
// everything, and faults that come and go.
type soak struct {
	*crash
	visitors map[int64]*visitor
	said     int       // messages and presses of visitors
	lost     int       // answers that Telegram has given and the bot may not have got
	forgot   time.Time // when the cabinet last forgot a session
}

// visitor says and presses one thing after another, each once the one before
// is answered.
type visitor struct {
	chat  *telegramsim.Chat
	pan   string
	waits bool
	query string // of the press that waits
	heard time.Time
	last  telegramsim.Message
}

func newSoak(t *testing.T) *soak {
	t.Helper()
	s := &soak{crash: newCrash(t, 120, 400), visitors: map[int64]*visitor{}}
	s.lossy = true
	for i := range int64(40) {
		v := &visitor{pan: luhn(fmt.Sprintf("96439085055%07d", i+1)), chat: s.e.person(5001+i, []string{"ru", "kk", "en"}[i%3]).Chat}
		s.e.addCard(v.pan, "01.01", 1_000_000)
		s.visitors[v.chat.ID()] = v
	}
	return s
}

// visit has a visitor do something.
func (s *soak) visit() {
	v := s.visitors[5001+s.random.Int64N(int64(len(s.visitors)))]
	if v.waits || s.e.clock.now().Sub(v.heard) < between {
		return
	}
	v.waits = true
	s.said++
	if buttons := v.last.Buttons; len(buttons) > 0 && s.random.IntN(2) == 0 {
		row := buttons[s.random.IntN(len(buttons))]
		if b := row[s.random.IntN(len(row))]; b.Data != "" {
			v.query = v.chat.PressData(v.chat.ID(), v.last, b.Data).ID
			return
		}
	}
	words := []string{"/balance", "/balance", "/trips", "/cards", "/alerts", "/help", "/lang", "/privacy", "/forget", "/cancel", "Айша", "300", "/start", v.pan, v.pan}
	if s.random.IntN(100) == 0 {
		words = []string{"/stats", "/export"} // which take a processor for a while
	}
	v.chat.Say(words[s.random.IntN(len(words))])
}

// hear is the commuters' and the visitors'.
func (s *soak) hear(event telegramsim.Event) {
	v := s.visitors[event.ChatID]
	if v == nil {
		s.crash.hear(event)
		return
	}
	v.heard = s.e.clock.now()
	switch {
	case event.Kind == telegramsim.KindAnswer && event.QueryID == v.query:
		v.waits, v.query = false, ""
	case event.Kind == telegramsim.KindMessage && event.Message.FromBot:
		v.last = event.Message
		v.waits = v.waits && v.query != ""
	case event.Kind == telegramsim.KindEdit:
		v.last = event.Message
	}
}

// fault puts an end to what is wrong, and begins something else.
func (s *soak) fault() {
	s.e.cabinet.ClearFaults()
	s.e.telegram.ClearFailures()
	times := 1 + s.random.IntN(3) // fewer in a row than open the cabinet's circuit for half a minute
	switch s.random.IntN(3) {
	case 0:
		kinds := []cabinetsim.FaultKind{
			cabinetsim.FaultError, cabinetsim.FaultDown, cabinetsim.FaultBusy, cabinetsim.FaultErrorDetail, cabinetsim.FaultReset,
			cabinetsim.FaultCutOff, cabinetsim.FaultTruncated, cabinetsim.FaultSlow,
			cabinetsim.FaultRowsRepeated, cabinetsim.FaultRowsReordered, cabinetsim.FaultRowsLate,
		}
		s.e.cabinet.SetFault(cabinetsim.Fault{Kind: kinds[s.random.IntN(len(kinds))], Times: times, RetryAfter: "60", Delay: 100 * time.Millisecond})
	case 1:
		f := telegramsim.Failure{Method: []string{"sendMessage", "editMessageText", "getUpdates"}[s.random.IntN(3)], Times: times}
		switch s.random.IntN(6) {
		case 0:
			f.Code = 500
		case 1:
			f.Code, f.Body = 502, "<html>"
		case 2:
			f.Code, f.RetryAfter = 429, 1
		case 3:
			f.Delay = 200 * time.Millisecond
		case 4:
			f.Reset = true
		case 5:
			f.Reset, f.After = true, true
			s.lost += times
		}
		s.e.telegram.Fail(f)
	case 2:
		if time.Since(s.forgot) > 5*time.Second { // a session gone twice for one request is taken for a ban of half a day
			s.forgot = time.Now()
			kinds := []cabinetsim.FaultKind{cabinetsim.FaultForgetSession, cabinetsim.FaultForgetSignIn}
			s.e.cabinet.SetFault(cabinetsim.Fault{Kind: kinds[s.random.IntN(len(kinds))], Times: 1})
		}
	}
}

// last lets the city live.
func (s *soak) last(span time.Duration) {
	act, visit, fault := time.NewTicker(20*time.Millisecond), time.NewTicker(50*time.Millisecond), time.NewTicker(300*time.Millisecond)
	defer act.Stop()
	defer visit.Stop()
	defer fault.Stop()
	end := time.After(span)
	for {
		select {
		case event := <-s.seen:
			s.hear(event)
		case <-s.answered:
		case <-act.C:
			s.act()
		case <-visit.C:
			s.visit()
		case <-fault.C:
			s.fault()
		case <-end:
			return
		}
	}
}

// settle waits until everything is told and answered, with nothing wrong.
func (s *soak) settle() {
	s.e.t.Helper()
	s.e.cabinet.ClearFaults()
	s.e.telegram.ClearFailures()
	late := time.After(5 * time.Minute)
	for len(s.waiting()) > 0 {
		select {
		case event := <-s.seen:
			s.hear(event)
		case <-s.answered:
		case <-late:
			s.e.t.Fatalf("still to be told or answered: %v\n%s", s.waiting(), s.out)
		}
	}
}

func (s *soak) waiting() []string {
	list := s.lacking()
	for id, v := range s.visitors {
		if v.waits {
			list = append(list, fmt.Sprintf("visitor %d: an answer", id))
		}
	}
	return list
}

// measure settles and has the process tell its size.
func (s *soak) measure(cmd *exec.Cmd) (now size) {
	s.e.t.Helper()
	s.settle()
	said := len(s.out.String())
	if err := cmd.Process.Signal(syscall.SIGUSR1); err != nil {
		s.e.t.Fatal(err)
	}
	for late := time.After(20 * time.Second); ; {
		more := s.out.written()
		lines := bufio.NewScanner(strings.NewReader(s.out.String()[said:]))
		for lines.Scan() {
			if n, _ := fmt.Sscanf(lines.Text(), sizeLine, &now.Goroutines, &now.HeapKB); n == 2 {
				now.ResidentKB = residentKB(s.e.t, cmd.Process.Pid, "VmRSS:")
				return now
			}
		}
		select {
		case <-more:
		case <-late:
			s.e.t.Fatal("the process does not tell its size")
		}
	}
}

// A city lives at twenty times the pace of a normal day, with faults that come
// and go: the process grows no more, every fact is told once, and everybody
// is answered. It has the machine for itself while other tests wait.
func TestSoak(t *testing.T) {
	span := *soakFlag
	if span == 0 {
		span = time.Duration(inCI(5, 60)) * time.Second
	}
	s := newSoak(t)
	cmd := s.spawn()
	s.last(span / 3)
	before := s.measure(cmd)
	s.last(span - span/3)
	after := s.measure(cmd)
	s.terminate(cmd)
	s.bury()
	s.check(s.lost)
	t.Logf("%s as %s; visitors said %d things; after a third %+v, at the end %+v", span, s.hurry.now().Sub(morning).Round(time.Minute), s.said, before, after)
	// Connections at rest come and go, 64 to Telegram at most, with two goroutines each.
	if after.Goroutines > before.Goroutines+160 || after.HeapKB > before.HeapKB*5/4+4<<10 || after.ResidentKB > before.ResidentKB*3/2+64<<10 {
		t.Errorf("the process grows")
	}
}
