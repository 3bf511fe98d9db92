package telegramsim

import "time"

// Option changes a Server as New makes it.
type Option func(*Server)

// WithToken sets the one token the server knows; "42:TEST-TOKEN" by default.
// The digits before the colon are the bot's user id.
func WithToken(token string) Option {
	return func(s *Server) { s.token = token }
}

// WithUsername sets the bot's username; "onay_test_bot" by default.
func WithUsername(name string) Option {
	return func(s *Server) { s.username = name }
}

// WithNow sets the clock of message dates, of the 48 hours in which messages
// may be deleted and of the 15 minutes in which a press may be answered. Long
// polls and the sending limits run on the machine's own clock.
func WithNow(now func() time.Time) Option {
	return func(s *Server) { s.now = now }
}

// WithLimits makes the server enforce Telegram's sending limits: 30 messages a
// second in all, 1 a second to a chat with a burst of 3, 20 a minute to a group.
// What goes beyond is refused with 429 and retry_after.
func WithLimits() Option {
	return func(s *Server) { s.limits = newLimiter() }
}

// WithoutPrivacy switches the bot's group privacy mode off: it receives every
// message of its groups, not only commands, replies to it and service messages.
func WithoutPrivacy() Option {
	return func(s *Server) { s.privacy = false }
}
