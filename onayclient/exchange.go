package onayclient

import (
	"net/http"
	"time"
)

// Exchange is one request to the cabinet and what came of it. Config.Observe is told of each
// once it is over.
type Exchange struct {
	Step   Step
	Sent   *http.Request // its method, URL and header; the body is Form
	Form   []byte        // the request's body
	Status int           // 0: no answer came
	Header http.Header   // of the answer
	Answer []byte        // its body, as far as it was read
	Fault  error         // why no answer came, or why it was cut short; nil otherwise
	At     time.Time     // when the request was sent, by the client's clock
	Took   time.Duration // without the wait for its turn
	Err    error         // what the client makes of it: nil or an *Error
}

// Step is a kind of request.
type Step struct {
	Name    string // for people, such as "card read"
	Op      string // short, for metrics and logs, such as "check"
	Assumed bool   // published nowhere; modelled on what was observed
	Wants   string // what a good answer is
	File    string // the source file to change when the form has changed

	path string
}

// Steps lists the steps of the client's dialect in the order in which they are first sent.
func (c *Client) Steps() []Step { return c.dialect.steps() }

// Basis says how the form of the step is known: "observed" in public clients, or "assumed".
func (s Step) Basis() string {
	if s.Assumed {
		return "assumed"
	}
	return "observed"
}
