package cabinetsim

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"sync"
	"time"
)

const (
	panelLook     = time.Second            // between looks for what nobody tells of
	panelRest     = 100 * time.Millisecond // after a look; what comes meanwhile goes into one
	panelSilence  = 15 * time.Second       // after which a reader hears that the line holds
	panelPatience = 10 * time.Second       // with a reader that does not read
)

// newsroom lets those who changed the city wake those who look at it.
type newsroom struct {
	mu   sync.Mutex
	next chan struct{}
}

func newNewsroom() *newsroom { return &newsroom{next: make(chan struct{})} }

func (n *newsroom) tell() {
	n.mu.Lock()
	defer n.mu.Unlock()
	close(n.next)
	n.next = make(chan struct{})
}

func (n *newsroom) wait() <-chan struct{} {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.next
}

// events streams the city's whole state whenever it has changed, so a reader that
// comes late or again needs no history. One that has stopped reading is dropped.
func (p *panel) events(rw http.ResponseWriter, r *http.Request) {
	rw.Header().Set("Content-Type", "text/event-stream")
	rw.Header().Set("Cache-Control", "no-store")
	requests := p.s.Watch(r.Context())
	v := viewer{panel: p, rw: rw}
	for {
		told := p.news.wait() // before the look, so that no change falls between
		if err := v.look(); err != nil {
			return
		}
		look := time.NewTimer(panelLook)
		select {
		case <-told:
		case _, open := <-requests:
			if !open {
				look.Stop()
				return
			}
			drain(requests, panelRest)
		case <-look.C:
		}
		look.Stop()
	}
}

// drain takes what comes within a time.
func drain(requests <-chan Request, within time.Duration) {
	rest := time.NewTimer(within)
	defer rest.Stop()
	for {
		select {
		case _, open := <-requests:
			if !open {
				return
			}
		case <-rest.C:
			return
		}
	}
}

// viewer is one browser that looks at the city.
type viewer struct {
	*panel
	rw     http.ResponseWriter
	seen   []byte
	offset time.Duration // of the city's clock from the machine's, when it was last told
	spoke  time.Time
}

// look tells the state if it is not what the browser has seen; that time goes by
// is no news.
func (v *viewer) look() error {
	st, now := v.state(), time.Now()
	offset := st.Now.Sub(now)
	moved := (offset - v.offset).Abs() > 2*time.Second
	body, err := json.Marshal(st)
	if err != nil {
		return err
	}
	st.Now = time.Time{}
	seen, err := json.Marshal(st)
	if err != nil {
		return err
	}
	if v.seen != nil && !moved && bytes.Equal(seen, v.seen) {
		if now.Sub(v.spoke) < panelSilence {
			return nil
		}
		v.spoke = now
		return v.write(": nothing new\n\n")
	}
	v.seen, v.offset, v.spoke = seen, offset, now
	return v.write("event: city\ndata: " + string(body) + "\n\n")
}

func (v *viewer) write(text string) error {
	control := http.NewResponseController(v.rw)
	_ = control.SetWriteDeadline(time.Now().Add(panelPatience)) // a test's recorder knows no deadlines
	if _, err := io.WriteString(v.rw, text); err != nil {
		return err
	}
	return control.Flush()
}
