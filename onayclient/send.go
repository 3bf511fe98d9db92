package onayclient

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"onaybot/onayclient/gate"
)

// maxBody is how much of an answer is read, in bytes. The largest that is expected, a page
// of transactions, has about 10 kB.
const maxBody = 1 << 20

// request is one request of a dialect and what to make of its answer.
type request struct {
	step   Step
	method string
	url    *url.URL // that of the step if it is nil
	body   string
	header http.Header // besides the User-Agent
	most   int         // bytes of an answer that are read; 0 is maxBody
	once   bool        // not to be repeated whatever happens
	hop    bool        // a redirect of the request before, so that the step goes on
	read   func(*Exchange) error
}

// asked is what is sent once, with [Config.Once]: a step, for each city one of its own.
type asked struct {
	step  Step
	query string
}

// do is the only way out. It sends r, once more if that may help, and returns what r.read
// makes of the answer.
func (c *Client) do(ctx context.Context, r request) error {
	if !c.config.Once {
		return c.repeat(ctx, r)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	what := asked{step: r.step}
	if r.url != nil {
		what.query = r.url.RawQuery
	}
	err, sent := c.first[what]
	if !sent || r.hop {
		err = c.attempt(ctx, r)
		c.first[what] = err
	}
	return err
}

// repeat sends r, and once more after a pause if the connection broke or the cabinet is
// faulty. The pause has any length up to the longest, so that clients that failed together
// do not come back together.
func (c *Client) repeat(ctx context.Context, r request) error {
	err := c.attempt(ctx, r)
	var e *Error
	if r.once || !errors.As(err, &e) || !e.again {
		return err
	}
	pause := time.NewTimer(jitter(c.retry))
	defer pause.Stop()
	select {
	case <-pause.C:
		return c.attempt(ctx, r)
	case <-ctx.Done():
		return err
	}
}

// jitter draws a pause of any length below the given one.
func jitter(longest time.Duration) time.Duration { return rand.N(max(longest, 1)) }

// attempt sends r when its turn has come, unless the breaker is open.
func (c *Client) attempt(ctx context.Context, r request) (err error) {
	if err := c.await(ctx); err != nil {
		return named(err, r.step.Op)
	}
	probed, err := c.breaker.begin(ctx)
	if err != nil {
		return named(err, r.step.Op)
	}
	x := Exchange{Step: r.step, Form: []byte(r.body)}
	// Settled even after a panic: a probe without an outcome would keep the breaker open.
	outcome := error(&Error{Kind: ErrUnavailable, Op: r.step.Op, Err: errPanic})
	defer func() {
		err = named(c.breaker.settle(ctx, probed, outcome), r.step.Op)
		x.Err = err
		c.config.Observe(x)
	}()
	outcome = named(c.exchange(ctx, r, &x), r.step.Op)
	return outcome
}

// await waits for a turn at the gate, as long as the breaker lets requests through.
func (c *Client) await(ctx context.Context) error {
	if err := c.breaker.allow(ctx); err != nil {
		return err
	}
	guarded, stop := c.breaker.guard(ctx)
	defer stop()
	err := c.gate.Wait(guarded)
	if err != nil && guarded.Err() != nil { // perhaps the breaker has opened
		if open := c.breaker.allow(ctx); open != nil {
			return open
		}
	}
	var later *gate.LaterError
	if errors.As(err, &later) {
		return &Error{Kind: ErrBusy, Until: later.Until, Err: err}
	}
	return err
}

// exchange sends r and hands over the answer. It goes on to its end even if nobody waits any
// more: the request has reached the cabinet by then, and the breaker has to learn its outcome.
func (c *Client) exchange(ctx context.Context, r request, x *Exchange) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), c.config.Timeout)
	defer cancel()
	defer context.AfterFunc(c.flights.life, cancel)()
	if r.url == nil {
		r.url = c.base.JoinPath(r.step.path)
	}
	var err error
	if x.Sent, err = r.http(ctx, c.config.agent()); err != nil {
		return err
	}
	c.count(ctx)
	most := cmp.Or(r.most, maxBody)
	began := time.Now()
	x.At = c.config.Now()
	x.Fault = c.fetch(x, most)
	x.Took = time.Since(began)
	switch {
	case x.Fault != nil:
		// Only a connection that broke is worth a repetition: a timeout has cost a person
		// enough already, and the others do not pass in a second.
		return &Error{Kind: ErrUnavailable, Err: x.Fault, again: errors.Is(x.Fault, errBroken)}
	case len(x.Answer) > most:
		return changed(fmt.Sprintf("an answer under %d MiB", most>>20))
	}
	err = judge(r, x)
	var e *Error
	if errors.As(err, &e) {
		e.Status = x.Status
	}
	return err
}

// http returns r as net/http sends it.
func (r request) http(ctx context.Context, agent string) (*http.Request, error) {
	// A body that is there but of no known length keeps net/http from repeating a GET by
	// itself when a kept connection turns out broken: each repetition has to pass the gate.
	var body io.Reader = struct{ io.Reader }{strings.NewReader("")}
	if r.body != "" {
		body = strings.NewReader(r.body)
	}
	req, err := http.NewRequestWithContext(ctx, r.method, r.url.String(), body)
	if err != nil {
		return nil, fmt.Errorf("make the request: %w", err)
	}
	for name, values := range r.header {
		req.Header[name] = values
	}
	req.Header.Set("User-Agent", agent)
	return req, nil
}

// fetch sends x.Sent and fills in the answer, up to a byte more than most. It returns the
// cause of what broke.
func (c *Client) fetch(x *Exchange, most int) error {
	resp, err := c.http.Do(x.Sent)
	if err != nil {
		return causeOf(err)
	}
	defer func() { _ = resp.Body.Close() }() // what could be read has been read
	x.Status, x.Header = resp.StatusCode, resp.Header
	if x.Answer, err = io.ReadAll(io.LimitReader(resp.Body, int64(most)+1)); err != nil {
		return causeOf(err)
	}
	return nil
}

// judge sorts out what means the same in every dialect and leaves the rest to r.read.
func judge(r request, x *Exchange) error {
	asked := retryAfter(x.Header.Get("Retry-After"), x.At)
	switch {
	case x.Status >= 400 && isCaptcha(x.Answer):
		return &Error{Kind: ErrBanned}
	case x.Status == http.StatusTooManyRequests, x.Status == http.StatusServiceUnavailable && asked > 0:
		return &Error{Kind: ErrBusy, retryAfter: asked}
	case x.Status >= 500:
		return &Error{Kind: ErrUnavailable, again: true}
	default:
		return r.read(x)
	}
}

// retryAfter reads the header in either of its forms; 0 means that it says nothing usable.
// The breaker bounds the result.
func retryAfter(value string, now time.Time) time.Duration {
	value = strings.TrimSpace(value)
	if seconds, err := strconv.ParseInt(value, 10, 64); err == nil {
		return time.Duration(min(max(seconds, 0), int64(longestRest/time.Second))) * time.Second
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(at.Sub(now), 0)
	}
	return 0
}

// pingAfter is the silence after which a connection is tried, and how long that may take.
const pingAfter = 15 * time.Second

// newHTTP returns a client that keeps no cookies and follows no redirect: a redirect is a
// request too, so the dialect follows it through the gate. Its transport is the standard one
// apart from whoever else uses that.
func newHTTP() *http.Client {
	own := http.DefaultTransport.(*http.Transport).Clone()
	// By HTTP/2 a connection whose other end has vanished would be used again until the
	// system gives it up.
	own.HTTP2 = &http.HTTP2Config{SendPingTimeout: pingAfter, PingTimeout: pingAfter}
	return &http.Client{
		Transport:     own,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}
