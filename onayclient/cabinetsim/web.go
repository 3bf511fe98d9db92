package cabinetsim

import (
	"mime"
	"net/http"
	"strings"
)

// kindOf tells what a path is for.
func kindOf(path string) Kind {
	switch path {
	case "", "/":
		return KindStart
	case "/check":
		return KindCheck
	case "/signin":
		return KindSignIn
	case "/cards/add":
		return KindAddCard
	case "/detail":
		return KindDetail
	default:
		return appKindOf(path)
	}
}

// webReply is the envelope of every JSON answer (observed for /check, assumed
// for the others).
type webReply struct {
	Result      any    `json:"result,omitempty"`
	Type        bool   `json:"type"`
	Message     string `json:"message"`
	ErrorDetail string `json:"errordetail,omitempty"`
}

// serveWeb answers in the web dialect.
func (s *Server) serveWeb(x *exchange) answer {
	switch x.kind {
	case KindStart:
		return s.startPage(x, "ok")
	case KindOther:
		return htmlAnswer(http.StatusNotFound, errorPage("404 Not Found"), "not-found")
	}
	if s.set.lax && x.kind == KindCheck && x.req.Method == http.MethodPost {
		return s.check(x)
	}
	if !scripted(x.req) {
		return s.startPage(x, "not-scripted")
	}
	sess, ok := s.sessions.look(x.req)
	if !ok || sess.token == "" || x.form.Get("csrf") != sess.token {
		stale, _ := s.sessions.refusals()
		return s.refuse(x, stale, "stale")
	}
	return s.serveForm(x, sess)
}

func (s *Server) serveForm(x *exchange, sess session) answer {
	switch {
	case x.kind == KindCheck:
		return s.check(x)
	case x.kind == KindSignIn:
		return s.signIn(x)
	case !sess.signedIn:
		_, signedOut := s.sessions.refusals()
		return s.refuse(x, signedOut, "signed-out")
	case x.kind == KindAddCard:
		return s.addCard(x)
	default:
		return s.detail(x)
	}
}

// scripted says whether the page's own script could have sent the request;
// anything else gets the start page, as a person with a wrong address would.
func scripted(r *http.Request) bool {
	media, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && r.Method == http.MethodPost &&
		media == "application/x-www-form-urlencoded" && strings.EqualFold(params["charset"], "utf-8") &&
		r.Header.Get("X-Requested-With") == "XMLHttpRequest"
}
