package cabinetsim

import (
	"slices"
	"strings"
	"time"
)

const (
	panelRows     = 10 // of a card
	panelRequests = 60 // of the log
)

// The city as the browser is told of it; the field names are those of web/city.js.

type panelState struct {
	Now      time.Time      `json:"now"` // by the injected clock
	Mode     Mode           `json:"mode"`
	Modes    []Mode         `json:"modes"`
	Moves    []panelMove    `json:"moves"`
	Routes   []string       `json:"routes"`
	Cards    []panelCard    `json:"cards"`
	Total    int            `json:"total"`    // requests in all
	Requests []panelRequest `json:"requests"` // newest first
}

type panelMove struct {
	Name  string `json:"name"`
	Label string `json:"label"`
}

type panelCard struct {
	PAN     string     `json:"pan"`
	Grouped string     `json:"grouped"`
	Label   string     `json:"label"`
	Class   string     `json:"class"`
	Fare    int64      `json:"fare"`    // tiyn
	Balance int64      `json:"balance"` // tiyn
	Blocked bool       `json:"blocked"`
	Checks  int        `json:"checks"`
	Route   string     `json:"route"`  // the card's usual one
	Recall  string     `json:"recall"` // two of its rides, as its holder remembers them
	Rows    []panelRow `json:"rows"`   // newest first
}

type panelRow struct {
	ID        string    `json:"id"`
	Operation string    `json:"operation"`
	Route     string    `json:"route"`
	Vehicle   string    `json:"vehicle"`
	At        time.Time `json:"at"`
	Amount    int64     `json:"amount"` // tiyn
}

type panelRequest struct {
	At      time.Time `json:"at"`
	Kind    Kind      `json:"kind"`
	Status  int       `json:"status"`
	Outcome string    `json:"outcome"`
	Card    string    `json:"card"` // masked
	Ms      int64     `json:"ms"`
}

func (p *panel) state() panelState {
	st := panelState{
		Now: p.s.clock(), Mode: p.s.Mode(), Modes: Modes(), Moves: []panelMove{}, Routes: routes,
		Cards: []panelCard{}, Total: p.s.Requests().Total, Requests: []panelRequest{},
	}
	for _, m := range p.moves {
		st.Moves = append(st.Moves, panelMove{m.Name, m.Label})
	}
	for _, r := range showcase() {
		if h := p.s.cards.find(r.card.PAN); h != nil {
			st.Cards = append(st.Cards, h.panelCard(r.way[len(r.way)-1]))
		}
	}
	for _, h := range p.s.cards.all() {
		if h.shown {
			st.Cards = append(st.Cards, h.panelCard(routes[0]))
		}
	}
	log := p.s.Log()
	for _, q := range slices.Backward(log[max(0, len(log)-panelRequests):]) {
		st.Requests = append(st.Requests, panelRequest{
			At: q.At, Kind: q.Kind, Status: q.Status, Outcome: q.Outcome, Card: q.PAN, Ms: q.Duration.Milliseconds(),
		})
	}
	return st
}

func (h *holder) panelCard(route string) panelCard {
	h.mu.Lock()
	defer h.mu.Unlock()
	c := panelCard{
		PAN: h.card.PAN, Grouped: groupPAN(h.card.PAN), Label: h.card.Label, Class: classOf(h.card.Type),
		Fare: h.card.fare(), Balance: h.card.Balance, Blocked: h.card.Blocked,
		Checks: int(h.checks.Load()), Route: route, Recall: h.recall(), Rows: []panelRow{},
	}
	for _, t := range slices.Backward(h.rows[max(0, len(h.rows)-panelRows):]) {
		c.Rows = append(c.Rows, panelRow{
			ID: t.ID, Operation: t.Operation, Route: t.Route, Vehicle: t.Vehicle, At: t.At, Amount: t.Amount,
		})
	}
	return c
}

// groupPAN is a number as it is printed on a card.
func groupPAN(pan string) string {
	return strings.Join([]string{pan[:4], pan[4:6], pan[6:11], pan[11:15], pan[15:]}, " ")
}

func classOf(typeCode string) string {
	switch {
	case slices.Contains(passTypes, typeCode):
		return "monthly pass"
	case slices.Contains(freeTypes, typeCode):
		return "free"
	case fareOf(typeCode) == fareHalf:
		return "half fare"
	}
	return "full fare"
}
