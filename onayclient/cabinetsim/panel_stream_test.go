package cabinetsim

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// stream reads the states that the panel sends.
func (l *look) stream() func() panelState {
	l.t.Helper()
	req, err := http.NewRequestWithContext(l.t.Context(), http.MethodGet, l.url+"events", http.NoBody)
	if err != nil {
		l.t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		l.t.Fatal(err)
	}
	l.t.Cleanup(func() { _ = resp.Body.Close() })
	lines := bufio.NewScanner(resp.Body)
	lines.Buffer(nil, 1<<20)
	return func() (st panelState) {
		l.t.Helper()
		for lines.Scan() {
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				if err := json.Unmarshal([]byte(data), &st); err != nil {
					l.t.Fatal(err)
				}
				return st
			}
		}
		l.t.Fatalf("the stream ended: %v", lines.Err())
		return st
	}
}

func TestThePanelTellsTheCityAndItsChanges(t *testing.T) {
	t.Parallel()
	l := newLook(t, ClockMove{Name: "hour", Label: "+1 hour", Move: func(context.Context) error { return nil }})
	next := l.stream()
	st := next()
	if len(st.Cards) != 7 || st.Mode != ModeFine || len(st.Moves) != 1 || !st.Now.Equal(noon()) {
		t.Fatalf("first state: %+v", st)
	}
	card := st.Cards[1]
	if card.PAN != school || card.Grouped != "9643 90 85033 9088 5493" || card.Class != "half fare" || card.Route != "92" || len(card.Rows) != panelRows {
		t.Errorf("school card: %+v", card)
	}
	if code, body := l.do("ride", `{"pan":"`+school+`","route":"121"}`, "application/json"); code != http.StatusNoContent {
		t.Fatalf("ride: %d %s", code, body)
	}
	if c := next().Cards[1]; c.Balance != card.Balance-6000 || c.Rows[0].Route != "121" {
		t.Errorf("after the ride: %+v", c)
	}
	if code, body := l.do("mode", `{"mode":"down"}`, "application/json; charset=utf-8"); code != http.StatusNoContent {
		t.Fatalf("mode: %d %s", code, body)
	}
	if st := next(); st.Mode != ModeDown || l.sim.Mode() != ModeDown {
		t.Errorf("mode %s", st.Mode)
	}
	visit, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	l.sim.ServeHTTP(httptest.NewRecorder(), visit)
	if st := next(); st.Total != 1 || st.Requests[0].Kind != KindStart || st.Requests[0].Status != http.StatusBadGateway {
		t.Errorf("requests: %d, %+v", st.Total, st.Requests)
	}
}

func TestThePanelTellsWhatNobodyToldItOf(t *testing.T) {
	t.Parallel()
	l := newLook(t)
	next := l.stream()
	before := next().Cards[0].Balance
	if _, err := l.sim.TopUp(unified, 1000_00); err != nil {
		t.Fatal(err)
	}
	if got := next().Cards[0].Balance; got != before+1000_00 {
		t.Errorf("balance %d, want %d", got, before+1000_00)
	}
}
