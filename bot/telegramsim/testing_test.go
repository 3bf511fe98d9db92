package telegramsim

import "testing"

func TestNewTestFailsOnProblems(t *testing.T) {
	t.Parallel()
	fake := &fakeTB{}
	s := NewTest(fake)
	s.note("sendMessage", "unknown parameter")
	for _, cleanup := range fake.cleanups {
		cleanup()
	}
	fake.wantFailure(t, "telegramsim: sendMessage: unknown parameter")
	if !s.isClosed() {
		t.Error("the server is still open")
	}
}
