package onayclient

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestListing(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	at := func(hours int, id string, amount Money) parsed {
		return parsed{Transaction: Transaction{ID: id, At: now.Add(time.Duration(hours) * time.Hour), Amount: amount}}
	}
	l := listing{from: now.Add(-10 * time.Hour), to: now.Add(time.Hour), now: now}
	if !l.add([]parsed{at(-3, "b", 1), at(-1, "a", 1), {err: errCut}, at(25, "future", 1)}) {
		t.Error("new rows are not fresh")
	}
	if !l.add([]parsed{at(-1, "a", 2), at(-4, "c", 1), at(-4, "d", 1), at(-11, "old", 1)}) {
		t.Error("one new row among old ones is not fresh")
	}
	if l.add([]parsed{at(-1, "a", 3), at(-12, "older", 1)}) {
		t.Error("known and old rows are fresh")
	}
	if l.add(nil) {
		t.Error("an empty page is fresh")
	}
	want := []Transaction{at(-1, "a", 3).Transaction, at(-3, "b", 1).Transaction, at(-4, "d", 1).Transaction, at(-4, "c", 1).Transaction}
	if diff := cmp.Diff(want, l.newestFirst()); diff != "" {
		t.Error(diff)
	}
	if l.dropped != 2 || !errors.Is(l.why, ErrChanged) {
		t.Errorf("%d dropped for %v, want 2", l.dropped, l.why)
	}
}
