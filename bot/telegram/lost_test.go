package telegram

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"onaybot/bot/internal/testkit"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// network is connections to a server that may lose their other end without a
// word, as behind a router that has been restarted.
type network struct {
	net.Listener // for its address
	accept       chan net.Conn
	dialled      atomic.Int32
	lost         atomic.Int32 // so many of the first
}

// wire is a connection. What is written to a lost one goes nowhere, so nothing
// comes back.
type wire struct {
	net.Conn
	number int32
	in     *network
}

func (w wire) Write(p []byte) (int, error) {
	if w.number <= w.in.lost.Load() {
		return len(p), nil
	}
	return w.Conn.Write(p)
}

func (n *network) dial(context.Context, string, string) (net.Conn, error) {
	here, there := net.Pipe()
	n.accept <- there
	return wire{here, n.dialled.Add(1), n}, nil
}

func (n *network) Accept() (net.Conn, error) {
	if c, ok := <-n.accept; ok {
		return c, nil
	}
	return nil, net.ErrClosed
}

func (n *network) Close() error {
	close(n.accept)
	return nil
}

// A poll whose other end has vanished is given up, and the next one does not go
// the same way.
func TestAPollWithoutAnotherEnd(t *testing.T) {
	t.Parallel()
	for _, protocol := range []string{"HTTP/1.1", "HTTP/2.0"} {
		t.Run(protocol, func(t *testing.T) {
			t.Parallel()
			like := httptest.NewUnstartedServer(nil)
			like.EnableHTTP2 = protocol == "HTTP/2.0"
			like.StartTLS()
			defer like.Close()
			synctest.Test(t, func(t *testing.T) { loseAPoll(t, like, protocol) })
		})
	}
}

func loseAPoll(t *testing.T, like *httptest.Server, protocol string) {
	n := &network{Listener: like.Listener, accept: make(chan net.Conn, 9)}
	server := &http.Server{TLSConfig: like.TLS, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Proto != protocol {
			t.Errorf("asked by %s, want %s", r.Proto, protocol)
		}
		_, _ = io.Copy(io.Discard, r.Body) // or the end of the connection goes unnoticed
		if r.Header.Get("Hang") != "" {
			n.lost.Store(n.dialled.Load())
			<-r.Context().Done()
			return
		}
		_, _ = io.WriteString(w, `{"ok":true,"result":[]}`)
	})}
	go func() { _ = server.ServeTLS(n, "", "") }()
	client := newHTTPClient()
	own := client.Transport.(*http.Transport)
	own.DialContext, own.TLSClientConfig = n.dial, like.Client().Transport.(*http.Transport).TLSClientConfig
	tr := &transport{client: client, called: func(string, string) {}}
	poll := func(hang string) (took time.Duration, err error) {
		begun := time.Now()
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, like.URL+"/bot"+testkit.Token+"/"+methodPoll, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Hang", hang)
		resp, err := tr.Do(req)
		if err == nil {
			err = resp.Body.Close()
		}
		return time.Since(begun), err
	}
	if took, err := poll(""); err != nil || took > 0 {
		t.Fatalf("before: %v after %v", err, took)
	}
	if took, err := poll("yes"); err == nil || took > pollTimeout+callTimeout {
		t.Errorf("the lost poll: %v after %v", err, took)
	}
	if took, err := poll(""); err != nil || took > 0 {
		t.Errorf("the next poll: %v after %v", err, took)
	}
	if all := n.dialled.Load(); all != 2 {
		t.Errorf("%d connections, want a second one", all)
	}
	client.CloseIdleConnections()
	_ = server.Close()
}
