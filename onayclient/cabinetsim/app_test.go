package cabinetsim

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// installation is the app on a phone, at the door of a visitor's cabinet.
type installation struct {
	*visitor
	short, device string
}

const signInJSON = `{"phoneNumber":"demo@example.kz","password":"demo","deviceOs":2,"pushToken":""}`

// ask sends a request with the headers that are given in pairs.
func (v *visitor) ask(method, path, body string, headers ...string) page {
	v.t.Helper()
	req := v.request(v.t.Context(), method, path, body)
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	return v.send(req)
}

func (v *visitor) appBalance(pan string) page {
	v.t.Helper()
	return v.ask(http.MethodGet, appCardPath+pan, "", "X-Application-Token", "Bearer demo-token")
}

func (v *visitor) appSignIn(body string) page {
	v.t.Helper()
	return v.ask(http.MethodPut, appSignInPath, body, "X-Application-Token", "Bearer demo-token",
		"X-MA-D", "device-1", "X-MA-OS", "2", "X-MA-Version", "1")
}

func (v *visitor) install() *installation {
	v.t.Helper()
	var in map[string]string
	v.appSignIn(signInJSON).data(v.t, &in)
	if in["token"] == "" || in["shortToken"] == "" || in["d"] == "" || in["d"] == "device-1" {
		v.t.Fatalf("signed in with %v", in)
	}
	return &installation{visitor: v, short: in["shortToken"], device: in["d"]}
}

func (i *installation) get(path string) page {
	i.t.Helper()
	return i.ask(http.MethodGet, path, "", "X-Short-Token", i.short, "X-MA-D", i.device, "X-MA-Version", "1")
}

// data reads what a good answer holds.
func (p page) data(t *testing.T, into any) {
	t.Helper()
	var r struct {
		Success bool
		Result  struct{ Data json.RawMessage }
	}
	if err := json.Unmarshal([]byte(p.body), &r); err != nil || !r.Success || p.status != http.StatusOK {
		t.Fatalf("status %d, body %s", p.status, p.body)
	}
	ok(t, json.Unmarshal(r.Result.Data, into))
}

// appAnswers wants a text in the answers to every request of the app.
func appAnswers(want string) func(*testing.T, *visitor) {
	return func(t *testing.T, v *visitor) {
		for _, p := range []page{v.appBalance(unified), v.appSignIn(signInJSON)} {
			if p.status != http.StatusOK || !strings.Contains(p.body, want) {
				t.Errorf("status %d, body %s", p.status, p.body)
			}
		}
	}
}

func TestAppBalanceIsInTenge(t *testing.T) {
	t.Parallel()
	v := newVisitor(t)
	for tiyn, want := range map[int64]string{1240_00: "1240", -80_00: "-80", 5: "0.05", -5: "-0.05", 60_50: "60.50"} {
		ok(t, v.sim.SetBalance(unified, tiyn))
		if p := v.appBalance(unified); p.body != fmt.Sprintf(`{"success":true,"result":{"data":{"balance":%s}}}`, want) {
			t.Errorf("%d tiyn: %s", tiyn, p.body)
		}
	}
	if n := v.sim.ChecksOf(unified); n != 5 {
		t.Errorf("%d checks of the card, want 5", n)
	}
}

func TestAppRefuses(t *testing.T) {
	t.Parallel()
	v := newVisitor(t)
	for name, tc := range map[string]struct {
		page   page
		status int
	}{
		"no token":         {v.ask(http.MethodGet, appCardPath+unified, ""), http.StatusUnauthorized},
		"another token":    {v.ask(http.MethodGet, appCardPath+unified, "", "X-Application-Token", "Bearer x"), http.StatusUnauthorized},
		"another method":   {v.ask(http.MethodPost, appCardPath+unified, "", "X-Application-Token", "Bearer demo-token"), http.StatusMethodNotAllowed},
		"no JSON":          {v.appSignIn("phoneNumber=demo"), http.StatusBadRequest},
		"no device":        {v.ask(http.MethodPut, appSignInPath, signInJSON, "X-Application-Token", "Bearer demo-token"), http.StatusBadRequest},
		"a wrong password": {v.appSignIn(strings.Replace(signInJSON, `"demo"`, `"x"`, 1)), http.StatusOK},
		"an unknown card":  {v.appBalance(absent), http.StatusOK},
		"nobody signed in": {v.ask(http.MethodGet, appTicketsPath, ""), http.StatusUnauthorized},
	} {
		if tc.page.status != tc.status || !strings.Contains(tc.page.body, `"success":false`) {
			t.Errorf("%s: status %d, body %s", name, tc.page.status, tc.page.body)
		}
	}
}

func TestAppTellsTheAccount(t *testing.T) {
	t.Parallel()
	v := newVisitor(t, WithRiders(0))
	for _, pan := range []string{unified, school} {
		ok(t, v.sim.Add(Card{PAN: pan, Balance: 500_00}))
	}
	ok(t, v.sim.AddToAccount(school))
	v.fill(school, 3)
	must[Transaction](t)(v.sim.TopUp(school, 100_00))
	v.fill(unified, 2)
	i := v.install()
	var cards []struct{ PAN string }
	i.get(appCardsPath+"?cityId=1").data(t, &cards)
	if len(cards) != 1 || cards[0].PAN != school {
		t.Errorf("cards %v", cards)
	}
	var tickets []appTicket
	i.get(appTicketsPath).data(t, &tickets)
	if len(tickets) != 3 || tickets[0].Payload.PAN != school || tickets[0].CreatedAt != noon().Format(time.RFC3339) {
		t.Fatalf("tickets %+v", tickets)
	}
	if p := tickets[0].Payload; p.Conductor != "(2550)524EY02" || string(p.Cost) != "12000" || p.Route != "92" {
		t.Errorf("payload %+v", p)
	}
	if got := v.sim.Requests(); got != (Counts{AppSignIn: 1, AppCards: 1, AppTickets: 1, Total: 3}) {
		t.Errorf("counted %+v", got)
	}
}

func TestAppForgets(t *testing.T) {
	t.Parallel()
	v := newVisitor(t)
	for name, forget := range map[string]func(){
		"by the fault": func() { v.sim.SetFault(Fault{Kind: FaultForgetSignIn, On: KindAppTickets, Times: 1}) },
		"sign-ins":     v.sim.ForgetSignIns,
		"sessions":     v.sim.ExpireSessions,
	} {
		i := v.install()
		forget()
		if p := i.get(appTicketsPath); p.status != http.StatusUnauthorized {
			t.Errorf("%s: status %d", name, p.status)
		}
	}
	v.sim.SetSignedOutAnswer(RefuseForbidden)
	if p := v.ask(http.MethodGet, appCardsPath, ""); p.status != http.StatusForbidden {
		t.Errorf("status %d", p.status)
	}
}

func TestAppFigureFaults(t *testing.T) {
	t.Parallel()
	for kind, want := range map[FaultKind]string{
		FaultBalanceMissing: `{}`, FaultBalanceNull: `{"balance":null}`, FaultBalanceString: `{"balance":"1240"}`,
		FaultBalanceNegative: `{"balance":-80}`, FaultBalanceHuge: `{"balance":99999999999999999999999999}`,
		FaultBalanceFloat: `{"balance":1240.005}`,
	} {
		v := newVisitor(t)
		v.sim.SetFault(Fault{Kind: kind, On: KindAppCard})
		if p := v.appBalance(unified); !strings.Contains(p.body, `"data":`+want) {
			t.Errorf("%s: %s", kind, p.body)
		}
	}
}
