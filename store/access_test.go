package store

import (
	"context"
	"testing"
)

func TestWhatTheListSaysIsKept(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1, 2)
	write(t, s, func(ctx context.Context, tx *Tx) error { return tx.SetAccess(ctx, 2, LeftOut) })
	wantErr(t, try(t, s, func(ctx context.Context, tx *Tx) error { return tx.SetAccess(ctx, 3, Listed) }), ErrNotFound)
	for all, want := range map[bool]map[int64]Access{true: {1: Unlisted, 2: LeftOut}, false: {2: LeftOut}} {
		list, err := s.Accesses(t.Context(), all)
		if err != nil {
			t.Fatal(err)
		}
		got := map[int64]Access{}
		for _, c := range list {
			got[c.ID] = c.Access
		}
		equal(t, "access", got, want)
	}
}
