package onayclient

import (
	"context"
	"errors"
	"regexp"
	"testing"
)

func TestNewUUID(t *testing.T) {
	t.Parallel()
	shape := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	if a, b := newUUID(), newUUID(); a == b || !shape.MatchString(a) {
		t.Errorf("%s, %s", a, b)
	}
}

func currentDevice(t *testing.T, d *device) string {
	t.Helper()
	id, err := d.current(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestTheDeviceIDIsKept(t *testing.T) {
	t.Parallel()
	for _, given := range []string{"", "123e4567-e89b-42d3-a456-426614174000"} {
		kept := &memory{}
		first := currentDevice(t, &device{state: kept, given: given})
		if given != "" && first != given {
			t.Errorf("the configured id became %s", first)
		}
		again := &device{state: kept, given: given}
		if got := currentDevice(t, again); got != first {
			t.Errorf("after a restart %s, want %s", got, first)
		}
		if err := again.become(t.Context(), "named-by-the-api"); err != nil {
			t.Fatal(err)
		}
		for _, useless := range []string{"", "two words", "a\nb"} {
			if err := again.become(t.Context(), useless); err != nil {
				t.Fatal(err)
			}
		}
		if got := currentDevice(t, &device{state: kept, given: given}); got != "named-by-the-api" {
			t.Errorf("after a restart %s", got)
		}
		if got := currentDevice(t, &device{state: kept, given: "another"}); got != "another" {
			t.Errorf("after a change of the configuration %s", got)
		}
	}
}

// full is a State that cannot be written.
type full struct{ memory }

var errFull = errors.New("disk full")

func (*full) Set(context.Context, string, string) error { return errFull }

func TestADeviceIDThatCannotBeKeptIsNotUsed(t *testing.T) {
	t.Parallel()
	d := &device{state: &full{}}
	if id, err := d.current(t.Context()); !errors.Is(err, errFull) || id != "" {
		t.Errorf("%q, %v", id, err)
	}
	d.id = "known"
	if err := d.become(t.Context(), "new"); !errors.Is(err, errFull) || d.id != "new" {
		t.Errorf("%q, %v", d.id, err)
	}
}
