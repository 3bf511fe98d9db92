package onayclient

import (
	"crypto/x509"
	"log/slog"
	"net/http"
	"time"
)

// Defaults of the options.
const (
	DefaultTimeout  = 8 * time.Second
	DefaultRate     = 1.0
	DefaultBanPause = 6 * time.Hour
)

type config struct {
	speak           speaker
	login, password string
	http            *http.Client
	timeout         time.Duration
	rate            float64
	perDay          int
	now             func() time.Time
	agent           string
	log             *slog.Logger
	state           State
	notify          func(Notice)
	observe         func(step string, took time.Duration, err error)
	roots           *x509.CertPool
	zone            *time.Location
	banPause        time.Duration
	failures        uint
	breakerDelay    time.Duration
	retryPause      time.Duration
	tell            func(Exchange)
	once            bool
	tryRefused      bool
}

func defaults() config {
	return config{
		speak:        newWeb,
		http:         &http.Client{},
		timeout:      DefaultTimeout,
		rate:         DefaultRate,
		now:          time.Now,
		agent:        "onaybot/dev",
		log:          slog.New(slog.DiscardHandler),
		state:        &memory{},
		observe:      func(string, time.Duration, error) {},
		tell:         func(Exchange) {},
		zone:         time.FixedZone("Asia/Almaty", 5*60*60),
		banPause:     DefaultBanPause,
		failures:     5,
		breakerDelay: 30 * time.Second,
		retryPause:   500 * time.Millisecond,
	}
}

// Option configures a [Client].
type Option func(*config)

// WithLogin sets the account whose cards' rides can be read. Without one, or with both
// empty, Transactions returns [ErrNoLogin].
func WithLogin(login, password string) Option {
	return func(c *config) { c.login, c.password = login, password }
}

// WithHTTPClient sets the client to send with, for its transport. Its cookie jar, timeout
// and redirect policy are not used; it is not modified.
func WithHTTPClient(h *http.Client) Option { return func(c *config) { c.http = h } }

// WithTimeout limits a single request, from connecting to the last byte of the body.
func WithTimeout(d time.Duration) Option { return func(c *config) { c.timeout = d } }

// WithRate sets how many requests a second may go out; 0 or less is no limit, for tests.
func WithRate(perSecond float64) Option { return func(c *config) { c.rate = perSecond } }

// WithPerDay sets how many requests may go out in a calendar day of the client's
// location; 0 is no limit.
func WithPerDay(n int) Option { return func(c *config) { c.perDay = n } }

// WithNow sets the clock that dates readings, days and pauses. Pacing and timeouts run by
// the process's own clock.
func WithNow(now func() time.Time) Option { return func(c *config) { c.now = now } }

// WithUserAgent makes the client name itself "onaybot/VERSION (+contact)"; an empty
// contact is left out.
func WithUserAgent(version, contact string) Option {
	return func(c *config) {
		c.agent = "onaybot/" + headerText(version)
		if contact = headerText(contact); contact != "" {
			c.agent += " (+" + contact + ")"
		}
	}
}

// WithLogger sets where the client reports what no caller is told: pauses it takes and
// rows it leaves out. By default nowhere.
func WithLogger(l *slog.Logger) Option { return func(c *config) { c.log = l } }

// WithState sets where the facts that outlive a restart are kept; by default in memory.
func WithState(s State) Option { return func(c *config) { c.state = s } }

// WithNotify sets who is told when the cabinet bans the client or the circuit breaker opens,
// and when that is over: each turn once, in order, one at a time, over restarts as long as
// there is a [WithState]. tell runs within a request, without any lock held: it should be
// quick, and must not wait for a call of the client, which may be waiting for it. A process
// that is killed during tell tells the same turn again after its restart.
func WithNotify(tell func(Notice)) Option { return func(c *config) { c.notify = tell } }

// WithRoots sets the certificate authorities to trust instead of the machine's, for an
// operator who has one of his own. It does not touch a transport given by [WithHTTPClient].
func WithRoots(roots *x509.CertPool) Option { return func(c *config) { c.roots = roots } }

// WithObserver has every request told to observe once it is over: which step it was, such
// as "check", how long it took, and what came of it. It must return at once.
func WithObserver(observe func(step string, took time.Duration, err error)) Option {
	return func(c *config) { c.observe = observe }
}

// WithLocation sets the zone of the cabinet's times; by default UTC+5, which holds in all
// of Kazakhstan since 2024-03-01.
func WithLocation(zone *time.Location) Option { return func(c *config) { c.zone = zone } }

// WithBanPause sets how long nothing is sent after a ban.
func WithBanPause(d time.Duration) Option { return func(c *config) { c.banPause = d } }

// WithBreaker sets after how many failures in a row the circuit breaker opens, and for how
// long until one request probes; by default 5 and 30 s.
func WithBreaker(failures uint, delay time.Duration) Option {
	return func(c *config) { c.failures, c.breakerDelay = failures, delay }
}

// WithRetryPause sets the longest pause before a request is repeated; by default 500 ms. The
// pause is drawn at random.
func WithRetryPause(d time.Duration) Option { return func(c *config) { c.retryPause = d } }

// headerText drops what must not stand in a header: control and non-ASCII characters.
func headerText(s string) string {
	out := make([]byte, 0, len(s))
	for i := range len(s) {
		if s[i] >= ' ' && s[i] < 0x7f {
			out = append(out, s[i])
		}
	}
	return string(out)
}
