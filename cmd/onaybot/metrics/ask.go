package metrics

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"
)

// Ask asks whoever listens at the address for its health. The error says what is wrong.
func Ask(ctx context.Context, listen string) error {
	ctx, cancel := context.WithTimeout(ctx, 4*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+reachable(listen)+"/healthz", http.NoBody)
	if err != nil {
		return fmt.Errorf("ask for health: %w", err)
	}
	direct := &http.Client{Transport: &http.Transport{}} // through no proxy
	resp, err := direct.Do(req)
	if err != nil {
		return fmt.Errorf("no answer at %s: %w", listen, errors.Unwrap(err))
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, 200))
	if err != nil {
		return fmt.Errorf("ask for health: %w", err)
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("not well: %s", strings.TrimSpace(string(text)))
	}
	return nil
}

// reachable is where this machine finds a listener: one on all addresses is on the loopback one
// too.
func reachable(listen string) string {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return listen
	}
	ip, err := netip.ParseAddr(host)
	switch {
	case host == "", err == nil && ip.IsUnspecified() && ip.Is4():
		host = "127.0.0.1"
	case err == nil && ip.IsUnspecified():
		host = "::1"
	}
	return net.JoinHostPort(host, port)
}
