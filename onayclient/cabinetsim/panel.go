package cabinetsim

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"io/fs"
	"net/http"
	"slices"
	"strings"
)

//go:embed web
var panelFiles embed.FS

// ClockMove is a way to move the clock that the page offers. The clock is the
// injected one, so moving it is the business of whoever injected it.
type ClockMove struct {
	Name  string // in the request, such as "hour"
	Label string // on the button, such as "+1 hour"
	Move  func(context.Context) error
}

// panel is the little city in a browser.
type panel struct {
	s     *Server
	moves []ClockMove
	news  *newsroom
}

// Web serves the little city: its page parts (city.html, city.css, city.js), its
// state as server-sent events, and what a visitor does to it (rides, top-ups,
// the cabinet's mood, the clock) as small posts. It may be mounted under any
// prefix. Card numbers are on it, for they are invented; it belongs on loopback,
// behind a guard against posts from other sites.
func (s *Server) Web(moves ...ClockMove) http.Handler {
	p := &panel{s: s, moves: moves, news: newNewsroom()}
	parts, err := fs.Sub(panelFiles, "web")
	if err != nil {
		panic("cabinetsim: " + err.Error()) // the folder is embedded above
	}
	mux := http.NewServeMux()
	mux.Handle("GET /", http.FileServerFS(parts))
	mux.HandleFunc("GET /events", p.events)
	mux.HandleFunc("POST /ride", p.act(p.ride))
	mux.HandleFunc("POST /topup", p.act(p.topUp))
	mux.HandleFunc("POST /mode", p.act(p.setMode))
	mux.HandleFunc("POST /clock", p.act(p.moveClock))
	return mux
}

// wish is what a visitor wants of the city.
type wish struct {
	PAN   string `json:"pan"`   // of a ride and a top-up
	Route string `json:"route"` // of a ride
	Tiyn  int64  `json:"tiyn"`  // of a top-up
	Mode  Mode   `json:"mode"`
	Move  string `json:"move"` // a clock move's name
}

var (
	errBadWish    = errors.New("the city does not know how to do that")
	errBadRoute   = errors.New("no bus goes by that route")
	errTooMuch    = errors.New("a top-up here is at most 100 000 ₸")
	maxPanelTopUp = int64(100_000_00)
)

func (p *panel) ride(_ context.Context, w wish) error {
	if !slices.Contains(routes, w.Route) {
		return errBadRoute
	}
	_, err := p.s.Ride(w.PAN, w.Route)
	return err
}

func (p *panel) topUp(_ context.Context, w wish) error {
	if w.Tiyn > maxPanelTopUp {
		return errTooMuch
	}
	_, err := p.s.TopUp(w.PAN, w.Tiyn)
	return err
}

func (p *panel) setMode(_ context.Context, w wish) error {
	if !p.s.SetMode(w.Mode) {
		return errBadWish
	}
	return nil
}

func (p *panel) moveClock(ctx context.Context, w wish) error {
	for _, m := range p.moves {
		if m.Name == w.Move {
			return m.Move(ctx)
		}
	}
	return errBadWish
}

// act makes a handler of a deed: a wish in JSON, which no form of another site can
// send, 204 when it is done, and a sentence when it cannot be.
func (p *panel) act(do func(context.Context, wish) error) http.HandlerFunc {
	return func(rw http.ResponseWriter, r *http.Request) {
		if kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";"); kind != "application/json" {
			http.Error(rw, "send application/json", http.StatusUnsupportedMediaType)
			return
		}
		var w wish
		err := json.NewDecoder(http.MaxBytesReader(rw, r.Body, maxBody)).Decode(&w)
		if err != nil {
			http.Error(rw, errBadWish.Error(), http.StatusBadRequest)
			return
		}
		if err := do(r.Context(), w); err != nil {
			http.Error(rw, err.Error(), http.StatusConflict)
			return
		}
		p.news.tell()
		rw.WriteHeader(http.StatusNoContent)
	}
}
