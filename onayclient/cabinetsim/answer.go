package cabinetsim

import (
	"encoding/json"
	"net/http"
	"strconv"
)

const (
	typeHTML = "text/html; charset=UTF-8"
	typeJSON = "application/json; charset=UTF-8"
)

// answer is a whole HTTP answer before it is sent.
type answer struct {
	status  int
	header  http.Header
	body    []byte
	outcome string
}

func htmlAnswer(status int, body []byte, outcome string) answer {
	return answer{status: status, header: http.Header{"Content-Type": {typeHTML}}, body: body, outcome: outcome}
}

// jsonAnswer is HTTP 200 with v, which is always encodable.
func jsonAnswer(v any, outcome string) answer {
	body, err := json.Marshal(v)
	if err != nil {
		return htmlAnswer(http.StatusInternalServerError, nil, "bug")
	}
	return answer{status: http.StatusOK, header: http.Header{"Content-Type": {typeJSON}}, body: body, outcome: outcome}
}

func (a answer) setCookie(c *http.Cookie) { a.header.Add("Set-Cookie", c.String()) }

// send writes the answer in one piece. A failed write means the client left,
// which is its own affair.
func (a answer) send(w http.ResponseWriter) {
	a.sendHeader(w, len(a.body))
	_, _ = w.Write(a.body)
}

// sendHeader announces a body of n bytes, or of unknown length when n < 0.
func (a answer) sendHeader(w http.ResponseWriter, n int) {
	h := w.Header()
	for k, v := range a.header {
		h[k] = v
	}
	h.Set("Cache-Control", "no-store, no-cache, must-revalidate")
	if n >= 0 {
		h.Set("Content-Length", strconv.Itoa(n))
	}
	w.WriteHeader(a.status)
}
