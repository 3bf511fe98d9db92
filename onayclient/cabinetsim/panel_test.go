package cabinetsim

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// look is a browser at the panel of a city.
type look struct {
	t   *testing.T
	sim *Server
	url string
}

func newLook(t *testing.T, moves ...ClockMove) *look {
	t.Helper()
	sim := New(WithNow(noon), WithRiders(1))
	web := httptest.NewServer(http.StripPrefix("/city", sim.Web(moves...)))
	t.Cleanup(web.Close)
	t.Cleanup(web.CloseClientConnections)
	t.Cleanup(sim.Close)
	return &look{t, sim, web.URL + "/city/"}
}

// do posts a wish and returns the answer's status and text.
func (l *look) do(what, wish, contentType string) (int, string) {
	l.t.Helper()
	req, err := http.NewRequestWithContext(l.t.Context(), http.MethodPost, l.url+what, strings.NewReader(wish))
	if err != nil {
		l.t.Fatal(err)
	}
	req.Header.Set("Content-Type", contentType)
	return l.answer(req)
}

func (l *look) answer(req *http.Request) (int, string) {
	l.t.Helper()
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		l.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		l.t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

func TestThePanelMovesTheInjectedClock(t *testing.T) {
	t.Parallel()
	moved := make(chan string, 1)
	l := newLook(t, ClockMove{Name: "hour", Move: func(context.Context) error { moved <- "hour"; return nil }},
		ClockMove{Name: "stuck", Move: func(context.Context) error { return errors.New("the clock is stuck") }})
	if code, body := l.do("clock", `{"move":"hour"}`, "application/json"); code != http.StatusNoContent || <-moved != "hour" {
		t.Errorf("move: %d %s", code, body)
	}
	if code, body := l.do("clock", `{"move":"stuck"}`, "application/json"); code != http.StatusConflict || !strings.Contains(body, "stuck") {
		t.Errorf("stuck clock: %d %s", code, body)
	}
}

func TestThePanelRefusesWhatItDoesNotKnow(t *testing.T) {
	t.Parallel()
	l := newLook(t)
	blocked := showcase()[6].card.PAN
	for _, tc := range []struct {
		what, wish, kind string
		code             int
	}{
		{"ride", `{"pan":"` + blocked + `","route":"92"}`, "application/json", http.StatusConflict},
		{"ride", `{"pan":"` + school + `","route":"<b>"}`, "application/json", http.StatusConflict},
		{"ride", `{"pan":"1","route":"92"}`, "application/json", http.StatusConflict},
		{"topup", `{"pan":"` + school + `","tiyn":-1}`, "application/json", http.StatusConflict},
		{"topup", `{"pan":"` + school + `","tiyn":999999999999}`, "application/json", http.StatusConflict},
		{"mode", `{"mode":"asleep"}`, "application/json", http.StatusConflict},
		{"clock", `{"move":"back"}`, "application/json", http.StatusConflict},
		{"ride", `{`, "application/json", http.StatusBadRequest},
		{"ride", `pan=` + school, "application/x-www-form-urlencoded", http.StatusUnsupportedMediaType},
		{"ride", `{"pan":"` + school + `","route":"92"}`, "text/plain", http.StatusUnsupportedMediaType},
	} {
		code, body := l.do(tc.what, tc.wish, tc.kind)
		if code != tc.code || strings.Contains(body, school) || strings.Contains(body, blocked) {
			t.Errorf("%s %s: %d %s, want %d", tc.what, tc.wish, code, body, tc.code)
		}
	}
	if c, _ := l.sim.Card(school); c.Balance != 540_00 {
		t.Errorf("balance %d after refusals", c.Balance)
	}
}

func TestThePanelServesItsPartsAndEndsWithTheServer(t *testing.T) {
	t.Parallel()
	l := newLook(t)
	for part, kind := range map[string]string{"city.html": "text/html", "city.css": "text/css", "city.js": "text/javascript"} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, l.url+part, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if got := resp.Header.Get("Content-Type"); resp.StatusCode != http.StatusOK || !strings.HasPrefix(got, kind) {
			t.Errorf("%s: %d %s", part, resp.StatusCode, got)
		}
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		p := &panel{s: l.sim, news: newNewsroom()}
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/events", http.NoBody)
		p.events(httptest.NewRecorder(), r)
	}()
	l.sim.Close()
	select {
	case <-done:
	case <-time.After(5 * time.Second):
		t.Error("the stream goes on after Close")
	}
}
