package page

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"syscall"
)

// triedPorts is how many ports are tried, the wanted one first.
const triedPorts = 50

// ErrNotLoopback says that an address can be reached from other machines.
var ErrNotLoopback = errors.New("the page listens on a loopback address only, such as 127.0.0.1:8080")

// CheckAddress returns ErrNotLoopback for an address that Listen would refuse, and
// what is wrong with one that is no address.
func CheckAddress(addr string) error {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return fmt.Errorf("%q is no address: %w", addr, err)
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return fmt.Errorf("%q is no port", port)
	}
	if !loopback(net.JoinHostPort(host, port)) {
		return ErrNotLoopback
	}
	return nil
}

// Listen listens on a loopback address, or on the next port that is free; port 0
// is any. It returns ErrNotLoopback for any other address.
func Listen(ctx context.Context, addr string) (net.Listener, error) {
	if err := CheckAddress(addr); err != nil {
		return nil, err
	}
	host, text, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, err
	}
	first, err := strconv.Atoi(text)
	if err != nil {
		return nil, err
	}
	var lc net.ListenConfig
	for port := first; port <= min(first+triedPorts, 1<<16-1); port++ {
		var l net.Listener
		l, err = lc.Listen(ctx, "tcp", net.JoinHostPort(host, strconv.Itoa(port)))
		if !errors.Is(err, syscall.EADDRINUSE) {
			return l, err
		}
	}
	return nil, fmt.Errorf("no free port: %w", err)
}
