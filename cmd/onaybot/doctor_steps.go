package main

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"onaybot/onayclient"
)

// The client's steps that the doctor tells apart. It tells of the start page as two steps or more:
// whether the cabinet can be reached, each redirect, and whether there is a token.
const (
	startPage = "start page"
	readCard  = "card read"
	signIn    = "sign-in"
	readRides = "rides read"
)

// visit is what the client asked the cabinet, and what came of it.
type visit struct {
	d        *doctor
	steps    []onayclient.Step
	seen     []onayclient.Exchange
	details  map[string]string // of steps that held
	noSignIn string            // why there was none
	unsent   error             // why the next step was not sent
	hold     string            // why nothing is sent any more
	captures []capture
}

// ended takes down what became of a call of the client.
func (v *visit) ended(err error) {
	var e *onayclient.Error
	errors.As(err, &e)
	for i, x := range slices.Backward(v.seen) {
		if e != nil && e.Op == x.Step.Op {
			v.seen[i].Err = err // it tells what the client makes of the answer in the end
			return
		}
	}
	if v.unsent == nil && v.d.ctx.Err() == nil && !errors.Is(err, onayclient.ErrNoLogin) {
		v.unsent = err
	}
}

// tell tells of the steps in their order.
func (v *visit) tell() {
	for _, s := range v.steps {
		var made []onayclient.Exchange
		for _, x := range v.seen {
			if x.Step.Op == s.Op {
				v.exchange(x, len(made) > 0)
				made = append(made, x)
			}
		}
		switch {
		case len(made) == 0:
			v.missing(s)
		case s.Name == startPage:
			v.token(made[len(made)-1])
		}
	}
}

// exchange tells of one that was made; again is one after the first of its step.
func (v *visit) exchange(x onayclient.Exchange, again bool) {
	s, err := x.Step, x.Err
	f := finding{Step: s.Name, Basis: s.Basis(), Outcome: held, Took: x.Took, Detail: v.details[s.Name]}
	if s.Name == startPage {
		f.Step, f.Detail = "cabinet reachable", x.Summary()
		if again {
			f.Step = "redirect followed"
		}
		if isAnswered(x) {
			err = nil // what is wrong with the page, the step of its token says
		}
	}
	v.captures = append(v.captures, capture{f.Step, x.Capture(v.d.cmd.pan)})
	if err != nil {
		v.fail(&f, s, err, came(x))
	}
	v.d.found(f)
}

// isAnswered reports whether a start page came, a redirect to it, or a page of another form.
func isAnswered(x onayclient.Exchange) bool {
	return x.Err == nil || x.Status/100 == 3 || x.Status != 0 && errors.Is(x.Err, onayclient.ErrChanged)
}

// token tells whether the start page, the last that was asked for, had one.
func (v *visit) token(x onayclient.Exchange) {
	f := finding{Step: "token found", Basis: x.Step.Basis(), Outcome: held, Detail: "in the page"}
	switch {
	case !isAnswered(x):
		f.Outcome, f.Detail = skipped, "not reached"
	case x.Err != nil:
		v.fail(&f, x.Step, x.Err, came(x))
	}
	v.d.found(f)
}

// missing tells why nothing was sent for a step.
func (v *visit) missing(s onayclient.Step) {
	f := finding{Step: s.Name, Basis: s.Basis(), Outcome: skipped, Detail: v.reason(s)}
	if s.Name == startPage {
		f.Step = "cabinet reachable"
	}
	if f.Detail == "" {
		v.fail(&f, s, v.unsent, "")
		v.unsent = nil
	}
	v.d.found(f)
	if s.Name == startPage {
		v.d.found(finding{Step: "token found", Basis: f.Basis, Outcome: skipped, Detail: "not reached"})
	}
}

// reason is why a step was skipped; empty if it failed.
func (v *visit) reason(s onayclient.Step) string {
	switch {
	case v.d.cmd.pan.IsZero() && s.Name != startPage && s.Name != signIn:
		return "give --card to try it"
	case v.noSignIn != "" && s.Name != startPage && s.Name != readCard:
		return v.noSignIn
	case v.d.ctx.Err() != nil:
		return "interrupted"
	case v.hold != "":
		return "nothing is sent: " + v.hold
	case v.failedBefore(s):
		return ""
	default:
		return "not reached"
	}
}

// failedBefore reports whether a call of the client failed before it sent the step: the step that the
// error names, or else the next one.
func (v *visit) failedBefore(s onayclient.Step) bool {
	var e *onayclient.Error
	errors.As(v.unsent, &e)
	named := func(s onayclient.Step) bool { return e != nil && s.Op == e.Op }
	return v.unsent != nil && (named(s) || !slices.ContainsFunc(v.steps, named))
}

// fail says what was expected, what came and what to do. came is empty if nothing was sent.
func (v *visit) fail(f *finding, s onayclient.Step, err error, came string) {
	var e *onayclient.Error
	if !errors.As(err, &e) {
		f.fail(s.Wants, err.Error(), "", "see whether the database can be read and written")
		return
	}
	why := e.Kind.Error()
	if !e.Until.IsZero() {
		why += " until " + e.Until.UTC().Format(time.RFC3339)
	}
	f.fail(cmp.Or(e.Missing, s.Wants), cmp.Or(came, "nothing was sent: "+why), "", e.Advice(came != ""))
	switch {
	case errors.Is(e.Kind, onayclient.ErrChanged):
		f.File = s.File
	case errors.Is(e.Kind, onayclient.ErrBadLogin):
		f.File, f.Do = v.d.cmd.Config, "mend cabinet.login or cabinet.password: "+f.Do
	case errors.Is(e.Kind, onayclient.ErrBanned), errors.Is(e.Kind, onayclient.ErrBusy):
		v.hold = why
	}
}

// came says what there was instead of a good answer.
func came(x onayclient.Exchange) string {
	switch {
	case x.Fault != nil && x.Status == 0:
		return "no answer: " + x.Fault.Error()
	case x.Fault != nil:
		return fmt.Sprintf("%s, cut short: %v", x.Summary(), x.Fault)
	default:
		return x.Summary()
	}
}
