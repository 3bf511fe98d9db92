package store

import (
	"context"
	"errors"
	"math"
	"os"
	"runtime"
	"testing"
	"time"
)

func TestCheckIsContentAndWritesNothing(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1)
	before, err := os.Stat(s.path + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Health(t.Context()); err != nil {
		t.Fatal(err)
	}
	after, err := os.Stat(s.path + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	if after.Size() != before.Size() || !after.ModTime().Equal(before.ModTime()) {
		t.Errorf("the log beside the database was written to: %d bytes, then %d", before.Size(), after.Size())
	}
	addChat(t, s, 2) // the writer is free again
}

func TestCheckNamesWhatIsWrong(t *testing.T) {
	t.Parallel()
	s := open(t)
	if err := s.health(t.Context(), math.MaxUint64); runtime.GOOS == "linux" && !errors.Is(err, ErrDiskFull) {
		t.Errorf("with a full disk: %v", err)
	}
	write(t, s, func(context.Context, *Tx) error { // a writer that hangs
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
		defer cancel()
		if err := s.Health(ctx); !errors.Is(err, ErrBusy) {
			t.Errorf("with a writer that hangs: %v", err)
		}
		return nil
	})
	if err := s.Health(t.Context()); err != nil {
		t.Errorf("after it: %v", err)
	}
	if err := s.w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Health(t.Context()); !errors.Is(err, ErrUnwritable) {
		t.Errorf("with a closed writer: %v", err)
	}
	if err := s.r.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Health(t.Context()); !errors.Is(err, ErrUnreadable) {
		t.Errorf("with a closed reader: %v", err)
	}
}
