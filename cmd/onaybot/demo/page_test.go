package demo

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func half(name string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, name+" "+r.URL.Path)
	})
}

// ask sends a request to the page and returns the answer.
func ask(method, host, path string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(context.Background(), method, "http://"+host+path, strings.NewReader("{}"))
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	page(half("phone"), half("city")).ServeHTTP(w, r)
	return w
}

func TestThePageHasBothHalvesUnderTheirPrefixes(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"/": "<title>ONAY bot", "/page.js": "mountPhone", "/phone/events": "phone /events", "/city/ride": "city /ride",
	} {
		w := ask(http.MethodGet, "127.0.0.1:8080", path)
		if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s: status %d, body lacks %q", path, w.Code, want)
		}
	}
}

// The policy allows no inline script and no other origin, and the page itself
// has nothing inline that the policy would refuse.
func TestEveryAnswerCarriesTheStrictPolicy(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/", "/phone/x", "/none"} {
		csp := ask(http.MethodGet, "localhost:8080", path).Header().Get("Content-Security-Policy")
		if !strings.HasPrefix(csp, "default-src 'none'; script-src 'self'; ") || strings.Contains(csp, "unsafe") {
			t.Errorf("%s: policy %q", path, csp)
		}
	}
	index := ask(http.MethodGet, "localhost", "/").Body.String()
	for _, inline := range []string{"<style", " style=", "onclick=", "<script>", "javascript:", "http://", "https://"} {
		if strings.Contains(index, inline) {
			t.Errorf("index.html has %q", inline)
		}
	}
}
