package onayclient

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/failsafe-go/failsafe-go"
	"github.com/failsafe-go/failsafe-go/retrypolicy"

	"onaybot/onayclient/gate"
)

// maxBody is how much of an answer is read, in bytes. The largest that is expected, a page
// of detail rows, has about 10 kB.
const maxBody = 1 << 20

// call is one request of a dialect and what to make of its answer.
type call struct {
	step step
	url  *url.URL
	form url.Values  // sent as the body of a POST
	body string      // sent as it is, if there is no form
	head http.Header // besides the User-Agent
	most int         // bytes of an answer that are read; 0 is maxBody
	once bool        // not to be repeated whatever happens
	read func(answer) error
}

// step is a kind of request, and whether its form has been observed or is assumed.
type step struct {
	op      string
	method  string
	path    string
	assumed bool
}

// answer is what came back, with a body of no more bytes than the call allows.
type answer struct {
	status int
	header http.Header
	body   []byte
	at     time.Time
}

// sender is the only way out: every request passes the gate and the circuit here.
type sender struct {
	life    context.Context // ends with the client
	http    *http.Client
	gate    *gate.Gate
	circuit *circuit
	retry   failsafe.Policy[any]
	timeout time.Duration
	agent   string
	now     func() time.Time
	observe func(step string, took time.Duration, err error)
	sent    *atomic.Int64 // requests since the start
	tell    func(Exchange)
	once    bool
	mu      *sync.Mutex
	done    map[string]error
}

// newSender returns a sender that ends with life and keeps no cookies; a dialect that wants
// them sets a jar before it sends.
func newSender(life context.Context, c config) *sender {
	own := *c.http
	if own.Transport == nil {
		own.Transport = ownTransport(c.roots)
	}
	own.Jar = nil
	own.Timeout = 0 // each request has its own
	own.CheckRedirect = func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse // a redirect is a request too, so the dialect follows it through the gate
	}
	return &sender{
		life: life,
		http: &own,
		gate: gate.New(gate.Config{
			Rate: c.rate, PerDay: c.perDay, State: c.state, Key: budgetKey, Location: c.zone, Now: c.now,
		}),
		circuit: newCircuit(c),
		retry:   newRetry(c.retryPause),
		timeout: c.timeout,
		agent:   c.agent,
		now:     c.now,
		observe: c.observe,
		sent:    new(atomic.Int64),
		tell:    c.tell, once: c.once, mu: new(sync.Mutex), done: make(map[string]error),
	}
}

// pingAfter is the silence after which a connection is tried, and how long that may take.
const pingAfter = 15 * time.Second

// ownTransport is the standard one, apart from whoever else uses that. roots are the
// authorities to trust, nil for the machine's.
func ownTransport(roots *x509.CertPool) http.RoundTripper {
	own := &http.Transport{Proxy: http.ProxyFromEnvironment}
	if t, ok := http.DefaultTransport.(*http.Transport); ok {
		own = t.Clone()
	}
	// By HTTP/2 a connection whose other end has vanished would be used again until the system gives it up.
	own.HTTP2 = &http.HTTP2Config{SendPingTimeout: pingAfter, PingTimeout: pingAfter}
	if roots != nil {
		own.TLSClientConfig = &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
	}
	return own
}

// newRetry repeats a request once after a pause of any length up to the given one (full
// jitter), so that clients that failed together do not come back together.
func newRetry(longest time.Duration) failsafe.Policy[any] {
	return retrypolicy.NewBuilder[any]().
		HandleIf(func(_ any, err error) bool {
			var e *Error
			return errors.As(err, &e) && e.again
		}).
		WithMaxRetries(1).
		ReturnLastFailure().
		WithDelayFunc(func(failsafe.ExecutionAttempt[any]) time.Duration {
			return jitter(longest)
		}).
		Build()
}

// jitter draws a pause of any length below the given one.
func jitter(longest time.Duration) time.Duration { return rand.N(max(longest, 1)) }

// do sends k, once more if that may help, and returns what k.read makes of the answer.
func (s *sender) do(ctx context.Context, k call) error {
	attempt := func() error { return stamped(s.attempt(ctx, k), k.step.op, 0) }
	if sent, err := s.again(k); sent {
		return err
	}
	if k.once || s.once {
		return attempt()
	}
	return failsafe.With(s.retry).WithContext(ctx).Run(attempt)
}

func (s *sender) attempt(ctx context.Context, k call) (err error) {
	if err := s.queue(ctx); err != nil {
		return err
	}
	if err := s.circuit.acquire(ctx); err != nil {
		return err
	}
	// Settled even after a panic: a probe without an outcome would keep the circuit open.
	outcome := error(&Error{Kind: ErrUnavailable, Err: errPanic})
	x := &Exchange{Step: stepOf(k.step.op), At: s.now()}
	defer func() {
		err = stamped(s.circuit.settle(ctx, outcome), k.step.op, 0)
		x.Err = err
		s.note(k, err)
		s.tell(*x)
	}()
	s.sent.Add(1)
	begun := time.Now()
	outcome = s.exchange(ctx, k, x)
	x.Took = time.Since(begun)
	s.observe(k.step.op, time.Since(begun), outcome)
	return outcome
}

// exchange sends k and hands over the answer.
func (s *sender) exchange(ctx context.Context, k call, x *Exchange) error {
	a, err := s.send(ctx, k, x)
	if err != nil {
		return err
	}
	return stamped(s.judge(k, a), k.step.op, a.status)
}

// queue waits for the gate, as long as the circuit is closed.
func (s *sender) queue(ctx context.Context) error {
	if err := s.circuit.allow(ctx); err != nil {
		return err
	}
	guarded, stop := s.circuit.guard(ctx)
	defer stop()
	err := s.gate.Wait(guarded)
	var opened *Error
	if err != nil && errors.As(context.Cause(guarded), &opened) {
		return opened
	}
	return budgetError(err)
}

// budgetError tells a spent budget as ErrBusy.
func budgetError(err error) error {
	var (
		spent *gate.SpentError
		long  *gate.TooLongError
	)
	switch {
	case errors.As(err, &spent):
		return &Error{Kind: ErrBusy, Until: spent.Until, Err: err}
	case errors.As(err, &long):
		return &Error{Kind: ErrBusy, Until: long.Until, Err: err}
	default:
		return err
	}
}

// send carries a request to its end even if nobody waits any more: it has reached the
// cabinet by then, and the circuit has to learn its outcome.
func (s *sender) send(ctx context.Context, k call, x *Exchange) (answer, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.timeout)
	defer cancel()
	defer context.AfterFunc(s.life, cancel)()
	req, err := s.request(ctx, k)
	if err != nil {
		return answer{}, err
	}
	x.Sent, x.Form = req, []byte(k.body)
	if k.form != nil {
		x.Form = []byte(k.form.Encode())
	}
	if s.http.Jar != nil {
		x.Sent = req.Clone(ctx)
		for _, c := range s.http.Jar.Cookies(req.URL) {
			x.Sent.AddCookie(c)
		}
	}
	resp, err := s.http.Do(req)
	if err != nil {
		x.Fault = causeOf(err)
		return answer{}, unreachable(err)
	}
	defer func() { _ = resp.Body.Close() }() // what could be read has been read
	most := cmp.Or(k.most, maxBody)
	body, err := io.ReadAll(io.LimitReader(resp.Body, int64(most)+1))
	x.Status, x.Header, x.Answer, x.At = resp.StatusCode, resp.Header, body, s.now()
	if err != nil {
		x.Fault = causeOf(err)
		return answer{}, unreachable(err)
	}
	if len(body) > most {
		return answer{}, changed(fmt.Sprintf("an answer under %d MiB", most>>20))
	}
	return answer{status: resp.StatusCode, header: resp.Header, body: body, at: s.now()}, nil
}

func (s *sender) request(ctx context.Context, k call) (*http.Request, error) {
	// A body that is there but empty keeps net/http from repeating a GET by itself when a
	// kept connection turns out broken: each repetition has to pass the gate.
	var body io.Reader = struct{ io.Reader }{strings.NewReader("")}
	switch {
	case k.form != nil:
		body = strings.NewReader(k.form.Encode())
	case k.body != "":
		body = strings.NewReader(k.body)
	}
	req, err := http.NewRequestWithContext(ctx, k.step.method, k.url.String(), body)
	if err != nil {
		return nil, fmt.Errorf("make the request: %w", err)
	}
	for name, values := range k.head {
		req.Header[name] = values
	}
	req.Header.Set("User-Agent", s.agent)
	return req, nil
}

// judge sorts out what means the same in every dialect and leaves the rest to k.read.
func (s *sender) judge(k call, a answer) error {
	asked := retryAfter(a.header.Get("Retry-After"), s.now())
	switch {
	case a.status >= 400 && isCaptcha(a.body):
		return &Error{Kind: ErrBanned}
	case a.status == http.StatusTooManyRequests,
		a.status == http.StatusServiceUnavailable && asked > 0:
		return &Error{Kind: ErrBusy, retryAfter: asked}
	case a.status >= 500:
		return &Error{Kind: ErrUnavailable, again: true}
	default:
		return k.read(a)
	}
}

// retryAfter reads the header in either of its forms; 0 means that it says nothing usable.
// The circuit bounds the result.
func retryAfter(value string, now time.Time) time.Duration {
	value = strings.TrimSpace(value)
	if seconds, err := strconv.ParseInt(value, 10, 64); err == nil {
		return time.Duration(min(max(seconds, 0), int64(maxPause/time.Second))) * time.Second
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(at.Sub(now), 0)
	}
	return 0
}
