package cabinetsim

import (
	"crypto/subtle"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

const (
	appCardPath    = "/v1/external/card/"
	appSignInPath  = "/v1/external/user/sign-in"
	appCardsPath   = "/v2/external/customer/cards"
	appTicketsPath = "/v2/external/customer/tickets"
)

// appKinds are the kinds of the app dialect.
var appKinds = []Kind{KindAppCard, KindAppSignIn, KindAppCards, KindAppTickets}

func (k Kind) isApp() bool { return slices.Contains(appKinds, k) }

func appKindOf(path string) Kind {
	switch {
	case path == appSignInPath:
		return KindAppSignIn
	case path == appCardsPath:
		return KindAppCards
	case path == appTicketsPath:
		return KindAppTickets
	case strings.HasPrefix(path, appCardPath):
		return KindAppCard
	default:
		return KindOther
	}
}

// cardOf is the card that a path names.
func cardOf(k Kind, path string) string {
	if k != KindAppCard {
		return ""
	}
	return strings.TrimPrefix(path, appCardPath)
}

// appReply is the envelope of every answer (observed).
type appReply struct {
	Success bool       `json:"success"`
	Result  *appResult `json:"result,omitempty"`
	Message string     `json:"message,omitempty"`
}

type appResult struct {
	Data any `json:"data"`
}

func appAnswer(data any, outcome string) answer {
	return jsonAnswer(appReply{Success: true, Result: &appResult{Data: data}}, outcome)
}

func appFailure(message, outcome string) answer {
	return jsonAnswer(appReply{Message: message}, outcome)
}

// serveApp answers in the app dialect: with the application token for balances
// and sign-ins, with the short token of a sign-in for the rest.
func (s *Server) serveApp(x *exchange) answer {
	if want := map[bool]string{true: http.MethodPut, false: http.MethodGet}[x.kind == KindAppSignIn]; x.req.Method != want {
		return appStatus(http.StatusMethodNotAllowed, "Method not allowed", "not-allowed")
	}
	switch x.kind {
	case KindAppCard, KindAppSignIn:
		if !s.knowsApp(x.req) {
			return appStatus(http.StatusUnauthorized, "Unauthorized", "stranger")
		}
	default:
		if !s.phones.knows(x.req.Header.Get("X-Short-Token"), x.req.Header.Get("X-MA-D")) {
			return s.appSignedOut()
		}
	}
	switch x.kind {
	case KindAppCard:
		return s.appCard(x)
	case KindAppSignIn:
		return s.appSignIn(x)
	case KindAppCards:
		return s.appCards(x)
	default:
		return s.appTickets(x)
	}
}

func (s *Server) knowsApp(r *http.Request) bool {
	want := "Bearer " + s.set.appToken
	return s.set.appToken != "" && subtle.ConstantTimeCompare([]byte(r.Header.Get("X-Application-Token")), []byte(want)) == 1
}

// appCard tells a balance in tenge (observed).
func (s *Server) appCard(x *exchange) answer {
	h := s.cards.find(x.pan())
	if h == nil {
		return appDeclined(x, "no-such-card")
	}
	data := map[string]json.RawMessage{}
	if x.plan.has(FaultOtherCard) {
		data["pan"] = json.RawMessage(`"` + otherPAN(x.pan()) + `"`)
	}
	if balance := x.plan.tenge(h.snapshot().Balance); balance != nil {
		data["balance"] = balance
	}
	return appAnswer(data, x.plan.outcome())
}

// appSignIn opens a session. The device id to use from now on is another than
// the one that asked (both observed as fields).
func (s *Server) appSignIn(x *exchange) answer {
	var asked struct {
		Phone    string  `json:"phoneNumber"`
		Password string  `json:"password"`
		OS       int     `json:"deviceOs"`
		Push     *string `json:"pushToken"`
	}
	h := x.req.Header
	if json.Unmarshal(x.body, &asked) != nil || asked.OS < 1 || h.Get("X-MA-OS") != strconv.Itoa(asked.OS) || asked.Push == nil ||
		h.Get("X-MA-D") == "" || h.Get("X-MA-Version") == "" {
		return appStatus(http.StatusBadRequest, "Bad request", "bad-request")
	}
	if s.set.login == "" || asked.Phone != s.set.login || asked.Password != s.set.password {
		return s.signInRefused(x)
	}
	p := s.phones.open(h.Get("X-MA-D"))
	return appAnswer(map[string]string{"token": p.token, "shortToken": p.short, "d": p.device}, "ok")
}
