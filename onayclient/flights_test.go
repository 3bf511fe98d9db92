package onayclient

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"onaybot/onayclient/gate"
)

func testFlights(t *testing.T) (*flights, context.CancelFunc) {
	t.Helper()
	life, stop := context.WithCancel(context.Background())
	t.Cleanup(stop)
	return newFlights(life, func(context.Context) error { return nil }, slog.New(slog.DiscardHandler)), stop
}

func TestAFlightIsCancelledWhenTheLastHasGone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		fs, _ := testFlights(t)
		cancelled := make(chan struct{})
		fn := func(ctx context.Context) (int, error) {
			<-ctx.Done()
			close(cancelled)
			return 0, ctx.Err()
		}
		first, leaveFirst := context.WithCancel(t.Context())
		second, leaveSecond := context.WithCancel(t.Context())
		for _, ctx := range []context.Context{first, second} {
			go func() { _, _ = share(ctx, fs, "k", fn) }()
		}
		synctest.Wait()
		leaveFirst()
		synctest.Wait()
		select {
		case <-cancelled:
			t.Fatal("cancelled while one still waits")
		default:
		}
		leaveSecond()
		<-cancelled
		if got, err := share(t.Context(), fs, "k", func(context.Context) (int, error) { return 7, nil }); got != 7 || err != nil {
			t.Errorf("a caller who comes after got %d, %v", got, err)
		}
		fs.close()
		if len(fs.open) != 0 {
			t.Errorf("%d flights are left", len(fs.open))
		}
	})
}

func TestAPersonPromotesTheFlightsOfTheSweep(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		fs, _ := testFlights(t)
		promoted := make(chan struct{})
		inner := func(ctx context.Context) (int, error) {
			if !gate.IsBackground(ctx) {
				t.Error("a flight of the sweep is not background")
			}
			<-gate.Promoted(ctx)
			close(promoted)
			return 1, nil
		}
		outer := func(ctx context.Context) (int, error) { return share(ctx, fs, "session", inner) }
		var both sync.WaitGroup
		both.Go(func() { _, _ = share(gate.Background(t.Context()), fs, "card", outer) })
		synctest.Wait()
		both.Go(func() { _, _ = share(t.Context(), fs, "card", outer) })
		<-promoted
		both.Wait()
	})
}

func TestAPanicEndsOneFlight(t *testing.T) {
	t.Parallel()
	var log strings.Builder
	fs, _ := testFlights(t)
	fs.log = slog.New(slog.NewTextHandler(&log, nil))
	_, err := share(t.Context(), fs, "k", func(context.Context) (int, error) { panic("secret") })
	if !errors.Is(err, errPanic) {
		t.Errorf("got %v, want errPanic", err)
	}
	if !strings.Contains(log.String(), "flights_test.go") || strings.Contains(log.String(), "secret") {
		t.Errorf("logged %s", &log)
	}
	if got, err := share(t.Context(), fs, "k", func(context.Context) (int, error) { return 7, nil }); got != 7 || err != nil {
		t.Errorf("the next got %d, %v", got, err)
	}
}

func TestFlightsEndWithTheClient(t *testing.T) {
	t.Parallel()
	fs, stop := testFlights(t)
	began := make(chan struct{})
	got := make(chan error, 1)
	go func() {
		_, err := share(t.Context(), fs, "k", func(ctx context.Context) (int, error) {
			close(began)
			<-ctx.Done()
			return 0, ctx.Err()
		})
		got <- err
	}()
	<-began
	stop()
	fs.close()
	if err := <-got; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if _, err := share(t.Context(), fs, "k", func(context.Context) (int, error) { return 0, nil }); !errors.Is(err, errClosed) {
		t.Errorf("after close: %v", err)
	}
}

func TestManyFlightsAtOnce(t *testing.T) {
	t.Parallel()
	fs, _ := testFlights(t)
	var all sync.WaitGroup
	for i := range 2000 {
		all.Go(func() {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			if i%3 == 0 {
				cancel()
			}
			key := string(rune('a' + i%7))
			if got, err := share(ctx, fs, key, func(context.Context) (string, error) { return key, nil }); err == nil && got != key {
				t.Errorf("asked for %q, got %q", key, got)
			}
		})
	}
	all.Wait()
	fs.close()
	if len(fs.open) != 0 {
		t.Errorf("%d flights are left", len(fs.open))
	}
}
