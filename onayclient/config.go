package onayclient

import (
	"cmp"
	"errors"
	"log/slog"
	"net/url"
	"strings"
	"time"

	"onaybot/onayclient/gate"
)

// Dialect is a wire form of the cabinet.
type Dialect string

// The dialects.
const (
	Web Dialect = "web" // the cabinet's own pages
	App Dialect = "app" // the JSON API behind the mobile app
)

// Config sets up a [Client]. BaseURL and State must be given.
type Config struct {
	BaseURL string  // http or https, with a path or without
	Dialect Dialect // Web by default

	// Login and Password are those of the account whose cards' transactions can be read; the
	// app wants a phone number for a login. Without a login Transactions returns [ErrNoLogin].
	Login, Password string
	// AppToken is the application token of the operator's agreement, with or without "Bearer".
	AppToken string
	// DeviceID is a UUID by which the app's API knows this installation. One is made if it is
	// empty. The API may name another at the sign-in; that one is kept in the State.
	DeviceID string
	Cities   []int // whose cards of the app's account count, each asked for; 1, Almaty, by default
	// AppVersion and AppOS are the app that this client says it is: version 3.2.1 and 2, iOS, by
	// default (observed in 2026).
	AppVersion string
	AppOS      int

	Rate    float64       // requests a second; 1 by default, below 0 is no limit
	PerDay  int           // requests a calendar day of Location; 0 is no limit
	Timeout time.Duration // of one request, from connecting to the last byte; 8 s by default

	// Version and Contact name the client: "onaybot/VERSION (+CONTACT)".
	Version, Contact string
	// Location is the zone of the cabinet's times; by default UTC+5, which holds in all of
	// Kazakhstan since 2024-03-01.
	Location *time.Location
	// Now dates readings, days and holds. The pace and the timeouts are kept by the process's
	// own clock.
	Now func() time.Time
	// Log hears what no caller is told: holds, and transactions that are left out.
	Log   *slog.Logger
	State State // keeps what outlives a restart

	// Notify is told of a ban and of its end: each once, one at a time, over restarts too. It
	// runs within a request, while all others wait, and must not call the client. A process that is
	// killed meanwhile tells the same again after its restart.
	Notify func(Notice)
	// Observe is told of each request once it is over. It must return at once.
	Observe func(Exchange)

	// Once has this client send each step once at the most: nothing is repeated, renewed or
	// asked for in further pages. What would be sent again ends as the first did.
	Once bool
	// TryRefused has the client try a refused login and password once more, on purpose.
	TryRefused bool
}

// State keeps the few facts that outlive the process: how many requests the day has had,
// until when nothing is sent, and a salted hash of refused credentials. It must be safe for
// concurrent use.
type State = gate.State

// withDefaults returns c with its gaps filled.
func (c Config) withDefaults() Config {
	c.Rate = cmp.Or(c.Rate, 1)
	c.Timeout = cmp.Or(c.Timeout, 8*time.Second)
	c.AppVersion = cmp.Or(c.AppVersion, "3.2.1")
	c.AppOS = cmp.Or(c.AppOS, 2)
	if len(c.Cities) == 0 {
		c.Cities = []int{1}
	}
	c.Location = cmp.Or(c.Location, time.FixedZone("Asia/Almaty", 5*60*60))
	c.Log = cmp.Or(c.Log, slog.New(slog.DiscardHandler))
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Observe == nil {
		c.Observe = func(Exchange) {}
	}
	return c
}

// base returns the cabinet's address. It may hold no credentials, query or fragment; an
// error quotes nothing of it, because it might hold a password.
func (c Config) base() (*url.URL, error) {
	u, err := url.Parse(c.BaseURL)
	switch {
	case err != nil:
		return nil, errors.New("cabinet address: not a URL")
	case u.Scheme != "http" && u.Scheme != "https", u.Host == "":
		return nil, errors.New("cabinet address: want http:// or https:// and a host")
	case u.User != nil, u.RawQuery != "", u.Fragment != "":
		return nil, errors.New("cabinet address: want no user, query or fragment")
	}
	return u, nil
}

// agent is the User-Agent.
func (c Config) agent() string {
	agent := "onaybot/" + cmp.Or(headerText(c.Version), "dev")
	if contact := headerText(c.Contact); contact != "" {
		agent += " (+" + contact + ")"
	}
	return agent
}

// headerText drops what must not stand in a header: control and non-ASCII characters.
func headerText(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f {
			return -1
		}
		return r
	}, s)
}
