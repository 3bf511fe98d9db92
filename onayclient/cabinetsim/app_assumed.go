package cabinetsim

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Everything in this file is assumed: how the app dialect refuses, what it says
// of a card that is not there, which tickets there are and how times look. The
// fields of a ticket are observed.

// appDeclined is success:false with a message that gives no reason.
func appDeclined(x *exchange, outcome string) answer {
	return appFailure(wordsFor(x.req).declined, outcome)
}

// appStatus is a failure with an HTTP status of its own.
func appStatus(status int, message, outcome string) answer {
	a := appFailure(message, outcome)
	a.status = status
	return a
}

// appSignedOut refuses a short token in the form that SetSignedOutAnswer picked;
// this dialect has no start page, so that is 401 too.
func (s *Server) appSignedOut() answer {
	if _, how := s.sessions.refusals(); how == RefuseForbidden {
		return appStatus(http.StatusForbidden, "Forbidden", "signed-out")
	}
	return appStatus(http.StatusUnauthorized, "Unauthorized", "signed-out")
}

// tenge is a balance as the faults leave it; nil = not there.
func (p plan) tenge(tiyn int64) json.RawMessage {
	raw := p.balance(tiyn)
	if p.has(FaultBalanceFloat) {
		raw = p[:0].balance(tiyn)
	}
	n, err := strconv.ParseInt(strings.Trim(string(raw), `"`), 10, 64)
	if err != nil { // a fault made it something else than a figure
		return raw
	}
	sign, n := map[bool]string{true: "-", false: ""}[n < 0], max(n, -n)
	figure := sign + strconv.FormatInt(n/100, 10)
	switch {
	case p.has(FaultBalanceFloat):
		figure += fmt.Sprintf(".%02d5", n%100) // a fraction of a tiyn
	case n%100 != 0:
		figure += fmt.Sprintf(".%02d", n%100)
	}
	if p.has(FaultBalanceString) {
		figure = strconv.Quote(figure)
	}
	return json.RawMessage(figure)
}

// appCards lists the account's cards of a city.
func (s *Server) appCards(x *exchange) answer {
	city, err := strconv.Atoi(x.req.URL.Query().Get("cityId"))
	if err != nil || city < 1 {
		return appStatus(http.StatusBadRequest, "Bad request", "bad-request")
	}
	cards := []map[string]any{}
	for _, pan := range s.AccountCards() {
		if c, _ := s.Card(pan); c.City == 0 || c.City == city {
			cards = append(cards, map[string]any{"pan": pan})
		}
	}
	return appAnswer(cards, x.plan.outcome())
}

type appTicket struct {
	ID        uint64     `json:"id"`
	Type      string     `json:"type"`
	CreatedAt string     `json:"createdAt"`
	Payload   appPayload `json:"payload"`
}

type appPayload struct {
	PAN         string          `json:"pan"`
	Cost        json.RawMessage `json:"cost,omitempty"` // tiyn
	Route       string          `json:"route"`
	Conductor   string          `json:"conductor"`
	Terminal    string          `json:"terminal"`
	CityID      int             `json:"cityId"`
	IsPass      bool            `json:"isPass"`
	Ticket      string          `json:"ticket"`
	CreatedAt   string          `json:"createdAt"`
	CompletedAt string          `json:"completedAt"`
	Description string          `json:"description"`
}

// appTickets lists the rides of the account's cards, newest first.
func (s *Server) appTickets(x *exchange) answer {
	type taken struct {
		at time.Time
		appTicket
	}
	var all []taken
	for _, h := range s.cards.all() {
		h.mu.Lock()
		if h.inAccount {
			for _, t := range h.rows {
				if t.Operation == OpRide {
					all = append(all, taken{t.At, x.plan.ticket(h.card, t)})
				}
			}
		}
		h.mu.Unlock()
	}
	slices.SortStableFunc(all, func(a, b taken) int { return b.at.Compare(a.at) })
	tickets := make([]appTicket, len(all))
	for i, t := range all {
		tickets[i] = t.appTicket
	}
	return appAnswer(x.plan.tickets(tickets), x.plan.outcome())
}

func (p plan) ticket(c Card, t Transaction) appTicket {
	at := t.At.In(almaty).Format(time.RFC3339)
	return appTicket{
		ID: hash(c.PAN+t.ID) >> 12, Type: "QR", CreatedAt: at,
		Payload: appPayload{
			PAN: c.PAN, Cost: p.balance(-t.Amount), Route: t.Route, Conductor: "(2550)" + t.Vehicle, Terminal: "T-1",
			CityID: c.city(), IsPass: slices.Contains(passTypes, c.Type), Ticket: t.ID, CreatedAt: at, CompletedAt: at,
		},
	}
}

// tickets lets the faults of the rows at a list, newest first.
func (p plan) tickets(list []appTicket) []appTicket {
	if p.has(FaultRowsLate) && len(list) > 0 {
		list = list[1:]
	}
	if len(list) == 0 {
		return list
	}
	if p.has(FaultRowsAmended) {
		list[0].Payload.Route, list[0].Payload.Conductor = "", ""
	}
	if p.has(FaultImpossibleDate) {
		list[0].CreatedAt = "2026-02-31T25:61:00+05:00"
	}
	if p.has(FaultRowsRepeated) {
		list = slices.Insert(list, 0, list[0])
	}
	if p.has(FaultRowsReordered) {
		slices.Reverse(list)
	}
	return list
}
