package cabinetsim

import (
	"math"
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestSend(t *testing.T) {
	t.Parallel()
	rec := httptest.NewRecorder()
	htmlAnswer(http.StatusTeapot, []byte("tea"), "ok").send(rec)
	h := rec.Header()
	if rec.Code != http.StatusTeapot || rec.Body.String() != "tea" || h.Get("Content-Type") != typeHTML ||
		h.Get("Content-Length") != "3" || h.Get("Cache-Control") == "" {
		t.Errorf("status %d, header %v, body %q", rec.Code, h, rec.Body)
	}
}

func TestJSONAnswer(t *testing.T) {
	t.Parallel()
	a := jsonAnswer(webReply{Type: true, Message: "OK"}, "ok")
	if string(a.body) != `{"type":true,"message":"OK"}` || a.header.Get("Content-Type") != typeJSON {
		t.Errorf("%v %s", a.header, a.body)
	}
	if a := jsonAnswer(math.NaN(), "ok"); a.status != http.StatusInternalServerError {
		t.Errorf("a value without JSON gives status %d", a.status)
	}
}
