package cabinetsim

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

const (
	unified = "9643108503335515286"
	school  = "9643908503390885493"
	absent  = "9643108503300000005" // passes the Luhn check, is not in the city
)

// noon is a Wednesday.
func noon() time.Time { return time.Date(2026, 11, 25, 12, 0, 0, 0, almaty) }

// visitor is a browser at the door of a cabinet mounted under a prefix.
type visitor struct {
	t     *testing.T
	sim   *Server
	web   *httptest.Server
	http  *http.Client
	token string
}

func newVisitor(t *testing.T, opts ...Option) *visitor {
	t.Helper()
	sim := New(append([]Option{WithNow(noon), WithRiders(1)}, opts...)...)
	web := httptest.NewServer(http.StripPrefix("/kz", sim))
	t.Cleanup(web.Close)
	t.Cleanup(sim.Close)
	return (&visitor{t: t, sim: sim, web: web}).another()
}

// another is a second browser at the same door.
func (v *visitor) another() *visitor {
	jar, err := cookiejar.New(nil)
	if err != nil {
		v.t.Fatal(err)
	}
	client := &http.Client{Transport: v.web.Client().Transport, Jar: jar}
	return &visitor{t: v.t, sim: v.sim, web: v.web, http: client}
}

type page struct {
	status int
	body   string
	header http.Header
}

func (p page) isHTML() bool { return strings.HasPrefix(p.header.Get("Content-Type"), "text/html") }

// reply is what a page's script makes of a JSON answer.
type reply struct {
	Result      json.RawMessage
	Type        bool
	Message     string
	ErrorDetail string
}

func (p page) reply(t *testing.T) reply {
	t.Helper()
	var r reply
	if err := json.Unmarshal([]byte(p.body), &r); err != nil || p.status != http.StatusOK {
		t.Fatalf("not a JSON answer: status %d, %v, body %q", p.status, err, p.body)
	}
	return r
}

func (p page) detail(t *testing.T) detailResult {
	t.Helper()
	var d detailResult
	if err := json.Unmarshal(p.reply(t).Result, &d); err != nil {
		t.Fatalf("result of detail: %v", err)
	}
	return d
}

func (v *visitor) try(req *http.Request) (page, error) {
	resp, err := v.http.Do(req)
	if err != nil {
		return page{}, err
	}
	body, err := io.ReadAll(resp.Body)
	return page{resp.StatusCode, string(body), resp.Header}, errors.Join(err, resp.Body.Close())
}

func (v *visitor) send(req *http.Request) page {
	v.t.Helper()
	p, err := v.try(req)
	if err != nil {
		v.t.Fatalf("%s %s: %v", req.Method, req.URL.Path, err)
	}
	return p
}

func (v *visitor) request(ctx context.Context, method, path, body string) *http.Request {
	v.t.Helper()
	req, err := http.NewRequestWithContext(ctx, method, v.web.URL+"/kz"+path, strings.NewReader(body))
	if err != nil {
		v.t.Fatal(err)
	}
	return req
}

// form is a request as the page's own script sends it, with the token.
func (v *visitor) form(ctx context.Context, path string, fields ...string) *http.Request {
	v.t.Helper()
	form := url.Values{"csrf": {v.token}}
	for i := 0; i < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	req := v.request(ctx, http.MethodPost, path, form.Encode())
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
	req.Header.Set("X-Requested-With", "XMLHttpRequest")
	return req
}

func (v *visitor) post(path string, fields ...string) page {
	v.t.Helper()
	return v.send(v.form(v.t.Context(), path, fields...))
}

var (
	tokenInputs = regexp.MustCompile(`<input [^>]*id="csrftoken"[^>]*>`)
	tokenValue  = regexp.MustCompile(`value="([^"]+)"`)
)

func tokenIn(body string) (string, error) {
	m := tokenValue.FindStringSubmatch(tokenInputs.FindString(body))
	if m == nil {
		return "", errors.New("no csrftoken")
	}
	return m[1], nil
}

// start reads the start page and keeps its token.
func (v *visitor) start() *visitor {
	v.t.Helper()
	p := v.send(v.request(v.t.Context(), http.MethodGet, "/", ""))
	token, err := tokenIn(p.body)
	if err != nil || p.status != http.StatusOK {
		v.t.Fatalf("start page: status %d, %v", p.status, err)
	}
	v.token = token
	return v
}

func (v *visitor) check(pan string) page {
	v.t.Helper()
	return v.post("/check", "pan", pan)
}

// enter starts, signs in and adds the cards to the account.
func (v *visitor) enter(pans ...string) *visitor {
	v.t.Helper()
	v.start()
	if r := v.signIn().reply(v.t); !r.Type {
		v.t.Fatalf("sign in: %s", r.Message)
	}
	for _, pan := range pans {
		if r := v.post("/cards/add", "pan", pan).reply(v.t); !r.Type {
			v.t.Fatalf("add card: %s", r.Message)
		}
	}
	return v
}

func (v *visitor) signIn() page {
	v.t.Helper()
	return v.post("/signin", "login", "demo@example.kz", "password", "demo")
}

// detail asks for a page of November 2026.
func (v *visitor) detail(pan string, n int) page {
	v.t.Helper()
	return v.post("/detail", "pan", pan, "from", "01.11.2026", "to", "30.11.2026", "page", fmt.Sprint(n))
}

// fill gives the card n rides of 120 ₸, a minute apart, the last at noon.
func (v *visitor) fill(pan string, n int) {
	v.t.Helper()
	for i := range n {
		row := Transaction{
			ID: fmt.Sprintf("%04x", i), Operation: OpRide, Route: "92", Vehicle: "524EY02",
			At: noon().Add(time.Duration(i-n+1) * time.Minute), Amount: -fareFull, Balance: int64(n-1-i) * fareFull,
		}
		if err := v.sim.AddTransaction(pan, row); err != nil {
			v.t.Fatal(err)
		}
	}
}

func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
