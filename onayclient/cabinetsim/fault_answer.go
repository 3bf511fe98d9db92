package cabinetsim

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
)

// faultAnswer is the answer of a fault that replaces the cabinet's own.
func (s *Server) faultAnswer(x *exchange, f Fault) answer {
	outcome := string(f.Kind)
	switch f.Kind {
	case FaultError:
		return htmlAnswer(http.StatusInternalServerError, errorPage("500 Internal Server Error"), outcome)
	case FaultDown:
		return htmlAnswer(http.StatusBadGateway, errorPage("502 Bad Gateway"), outcome)
	case FaultBusy:
		return busy(f)
	case FaultForbidden:
		return htmlAnswer(http.StatusForbidden, errorPage("403 Forbidden"), outcome)
	case FaultCaptcha:
		return htmlAnswer(http.StatusOK, []byte(captchaPage), outcome)
	case FaultHTML:
		return htmlAnswer(http.StatusOK, []byte(worksPage), outcome)
	case FaultRedirect:
		return redirect(x, f)
	case FaultNoToken:
		return s.tokenlessPage(x, outcome)
	case FaultErrorDetail:
		return errorDetail(x)
	case FaultNoSignIn:
		return s.signInRefused(x)
	case FaultWorks:
		return works(x)
	case FaultDeclined:
		return appDeclined(x, outcome)
	case FaultNoData:
		return appAnswer(nil, outcome)
	case FaultEmptyData:
		return appAnswer(struct{}{}, outcome)
	case FaultEmptyList:
		return appAnswer([]struct{}{}, outcome)
	case FaultNoSuchCard:
		return noSuchCard(x)
	case FaultRedesigned:
		return redesigned(x)
	default:
		return htmlAnswer(http.StatusInternalServerError, nil, "bug")
	}
}

const captchaPage = `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Are you a human?</title></head>
<body><h1>Please confirm that you are not a robot</h1>
<form id="captcha-form" method="post" action="captcha">
<div class="g-recaptcha" data-sitekey="site-key"></div>
<input type="text" name="captcha" autocomplete="off"><button type="submit">OK</button>
</form></body></html>
`

const worksPage = `<!DOCTYPE html>
<html lang="ru"><head><meta charset="utf-8"><title>Технические работы</title></head>
<body><h1>Ведутся технические работы</h1><p>Попробуйте позже.</p></body></html>
`

// worksMessage is invented.
const worksMessage = "Ведутся технические работы. Сервис временно недоступен."

func works(x *exchange) answer {
	if slices.Contains(appKinds, x.kind) {
		return jsonAnswer(map[string]any{"success": false, "message": worksMessage}, string(FaultWorks))
	}
	return jsonAnswer(webReply{Result: json.RawMessage("null"), Message: worksMessage}, string(FaultWorks))
}

const redesignedPage = `<!DOCTYPE html>
<html lang="ru"><head><meta charset="utf-8"><title>ОҢАЙ</title><link rel="modulepreload" href="assets/app.js"></head>
<body><div id="root" data-build="2"></div><script type="module" src="assets/app.js"></script></body></html>
`

func busy(f Fault) answer {
	a := htmlAnswer(http.StatusTooManyRequests, errorPage("Too many requests"), string(f.Kind))
	if f.RetryAfter != "" {
		a.header.Set("Retry-After", f.RetryAfter)
	}
	return a
}

// redirect goes to the fault's Location or round to the same path for ever; a
// relative reference holds under any prefix.
func redirect(x *exchange, f Fault) answer {
	a := htmlAnswer(http.StatusFound, errorPage("302 Found"), string(f.Kind))
	to := f.Location
	if to == "" {
		hop, _ := strconv.Atoi(x.req.URL.Query().Get("hop")) // absent = the first
		to = "?hop=" + strconv.Itoa(hop+1)
	}
	a.header.Set("Location", to)
	return a
}

// errorDetail says type:false as well: a client that looks there first takes
// a fault behind the cabinet for a missing card.
func errorDetail(x *exchange) answer {
	r := webReply{Result: json.RawMessage("null"), Message: wordsFor(x.req).noCard, ErrorDetail: "ORA-12170: connect timeout"}
	return jsonAnswer(r, string(FaultErrorDetail))
}

// redesigned is the cabinet after a new release: a page without token, JSON
// of another shape.
func redesigned(x *exchange) answer {
	if x.kind == KindStart {
		return htmlAnswer(http.StatusOK, []byte(redesignedPage), string(FaultRedesigned))
	}
	card := map[string]any{"number": mask(x.pan()), "money": map[string]any{"amount": 1200, "currency": "KZT"}}
	return jsonAnswer(map[string]any{"status": "success", "data": map[string]any{"card": card}}, string(FaultRedesigned))
}

// breakSession drops what the fault names. A stale token is refused at once in
// the fault's own form; the others leave the refusal to the cabinet.
func (s *Server) breakSession(x *exchange, f Fault) (answer, bool) {
	switch f.Kind {
	case FaultForgetSession:
		s.sessions.drop(x.req)
		return answer{}, false
	case FaultForgetSignIn:
		s.phones.forget()
		s.sessions.alter(x.req, func(sess *session) { sess.signedIn = false })
		return answer{}, false
	}
	s.sessions.alter(x.req, func(sess *session) { sess.token = "" })
	form := map[FaultKind]Refusal{
		FaultStaleForbidden: RefuseForbidden, FaultStaleExpired: RefuseExpired, FaultStaleHTML: RefuseStartPage,
	}
	return s.refuse(x, form[f.Kind], string(f.Kind)), true
}
