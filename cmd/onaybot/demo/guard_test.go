package demo

import (
	"net/http"
	"testing"
)

func TestOnlyThisMachineIsServed(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]int{
		"127.0.0.1:8080": 200, "127.0.0.2": 200, "localhost:9": 200, "[::1]:8080": 200, "[::1]": 200,
		"evil.example": 403, "127.0.0.1.evil.example:8080": 403, "192.168.0.7:8080": 403, "localhost.evil.example": 403, "0.0.0.0:8080": 403,
	} {
		if got := ask(http.MethodGet, host, "/").Code; got != want {
			t.Errorf("host %s: status %d, want %d", host, got, want)
		}
	}
}

func TestPostsComeFromThePageItselfOrFromNoBrowser(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		header []string
		want   int
	}{
		"the page":         {[]string{"Sec-Fetch-Site", "same-origin", "Origin", "http://localhost:8080"}, 200},
		"an older browser": {[]string{"Origin", "http://localhost:8080"}, 200},
		"curl":             {nil, 200},
		"another site":     {[]string{"Sec-Fetch-Site", "cross-site", "Origin", "http://evil.example"}, 403},
		"another port":     {[]string{"Sec-Fetch-Site", "same-site", "Origin", "http://localhost:9090"}, 403},
		"a sandbox":        {[]string{"Origin", "null"}, 403},
	} {
		if got := ask(http.MethodPost, "localhost:8080", "/city/ride", tc.header...).Code; got != tc.want {
			t.Errorf("%s: status %d, want %d", name, got, tc.want)
		}
	}
}
