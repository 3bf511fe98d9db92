package onayclient

import "context"

var webSteps = []Step{
	{"start page", stepStart.op, false, "HTTP 200 with the start page", "onayclient/web_start.go"},
	{"card read", stepCheck.op, false, "HTTP 200 with JSON: result with pan and balance, type true", "onayclient/web.go"},
	{"sign-in", stepSignIn.op, true, "HTTP 200 with JSON: type true", "onayclient/web_assumed.go"},
	{"card added", stepAdd.op, true, "HTTP 200 with JSON: type true", "onayclient/web_assumed.go"},
	{"rides read", stepDetail.op, true, "HTTP 200 with JSON: result with pages and rows, type true", "onayclient/web_assumed.go"},
}

var appSteps = []Step{
	{"card read", stepAppCard.op, false, "HTTP 200 with JSON: success true, data.balance", "onayclient/app_assumed.go"},
	{"sign-in", stepAppSignIn.op, false, "HTTP 200 with JSON: success true, data.shortToken", "onayclient/app_assumed.go"},
	{"card in account", stepAppCards.op, false, "HTTP 200 with JSON: success true, a list with pan", "onayclient/app_assumed.go"},
	{"rides read", stepAppTickets.op, true, "HTTP 200 with JSON: success true, a list with payload", "onayclient/app_assumed.go"},
}

func stepOf(op string) Step {
	for _, all := range [][]Step{webSteps, appSteps} {
		for _, s := range all {
			if s.Op == op {
				return s
			}
		}
	}
	return Step{Name: op, Op: op}
}

// Steps are the dialect's steps in their order.
func (c *Client) Steps() []Step { return c.dialect.steps() }

func (*web) steps() []Step { return webSteps }
func (*app) steps() []Step { return appSteps }

// SignIn signs in to the account unless the client is. Without a login it comes as far as a session
// of the web cabinet, and returns [ErrNoLogin].
func (c *Client) SignIn(ctx context.Context) error {
	if err := c.dialect.enter(ctx); err != nil {
		return c.explain(ctx, "sign in", err)
	}
	return nil
}

func (w *web) enter(ctx context.Context) error {
	if _, err := w.session(ctx, nil); err != nil {
		return err
	}
	if w.account.login == "" {
		return ErrNoLogin
	}
	return w.signIn(ctx)
}

func (a *app) enter(ctx context.Context) error {
	if a.account.login == "" {
		return ErrNoLogin
	}
	if a.newerThan("") != "" {
		return nil
	}
	_, err := a.join(ctx, "")
	return err
}

// WithObserve has every exchange told to observe once it is over.
func WithObserve(observe func(Exchange)) Option { return func(c *config) { c.tell = observe } }

// WithOnce sends each step at most once.
func WithOnce() Option { return func(c *config) { c.once = true } }

// WithTryRefused tries refused credentials once more.
func WithTryRefused() Option { return func(c *config) { c.tryRefused = true } }

// again returns whether the step was sent before by a client that sends each once, and what came of it.
func (s *sender) again(k call) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	err, sent := s.done[k.step.op]
	return s.once && sent && k.step != stepStart, err
}

func (s *sender) note(k call, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.done[k.step.op] = err
}
