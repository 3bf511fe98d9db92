package metrics

import (
	"context"
	"errors"
	"net"
	"strings"
	"testing"

	"onaybot/store"
)

func TestAsk(t *testing.T) {
	t.Parallel()
	p := fine()
	address := serve(t, p)
	if err := Ask(t.Context(), address); err != nil {
		t.Error(err)
	}
	_, port, _ := net.SplitHostPort(address)
	if err := Ask(t.Context(), ":"+port); err != nil {
		t.Error(err)
	}
	p.errCheck = store.ErrDiskFull
	if err := Ask(t.Context(), address); err == nil || !strings.Contains(err.Error(), "disk is full") {
		t.Errorf("of a full disk: %v", err)
	}
	nobody := listen(t)
	if err := nobody.Close(); err != nil {
		t.Fatal(err)
	}
	err := Ask(t.Context(), nobody.Addr().String())
	if err == nil || !strings.Contains(err.Error(), "no answer at "+nobody.Addr().String()) {
		t.Errorf("of nobody: %v", err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if err := Ask(gone, address); !errors.Is(err, context.Canceled) {
		t.Errorf("by one who has left: %v", err)
	}
}

func TestReachable(t *testing.T) {
	t.Parallel()
	for listen, want := range map[string]string{
		"127.0.0.1:9090": "127.0.0.1:9090", ":9090": "127.0.0.1:9090", "0.0.0.0:9090": "127.0.0.1:9090",
		"[::]:9090": "[::1]:9090", "localhost:9090": "localhost:9090", "10.0.0.7:9090": "10.0.0.7:9090",
	} {
		if got := reachable(listen); got != want {
			t.Errorf("%s is asked at %s, want %s", listen, got, want)
		}
	}
}
