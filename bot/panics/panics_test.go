package panics_test

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"onaybot/bot/panics"
)

// The runtime's own panics are logged in full. Of any other only the type is, and where it came from.
func TestWhatIsLoggedOfAPanic(t *testing.T) {
	t.Parallel()
	const number = "9643001234567890128"
	for name, c := range map[string]struct {
		do   func()
		want string
	}{
		"the runtime's":  {func() { _ = []int{}[len(number)] }, "index out of range"},
		"with a message": {func() { panic("of " + number) }, "panic=string"},
	} {
		var log bytes.Buffer
		var err error
		func() {
			defer panics.Recover(slog.New(slog.NewTextHandler(&log, nil)), "here", &err)
			c.do()
		}()
		got := log.String()
		if !errors.Is(err, panics.ErrPanic) || !strings.Contains(got, c.want) || !strings.Contains(got, "panics_test.go") ||
			strings.Contains(got, number) {
			t.Errorf("%s: %v: %s", name, err, got)
		}
	}
}
