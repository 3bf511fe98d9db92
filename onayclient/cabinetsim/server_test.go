package cabinetsim

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

func TestPrefixes(t *testing.T) {
	t.Parallel()
	v := newVisitor(t)
	for _, path := range []string{"", "/"} {
		if p := v.send(v.request(t.Context(), http.MethodGet, path, "")); !strings.Contains(p.body, "csrftoken") {
			t.Errorf("GET %q: status %d", path, p.status)
		}
	}
	rec := httptest.NewRecorder()
	v.sim.ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil))
	if rec.Code != http.StatusOK {
		t.Errorf("without a prefix: status %d", rec.Code)
	}
}

func TestUnknownPath(t *testing.T) {
	t.Parallel()
	v := newVisitor(t)
	if p := v.post("/cards"); p.status != http.StatusNotFound || !p.isHTML() {
		t.Errorf("status %d", p.status)
	}
}

func TestOversizedForm(t *testing.T) {
	t.Parallel()
	v := newVisitor(t).start()
	p := v.post("/check", "pan", unified, "junk", strings.Repeat("x", maxBody))
	if p.status == http.StatusOK && !p.isHTML() {
		t.Errorf("a form over %d bytes was answered: %s", maxBody, p.body)
	}
}

func TestManyVisitorsAtOnce(t *testing.T) {
	t.Parallel()
	door := newVisitor(t)
	door.sim.SetFault(Fault{Kind: FaultRowsRepeated})
	watch := door.sim.Watch(t.Context())
	before := door.sim.ChecksOf(unified)
	var wg sync.WaitGroup
	for range 8 {
		v := door.another()
		wg.Go(func() {
			v.enter(unified)
			for range 20 {
				v.check(unified)
				v.detail(unified, 1)
				if _, err := v.sim.Ride(unified, "92"); err != nil {
					t.Error(err)
				}
				v.sim.Cards()
				v.sim.SetFault(Fault{Kind: FaultBalanceNegative, PAN: school, Times: 1})
			}
		})
	}
	wg.Wait()
	if got := door.sim.ChecksOf(unified) - before; got != 160 {
		t.Errorf("%d checks, want 160", got)
	}
	if q := <-watch; q.Kind == "" {
		t.Error("nothing was watched")
	}
	audit(t, door.sim, unified)
}

// post sends a scripted form straight to the handler.
func direct(t testing.TB, s *Server, cookie *http.Cookie, path, form string) *httptest.ResponseRecorder {
	req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, strings.NewReader(form))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
	req.Header.Set("X-Requested-With", "XMLHttpRequest")
	req.AddCookie(cookie)
	rec := httptest.NewRecorder()
	s.ServeHTTP(rec, req)
	return rec
}

func BenchmarkCheck(b *testing.B) {
	s := New(WithNow(noon), WithRiders(1))
	sess := s.sessions.visit(httptest.NewRequestWithContext(b.Context(), http.MethodGet, "/", nil))
	form := "csrf=" + strings.NewReplacer("+", "%2B", "/", "%2F", "=", "%3D").Replace(sess.token) + "&pan=" + unified
	if rec := direct(b, s, cookieOf(sess), "/check", form); !strings.Contains(rec.Body.String(), `"balance":124000`) {
		b.Fatal(rec.Body.String())
	}
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			direct(b, s, cookieOf(sess), "/check", form)
		}
	})
}
