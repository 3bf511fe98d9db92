package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"onaybot/cmd/onaybot/config"
	"onaybot/onayclient"
)

// ridesDays is how many days back the doctor asks for rides.
const ridesDays = 30

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
	seen     map[string][]onayclient.Exchange // by the Op of their step
	failed   map[string]*onayclient.Error     // what ended a call of the client, by its Op
	details  map[string]string                // of steps that held, by name
	noSignIn string                           // why there was none
	hold     string                           // why nothing is sent any more
}

// cabinet has the client ask what the bot asks, each step at most once. The error is a fault of the
// configuration.
func (d *doctor) cabinet(cfg *config.Config, known *memory) error {
	v := &visit{
		d: d, seen: make(map[string][]onayclient.Exchange), failed: make(map[string]*onayclient.Error),
		details: map[string]string{signIn: "accepted", "card added": "in the account", "card in account": "in the account"},
	}
	var doubts bytes.Buffer // what the client logs, such as that it left a transaction out
	log := slog.New(slog.NewTextHandler(&doubts, &slog.HandlerOptions{ReplaceAttr: plainly}))
	c := clientConfig(cfg, known, log, d.now)
	c.Once, c.TryRefused = true, d.cmd.SignIn
	c.Observe = func(x onayclient.Exchange) { v.seen[x.Step.Op] = append(v.seen[x.Step.Op], x) }
	switch {
	case c.Login == "":
		v.noSignIn = "cabinet.login is empty: balances only, no rides"
	case known.readOnly:
		v.noSignIn = "not tried, for a refusal could not be noted in the database"
		c.Login, c.Password = "", ""
	}
	client, err := onayclient.New(c)
	if err != nil {
		return fmt.Errorf("make cabinet client: %w", err)
	}
	v.ask(client, &doubts)
	client.Close() // no exchange comes after it
	for _, s := range client.Steps() {
		v.tell(s)
	}
	return nil
}

// ask asks for the card, for a sign-in and for the rides, as far as there is a card and an account.
func (v *visit) ask(client *onayclient.Client, doubts *bytes.Buffer) {
	d := v.d
	if !d.cmd.pan.IsZero() {
		card, err := client.Card(d.ctx, d.cmd.pan)
		v.details[readCard] = describeCard(card)
		v.ended(err)
	}
	err := client.SignIn(d.ctx)
	v.ended(err)
	if err != nil || d.cmd.pan.IsZero() {
		return
	}
	doubts.Reset()
	list, err := client.Transactions(d.ctx, d.cmd.pan, d.now().AddDate(0, 0, -ridesDays), d.now().Add(time.Minute))
	v.details[readRides] = strings.TrimSpace(fmt.Sprintf("%d rows of the last %d days %s", len(list), ridesDays, doubts))
	v.ended(err)
}

// ended takes down what became of a call of the client.
func (v *visit) ended(err error) {
	var e *onayclient.Error
	switch {
	case errors.As(err, &e):
		v.failed[e.Op] = e
	case err != nil && v.d.ctx.Err() == nil && !errors.Is(err, onayclient.ErrNoLogin):
		v.d.faults = append(v.d.faults, err)
	}
}

// plainly leaves out of a record of the log what the line of a step does not need.
func plainly(_ []string, a slog.Attr) slog.Attr {
	if a.Key == slog.TimeKey || a.Key == slog.LevelKey || a.Key == "card" {
		return slog.Attr{}
	}
	return a
}

// describeCard tells a reading without the number.
func describeCard(c onayclient.Card) string {
	sign, tiyn := "", c.Balance
	if tiyn < 0 {
		sign, tiyn = "-", -tiyn
	}
	text := fmt.Sprintf("%s%d.%02d tenge, ", sign, tiyn/100, tiyn%100)
	switch {
	case c.Type == "":
		text += "no type"
	case strings.Trim(c.Type, "0123456789.") != "":
		text += "a type that is no code"
	default:
		text += "type " + c.Type
	}
	if c.Blocked {
		text += ", blocked"
	}
	return text
}

// tell tells of a step: each exchange that was made, or why there was none.
func (v *visit) tell(s onayclient.Step) {
	made := v.seen[s.Op]
	if last := len(made) - 1; last >= 0 && v.failed[s.Op] != nil {
		made[last].Err = v.failed[s.Op] // what the client makes of the answer in the end
	}
	for i, x := range made {
		v.exchange(x, i > 0)
	}
	switch {
	case len(made) == 0:
		v.missing(s)
	case s.Name == startPage:
		v.token(made[len(made)-1])
	}
}

// exchange tells of one that was made; again is one after the first of its step.
func (v *visit) exchange(x onayclient.Exchange, again bool) {
	s, err := x.Step, x.Err
	f := finding{Step: s.Name, Basis: s.Basis(), Outcome: held, Detail: v.details[s.Name]}
	f.took(x.Took)
	if s.Name == startPage {
		f.Step, f.Detail = "cabinet reachable", x.Summary()
		if again {
			f.Step = "redirect followed"
		}
		if isAnswered(x) {
			err = nil // what is wrong with the page, the step of its token says
		}
	}
	v.d.save(f.Step, x.Capture(v.d.cmd.pan))
	if err != nil {
		v.fail(&f, s, err, came(x))
	}
	v.d.found(f)
}

// isAnswered reports whether a start page came, a redirect to it, or a page of another form.
func isAnswered(x onayclient.Exchange) bool {
	return x.Err == nil || x.Status/100 == 3 || x.Status != 0 && errors.Is(x.Err, onayclient.ErrChanged)
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
	if f.Detail == "" {
		v.fail(&f, s, v.failed[s.Op], "")
	}
	if s.Name != startPage {
		v.d.found(f)
		return
	}
	f.Step = "cabinet reachable"
	v.d.found(f)
	v.d.found(finding{Step: "token found", Basis: f.Basis, Outcome: skipped, Detail: "not reached"})
}

// reason is why a step was skipped; empty if it failed before anything was sent.
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
	case v.failed[s.Op] != nil:
		return ""
	default:
		return "not reached"
	}
}

// fail says what was expected, what came and what to do. came is empty if nothing was sent.
func (v *visit) fail(f *finding, s onayclient.Step, err error, came string) {
	var e *onayclient.Error
	if !errors.As(err, &e) { // the client's own fault
		f.fail(s.Wants, err.Error(), "", "report it")
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
