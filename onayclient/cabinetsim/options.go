package cabinetsim

import "time"

// Option sets up a Server before its city is built.
type Option func(*settings)

type settings struct {
	now      func() time.Time
	seed     uint64
	riders   int
	weeks    int
	login    string
	password string
	appToken string
	lax      bool
}

func defaults() settings {
	return settings{now: time.Now, seed: 1, riders: 40, weeks: 6, login: "demo@example.kz", password: "demo", appToken: "demo-token"}
}

// WithNow injects the clock; now is called from many goroutines at once.
// Delays of faults are real time whatever the clock says.
func WithNow(now func() time.Time) Option {
	return func(o *settings) { o.now = now }
}

// WithSeed picks the city: the same seed and the same moment give the same
// cards, rides, tokens and session ids. The default is 1.
func WithSeed(seed int64) Option {
	return func(o *settings) { o.seed = uint64(seed) }
}

// WithRiders sets how many riders live in the city besides the showcase cards
// (40 by default). Zero makes an empty city, without the showcase cards too.
func WithRiders(n int) Option {
	return func(o *settings) { o.riders = max(n, 0) }
}

// WithWeeks sets how many weeks of rides each rider has behind him (6 by
// default). Zero leaves the cards with a balance and no rows.
func WithWeeks(n int) Option {
	return func(o *settings) { o.weeks = max(n, 0) }
}

// WithLogin sets the one account that can sign in ("demo@example.kz" and
// "demo" by default). An empty login refuses everybody. In the app dialect the
// login is the phone number, whatever it looks like.
func WithLogin(login, password string) Option {
	return func(o *settings) { o.login, o.password = login, password }
}

// WithAppToken sets the application token of the app dialect ("demo-token" by
// default). An empty one refuses everybody.
func WithAppToken(token string) Option {
	return func(o *settings) { o.appToken = token }
}

// WithoutForms has /check ask for nothing but POST with a pan: no header
// X-Requested-With, no charset, no token bound to a session. Public clients of
// 2016 to 2018 sent none of them, and can be tried so.
func WithoutForms() Option {
	return func(o *settings) { o.lax = true }
}
