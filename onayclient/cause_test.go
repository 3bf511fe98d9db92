package onayclient_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"onaybot/onayclient"
)

// certificate is self-signed, for 127.0.0.1 or for a name.
func certificate(t *testing.T, name string, from, to time.Time) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: from, NotAfter: to, IsCA: true, BasicConstraintsValid: true}
	if ip := net.ParseIP(name); ip != nil {
		template.IPAddresses = []net.IP{ip}
	} else {
		template.DNSNames = []string{name}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(leaf)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}

func TestTLSFailuresAreNamed(t *testing.T) {
	t.Parallel()
	now := time.Now()
	for name, c := range map[string]struct {
		host     string
		from, to time.Time
		trusted  bool
		want     string
	}{
		"expired":   {"127.0.0.1", now.Add(-2 * time.Hour), now.Add(-time.Hour), true, "certificate expired"},
		"not yet":   {"127.0.0.1", now.Add(time.Hour), now.Add(2 * time.Hour), true, "not valid yet"},
		"authority": {"127.0.0.1", now.Add(-time.Hour), now.Add(time.Hour), false, "unknown authority"},
		"host":      {"cabinet.example", now.Add(-time.Hour), now.Add(time.Hour), true, "another host"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cert, pool := certificate(t, c.host, c.from, c.to)
			srv := httptest.NewUnstartedServer(http.NotFoundHandler())
			srv.TLS = &tls.Config{Certificates: []tls.Certificate{cert}}
			srv.Config.ErrorLog = log.New(io.Discard, "", 0)
			srv.StartTLS()
			t.Cleanup(srv.Close)
			cabinet := newClient(t, srv.URL)
			if c.trusted {
				cabinet.SetTransport(&http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}})
			}
			e := fails(t, cabinet, onayclient.ErrUnavailable)
			if !strings.Contains(e.Error(), c.want) {
				t.Errorf("%v does not say %q", &e, c.want)
			}
		})
	}
}

// broken is a transport that always fails.
type broken struct{ err error }

func (b broken) RoundTrip(*http.Request) (*http.Response, error) { return nil, b.err }

func TestFailuresOfTheConnectionAreNamed(t *testing.T) {
	t.Parallel()
	for want, err := range map[string]error{
		"host not found":    &net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: unified, IsNotFound: true}},
		"timeout":           &net.DNSError{IsTimeout: true, Name: unified},
		"answer is not TLS": tls.RecordHeaderError{Msg: unified},
		"connection broken": &net.OpError{Op: "read", Err: io.ErrUnexpectedEOF},
		"connection failed": errors.New("malformed HTTP response " + unified),
	} {
		c := newClient(t, "https://cabinet.example")
		c.SetTransport(broken{err})
		if e := fails(t, c, onayclient.ErrUnavailable); !strings.Contains(e.Error(), want) {
			t.Errorf("%v does not say %q", &e, want)
		}
	}
}

func TestWhatAnswersIsNoCabinet(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(http.NotFoundHandler())
	if e := fails(t, newClient(t, strings.Replace(srv.URL, "http:", "https:", 1)), onayclient.ErrUnavailable); e.Err == nil {
		t.Errorf("%v gives no cause", &e)
	}
	srv.Close()
	if e := fails(t, newClient(t, srv.URL), onayclient.ErrUnavailable); !strings.Contains(e.Error(), "connection refused") {
		t.Errorf("%v does not say that it was refused", &e)
	}
}
