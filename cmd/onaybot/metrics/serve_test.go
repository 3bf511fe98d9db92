package metrics

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"

	"onaybot/bot/telegram"
	"onaybot/store"
)

// listen is a free port of this machine.
func listen(t *testing.T) net.Listener {
	t.Helper()
	var lc net.ListenConfig
	l, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// serve serves p for the length of the test and returns the address.
func serve(t *testing.T, p *parts) string {
	t.Helper()
	l := listen(t)
	t.Cleanup(used().Serve(l, p.sources(), slog.New(slog.DiscardHandler)))
	return l.Addr().String()
}

func get(t *testing.T, url string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

func TestMetricsAreServed(t *testing.T) {
	t.Parallel()
	p := fine()
	address := serve(t, p)
	status, body := get(t, "http://"+address+"/metrics")
	for _, part := range []string{
		"onaybot_links 2\n", `version="v1.2.3"`, "go_goroutines", "process_start_time_seconds",
		`onaybot_reply_latency_seconds_bucket{le="0.025"} 1`,
	} {
		if status != http.StatusOK || !strings.Contains(body, part) {
			t.Errorf("status %d without %s", status, part)
		}
	}
	p.errCounts = errors.New("database is locked")
	status, body = get(t, "http://"+address+"/metrics")
	if status != http.StatusOK || strings.Contains(body, "onaybot_links ") || !strings.Contains(body, "onaybot_updates_total 3\n") {
		t.Errorf("without a database: status %d\n%s", status, body)
	}
}

func TestHealthAndReadinessName503s(t *testing.T) {
	t.Parallel()
	p := fine()
	address := serve(t, p)
	for _, x := range []struct {
		path          string
		check, poll   error
		status        int
		want, without string
	}{
		{path: "/healthz", status: 200, want: "ok"},
		{path: "/readyz", status: 200, want: "ok"},
		{path: "/healthz", check: fmt.Errorf("%w: open /secret/path", store.ErrUnwritable), status: 503, want: "database cannot be written", without: "/secret"},
		{path: "/healthz", check: store.ErrDiskFull, status: 503, want: "disk is full"},
		{path: "/healthz", check: store.ErrUnreadable, status: 503, want: "database cannot be read"},
		{path: "/healthz", poll: telegram.ErrNoPoll, status: 200, want: "ok"},
		{path: "/readyz", check: store.ErrDiskFull, status: 200, want: "ok"},
		{path: "/readyz", poll: telegram.ErrNotBegun, status: 503, want: "token"},
	} {
		p.errCheck, p.errPoll = x.check, x.poll
		status, body := get(t, "http://"+address+x.path)
		if status != x.status || !strings.Contains(body, x.want) || x.without != "" && strings.Contains(body, x.without) {
			t.Errorf("%s with %v, %v: %d %q", x.path, x.check, x.poll, status, body)
		}
	}
	if status, _ := get(t, "http://"+address+"/"); status != http.StatusNotFound {
		t.Errorf("another path: %d", status)
	}
}
