package telegramsim

// TB is the part of testing.TB that this package uses.
type TB interface {
	Helper()
	Fatalf(format string, args ...any)
	Errorf(format string, args ...any)
	Cleanup(func())
}

// NewTest is New for a test: at its end the server is closed and every Problem
// fails the test. An HTTP server around it waits for the bot's long poll when it
// is closed, so stop the bot or Close this one first.
func NewTest(t TB, opts ...Option) *Server {
	t.Helper()
	s := New(opts...)
	t.Cleanup(func() {
		s.Close()
		for _, problem := range s.Problems() {
			t.Errorf("telegramsim: %s", problem)
		}
	})
	return s
}
