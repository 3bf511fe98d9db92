package onayclient

import (
	"net/http"
	"time"
)

// SetFailures sets how many failures in a row open the breaker.
func (c *Client) SetFailures(n int) { c.breaker.failures = n }

// SetRetry sets the longest pause before a request is repeated.
func (c *Client) SetRetry(d time.Duration) { c.retry = d }

// SetTransport has the client send by rt.
func (c *Client) SetTransport(rt http.RoundTripper) { c.http.Transport = rt }
