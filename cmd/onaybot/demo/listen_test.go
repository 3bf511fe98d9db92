package demo

import (
	"errors"
	"net"
	"testing"
)

func TestListenTakesTheNextFreePort(t *testing.T) {
	t.Parallel()
	first, err := listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	second, err := listen(t.Context(), first.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	a, b := first.Addr().(*net.TCPAddr).Port, second.Addr().(*net.TCPAddr).Port
	if b <= a || b > a+triedPorts {
		t.Errorf("second listener on port %d, the first on %d", b, a)
	}
}

func TestListenRefusesWhatOthersCouldReach(t *testing.T) {
	t.Parallel()
	for _, addr := range []string{"0.0.0.0:8080", ":8080", "192.168.0.7:8080", "[::]:8080", "example.kz:80"} {
		if l, err := listen(t.Context(), addr); !errors.Is(err, errNotLoopback) {
			t.Errorf("%s: listener %v, error %v", addr, l, err)
		}
	}
	for _, addr := range []string{"127.0.0.1", "127.0.0.1:http", "127.0.0.1:70000", ""} {
		if _, err := listen(t.Context(), addr); err == nil || errors.Is(err, errNotLoopback) {
			t.Errorf("%s: error %v", addr, err)
		}
	}
}
