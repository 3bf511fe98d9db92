package onayclient

import (
	"net/http"
	"testing"
)

// Without pings a connection by HTTP/2 that has died without a word would fail
// every request for a quarter of an hour.
func TestConnectionsAreTried(t *testing.T) {
	t.Parallel()
	own, ok := ownTransport(nil).(*http.Transport)
	if !ok || own.HTTP2 == nil || own.HTTP2.SendPingTimeout <= 0 {
		t.Error("no ping after a silence")
	}
	if own == http.DefaultTransport {
		t.Error("the transport is everybody's")
	}
}
