package demo

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"syscall"
)

//go:embed web
var files embed.FS

// page joins both halves on one page: the phone under /phone/, the city under /city/. It answers
// requests for an address of this machine only, and takes posts from its own page only.
func page(phone, city http.Handler) http.Handler {
	own, err := fs.Sub(files, "web")
	if err != nil {
		panic("demo: " + err.Error()) // the folder is embedded above
	}
	mux := http.NewServeMux()
	mux.Handle("/phone/", http.StripPrefix("/phone", phone))
	mux.Handle("/city/", http.StripPrefix("/city", city))
	mux.Handle("/", http.FileServerFS(own))
	return guard(mux)
}

// policy allows the page what it comes with and nothing else: no inline script or style, no
// other site, no frame around it.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; " +
	"connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// guard keeps other sites out. It refuses a name that is not this machine's own, because a
// stranger's name may have been pointed at this address, and a post that a browser sends for
// another site.
func guard(next http.Handler) http.Handler {
	sameSite := http.NewCrossOriginProtection().Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-cache") // the next version may listen on the same address
		if !loopback(r.Host) {
			http.Error(w, "this page is for this machine only", http.StatusForbidden)
			return
		}
		sameSite.ServeHTTP(w, r)
	})
}

// loopback tells whether a host, with a port or without, is this machine by its loopback address
// or the name of that.
func loopback(hostport string) bool {
	host, _, err := net.SplitHostPort(hostport)
	if err != nil {
		host = hostport
	}
	if len(host) > 2 && host[0] == '[' && host[len(host)-1] == ']' {
		host = host[1 : len(host)-1]
	}
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.Unmap().IsLoopback()
}

// triedPorts is how many ports are tried, the wanted one first.
const triedPorts = 50

var errNotLoopback = errors.New("the page listens on a loopback address only, such as 127.0.0.1:8080")

// CheckAddress says what is wrong with an address for the page.
func CheckAddress(addr string) error {
	_, _, err := splitAddress(addr)
	return err
}

func splitAddress(addr string) (host string, port int, err error) {
	host, text, err := net.SplitHostPort(addr)
	if err != nil {
		return "", 0, fmt.Errorf("%q is no address: %w", addr, err)
	}
	n, err := strconv.ParseUint(text, 10, 16)
	if err != nil {
		return "", 0, fmt.Errorf("%q is no port", text)
	}
	if !loopback(addr) {
		return "", 0, errNotLoopback
	}
	return host, int(n), nil
}

// listen listens on a loopback address, or on the next port that is free; port 0 is any.
func listen(ctx context.Context, addr string) (net.Listener, error) {
	host, first, err := splitAddress(addr)
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
