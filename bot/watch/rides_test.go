package watch

import (
	"errors"
	"slices"
	"testing"
	"time"

	"onaybot/onayclient"
)

func ride(id string, at time.Time) onayclient.Transaction {
	return onayclient.Transaction{ID: id, At: at, Kind: onayclient.KindRide, Route: "92", Amount: -12000}
}

// rode sets the cabinet's list of rides.
func (b *bench) rode(list ...onayclient.Transaction) {
	b.cabinet.set(func(c *cabinet) { c.rides, c.from = list, time.Time{} })
}

// wantRides asks for the rides of a week and compares their ids.
func (b *bench) wantRides(pan onayclient.PAN, from time.Time, readAt time.Time, want ...string) {
	b.t.Helper()
	got, err := b.Rides(b.t.Context(), b.card(pan), from)
	if err != nil {
		b.t.Fatal(err)
	}
	b.compareRides(got, readAt, want...)
}

func (b *bench) compareRides(got Rides, readAt time.Time, want ...string) {
	b.t.Helper()
	var ids []string
	for _, x := range got.List {
		ids = append(ids, x.ID)
	}
	if !slices.Equal(ids, want) || !got.At.Equal(readAt) {
		b.t.Errorf("rides %v of %v, want %v of %v", ids, got.At, want, readAt)
	}
}

func TestRidesAreReadAndServedAgainWhileFresh(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	pan := b.holds(1, "01.01", 600)
	b.follow(1, 10)
	week := start.AddDate(0, 0, -7)
	b.rode(ride("a", start.Add(-time.Hour)), ride("b", start.AddDate(0, 0, -8)))
	b.wantRides(pan, week, start, "a") // what lies before is not shown

	b.rode(ride("c", start.Add(-time.Minute)))
	b.clock.add(fresh - time.Millisecond)
	b.wantRides(pan, week, start, "a")
	b.wantRides(pan, week.Add(time.Hour), start, "a")
	if !b.cabinet.from.IsZero() {
		t.Errorf("fresh rides are asked for again, from %v", b.cabinet.from)
	}
	b.clock.add(time.Millisecond)
	b.wantRides(pan, week, b.clock.now(), "c", "a")
}

func TestRidesOfALongerTimeAreReadAnew(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	pan := b.holds(1, "01.01", 600)
	b.follow(1, 10)
	b.rode(ride("a", start.Add(-time.Hour)))
	b.wantRides(pan, start.AddDate(0, 0, -7), start, "a")
	b.rode(ride("b", start.AddDate(0, 0, -20)))
	month := start.AddDate(0, 0, -30)
	b.wantRides(pan, month, start, "a", "b")
	if !b.cabinet.from.Equal(month) {
		t.Errorf("asked from %v, want %v", b.cabinet.from, month)
	}
}

func TestRidesKnownBeforeComeWithTheFailure(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	pan := b.holds(1, "01.01", 600)
	b.follow(1, 10)
	week := start.AddDate(0, 0, -7)
	b.rode(ride("a", start.Add(-time.Hour)))
	b.wantRides(pan, week, start, "a")

	b.clock.add(time.Hour)
	b.cabinet.set(func(c *cabinet) { c.fail = &onayclient.Error{Kind: onayclient.ErrUnavailable} })
	got, err := b.Rides(t.Context(), b.card(pan), week)
	if !errors.Is(err, onayclient.ErrUnavailable) {
		t.Errorf("error %v", err)
	}
	b.compareRides(got, start, "a")
	if !b.DownSince().Equal(b.clock.now()) {
		t.Errorf("down since %v, want now", b.DownSince())
	}
}

func TestRidesNeverReadComeWithTheFailureAlone(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	pan := b.holds(1, "01.01", 600)
	b.follow(1, 10)
	b.cabinet.set(func(c *cabinet) { c.fail = onayclient.ErrNoLogin })
	got, err := b.Rides(t.Context(), b.card(pan), start)
	if !errors.Is(err, onayclient.ErrNoLogin) || len(got.List) != 0 || !got.At.IsZero() {
		t.Errorf("%+v, %v", got, err)
	}
	if !b.DownSince().IsZero() {
		t.Error("a missing account is no outage")
	}
}

// A terminal's clock may run a little ahead of ours.
func TestRideOfTheNextMomentIsShown(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	pan := b.holds(1, "01.01", 600)
	b.follow(1, 10)
	b.rode(ride("a", start.Add(30*time.Second)))
	b.wantRides(pan, start.AddDate(0, 0, -1), start, "a")
}
