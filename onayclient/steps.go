package onayclient

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"
)

// Outcome says what became of a step of [Client.Walk].
type Outcome string

// The outcomes.
const (
	Held    Outcome = "ok"
	Failed  Outcome = "failed"
	Skipped Outcome = "skipped" // nothing was sent; Finding.Detail says why
)

// Basis says how the form of a step is known.
type Basis string

// The bases.
const (
	Observed Basis = "observed" // in public clients of the real cabinet
	Assumed  Basis = "assumed"  // published nowhere, and modelled on what was observed
)

// Finding is what [Client.Walk] found at one step. Its texts hold no card number, secret or
// part of an answer that could name a person.
type Finding struct {
	Step     string // such as "token found"
	Basis    Basis
	Outcome  Outcome
	Took     time.Duration // of the exchange alone, without the wait for its turn; 0 if none
	Detail   string        // with Held what was found, with Skipped why
	Expected string        // with Failed
	Came     string        // with Failed
	File     string        // with Failed: the source file to change; "" if the cabinet's form is not at fault
	Advice   string        // with Failed: what an operator can do
	Err      error         // with Failed: usually an *[Error]

	exchange *exchange // nil if nothing was sent
	expect   string    // what a replay of the exchange must come to
}

// stage is a step as its dialect describes it.
type stage struct {
	name    string
	assumed bool
	wants   string // what a good answer is
	file    string // what to change if the answer is in another form
	judges  bool   // sends nothing and judges the exchange before
}

func (s stage) basis() Basis {
	if s.assumed {
		return Assumed
	}
	return Observed
}

// walker is a dialect whose steps can be walked one by one.
type walker interface {
	dialect
	// name is what the dialect is called in a capture.
	name() string
	// root is the cabinet's address.
	root() *url.URL
	// walk takes every step there is through w, whatever became of those before. Each sends
	// one request at the most, by w.sender.
	walk(ctx context.Context, w *walk)
	// secrets are the values that must not show in a capture.
	secrets() []string
	// alone is what every dialect has from its sender.
	alone(*recorder) *sender
}

// walk is one walk over the steps of a dialect.
type walk struct {
	pan      PAN
	now      time.Time
	sender   *sender
	recorder *recorder
	explain  func(ctx context.Context, op string, err error) error
	tell     func(Finding)

	findings []Finding
	latest   *exchange
	shut     *Error // nothing is sent any more until its time
}

// Report is what a walk found.
type Report struct {
	Findings []Finding

	dialect string
	base    *url.URL
	pan     PAN
	at      time.Time
	secrets []string
}

// Walk takes the dialect's steps one by one, from the first request to the rides of pan, and
// returns what it found; tell, which may be nil, hears of each as it comes. It walks the
// code that serves Card and Transactions, through the same gate and pauses, but each step
// sends one request at the most: nothing is repeated, renewed or fetched on the way. A pause
// or a refused sign-in that the [State] knows of is respected, and reported. The steps that
// want a card are skipped for the zero PAN. It fails only for a dialect that tells no steps.
//
// Walk is for a client that serves nobody else meanwhile.
func (c *Client) Walk(ctx context.Context, pan PAN, tell func(Finding)) (*Report, error) {
	d, ok := c.dialect.(walker)
	if !ok {
		return nil, errors.New("walk the steps: this dialect tells none")
	}
	if tell == nil {
		tell = func(Finding) {}
	}
	w := &walk{pan: pan, now: c.now(), explain: c.explain, tell: tell, recorder: &recorder{now: c.now}}
	w.sender = d.alone(w.recorder)
	d.walk(ctx, w)
	return &Report{Findings: w.findings, dialect: d.name(), base: d.root(), pan: pan, at: w.now, secrets: d.secrets()}, nil
}

// Reasons to skip a step, as Finding.Detail tells them.
const (
	NeedsCard    = "needs a card number"
	NeedsAccount = "needs the login of a cabinet account"
)

func needs(st stage) string { return "needs the step before it: " + st.name }

// step takes a step by do, which says what it found and what a replay must come to, unless
// there is a reason not to. It reports whether the step held.
func (w *walk) step(ctx context.Context, st stage, unless string, do func(context.Context) (detail, expect string, err error)) bool {
	f := Finding{Step: st.name, Basis: st.basis(), Outcome: Skipped, Detail: unless}
	switch {
	case unless != "":
	case ctx.Err() != nil:
		f.Detail = "interrupted"
	default:
		detail, expect, err := do(ctx)
		w.attach(st, &f)
		if err == nil {
			f.Outcome, f.Detail, f.expect = Held, detail, expect
		} else {
			w.judge(ctx, st, &f, w.explain(ctx, st.name, err))
		}
	}
	w.findings = append(w.findings, f)
	w.tell(f)
	return f.Outcome == Held
}

// attach gives the finding the exchange of its step, or the one that it judges.
func (w *walk) attach(st stage, f *Finding) {
	if sent := w.recorder.take(); sent != nil {
		f.exchange, f.Took, w.latest = sent, sent.took, sent
	} else if st.judges {
		f.exchange = w.latest
	}
}

// judge explains err. A step that was not even sent, because of an answer to one before it,
// did not fail.
func (w *walk) judge(ctx context.Context, st stage, f *Finding, err error) {
	var e *Error
	errors.As(err, &e)
	held := e != nil && (errors.Is(e.Kind, ErrBanned) || errors.Is(e.Kind, ErrBusy))
	switch {
	case f.exchange == nil && ctx.Err() != nil:
		f.Detail = "interrupted"
		return
	case f.exchange == nil && held && w.shut != nil:
		f.Detail = "nothing is sent: " + w.shut.Kind.Error() + until(w.shut.Until)
		return
	case held:
		w.shut = e
	}
	f.Outcome, f.Err, f.expect = Failed, err, verdict(err)
	f.describe(st, e)
}

func until(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return " until " + t.UTC().Format(time.RFC3339)
}

// verdict is an error as it stands in a capture: its kind, and what was missing or lay
// beneath.
func verdict(err error) string {
	var e *Error
	switch {
	case !errors.As(err, &e):
		return "fault of our own"
	case e.Missing != "":
		return fmt.Sprintf("%v: %s", e.Kind, e.Missing)
	case e.Err != nil && errors.Is(e.Kind, ErrUnavailable):
		return fmt.Sprintf("%v: %v", e.Kind, e.Err)
	default:
		return e.Kind.Error()
	}
}
