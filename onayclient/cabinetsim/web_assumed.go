package cabinetsim

import (
	"encoding/json"
	"math"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// Everything in this file is assumed: how a request without a good token or
// sign-in is turned away, POST /signin, /cards/add and /detail.

const (
	detailPage = 50
	dayLayout  = "02.01.2006"
	timeLayout = "02.01.2006 15:04:05"
)

// refuse turns a request away in the given form.
func (s *Server) refuse(x *exchange, how Refusal, outcome string) answer {
	switch how {
	case RefuseForbidden:
		return htmlAnswer(http.StatusForbidden, errorPage("Invalid CSRF token"), outcome)
	case RefuseExpired:
		return htmlAnswer(419, errorPage("Page Expired"), outcome)
	case RefuseUnauthorized:
		return htmlAnswer(http.StatusUnauthorized, errorPage("Unauthorized"), outcome)
	default:
		return s.startPage(x, outcome)
	}
}

// signIn opens the account to the session.
func (s *Server) signIn(x *exchange) answer {
	login, password := x.form.Get("login"), x.form.Get("password")
	if s.set.login == "" || login != s.set.login || password != s.set.password {
		return s.signInRefused(x)
	}
	s.sessions.alter(x.req, func(sess *session) { sess.signedIn = true })
	return jsonAnswer(webReply{Type: true, Message: "OK"}, "ok")
}

func (s *Server) signInRefused(x *exchange) answer {
	if x.kind.isApp() {
		return appFailure(wordsFor(x.req).badLogin, "refused")
	}
	return jsonAnswer(webReply{Message: wordsFor(x.req).badLogin}, "refused")
}

// addCard takes a card into the account; one that is there answers the same.
func (s *Server) addCard(x *exchange) answer {
	h := s.cards.find(x.pan())
	if h == nil {
		return jsonAnswer(webReply{Message: wordsFor(x.req).noCard}, "no-such-card")
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.inAccount = true
	return jsonAnswer(webReply{Type: true, Message: "OK"}, "ok")
}

type detailResult struct {
	Page  int         `json:"page"`
	Pages int         `json:"pages"`
	Rows  []detailRow `json:"rows"`
}

type detailRow struct {
	ID        string          `json:"id"`
	Date      string          `json:"date"`
	Operation string          `json:"operation"`
	Route     string          `json:"route"`
	Vehicle   string          `json:"vehicle"`
	Amount    int64           `json:"amount"`            // tiyn
	Balance   json.RawMessage `json:"balance,omitempty"` // tiyn
}

// period is what a detail request asks for: days [from, to) and a page from 1.
type period struct {
	from, to time.Time
	page     int
}

func periodOf(x *exchange) (period, bool) {
	from, errFrom := time.ParseInLocation(dayLayout, x.form.Get("from"), almaty)
	to, errTo := time.ParseInLocation(dayLayout, x.form.Get("to"), almaty)
	page, errPage := strconv.Atoi(x.form.Get("page"))
	ok := errFrom == nil && errTo == nil && errPage == nil && page >= 1 && !to.Before(from)
	return period{from: from, to: to.AddDate(0, 0, 1), page: page}, ok
}

func (s *Server) detail(x *exchange) answer {
	h := s.cards.find(x.pan())
	if h == nil {
		return noSuchCard(x)
	}
	p, ok := periodOf(x)
	if !ok {
		return jsonAnswer(webReply{Message: wordsFor(x.req).badPeriod}, "bad-period")
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.inAccount {
		return jsonAnswer(webReply{Message: wordsFor(x.req).notAdded}, "not-added")
	}
	result := x.plan.detail(h.between(p.from, p.to), p.page)
	return jsonAnswer(webReply{Result: result, Type: true, Message: "OK"}, x.plan.outcome())
}

// detail cuts the page out of rows (oldest first) and lets the faults at it.
func (p plan) detail(rows []Transaction, page int) detailResult {
	if p.has(FaultRowsLate) {
		rows = rows[:max(len(rows)-1, 0)]
	}
	pages := max((len(rows)+detailPage-1)/detailPage, 1)
	shown := page
	if p.has(FaultEndlessPages) {
		shown = (page-1)%pages + 1
	}
	result := detailResult{Page: page, Pages: pages, Rows: p.pageRows(rows, shown)}
	if p.has(FaultEndlessPages) {
		result.Pages = math.MaxInt32
	}
	return result
}

// pageRows are the rows of a page, newest first.
func (p plan) pageRows(rows []Transaction, page int) []detailRow {
	hi := len(rows) - (page-1)*detailPage
	if page > len(rows)/detailPage+1 || hi <= 0 {
		return []detailRow{}
	}
	lo := max(hi-detailPage, 0)
	out := make([]detailRow, 0, detailPage+2)
	for _, t := range slices.Backward(rows[lo:hi]) {
		out = append(out, p.row(t))
	}
	if page == 1 {
		p.spoilNewest(&out[0])
	}
	if p.has(FaultRowsRepeated) {
		out = slices.Insert(out, 0, out[0])
		if hi < len(rows) {
			out = slices.Insert(out, 0, p.row(rows[hi]))
		}
	}
	if p.has(FaultRowsReordered) {
		slices.Reverse(out)
	}
	return out
}

func (p plan) row(t Transaction) detailRow {
	r := detailRow{
		ID: t.ID, Date: t.At.In(almaty).Format(timeLayout), Operation: t.Operation,
		Route: t.Route, Vehicle: t.Vehicle, Amount: t.Amount,
	}
	if !t.NoBalance {
		r.Balance = p.balance(t.Balance)
	}
	return r
}

// spoilNewest applies the faults that touch the newest row alone.
func (p plan) spoilNewest(r *detailRow) {
	if p.has(FaultRowsAmended) {
		r.Route, r.Vehicle, r.Balance = "", "", nil
	}
	if p.has(FaultUnknownOperation) {
		r.Operation = "correction"
	}
	if p.has(FaultImpossibleDate) {
		r.Date = "31.02.2026 25:61:00"
	}
}
