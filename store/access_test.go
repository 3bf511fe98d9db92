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

func TestAListedGroupStaysListedAsASupergroup(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ group, supergroup, want Access }{
		"listed":            {Listed, -1, Listed},
		"never listed":      {Unlisted, -1, Unlisted},
		"left out":          {LeftOut, -1, Unlisted},
		"met already":       {Listed, Unlisted, Listed},
		"met and listed":    {Unlisted, Listed, Listed},
		"met, was left out": {Unlisted, LeftOut, Unlisted},
	} {
		s := open(t)
		addChat(t, s, -5)
		write(t, s, func(ctx context.Context, tx *Tx) error { return tx.SetAccess(ctx, -5, c.group) })
		if c.supergroup >= 0 {
			addChat(t, s, -1005)
			write(t, s, func(ctx context.Context, tx *Tx) error { return tx.SetAccess(ctx, -1005, c.supergroup) })
		}
		migrateChat(t, s, -5, -1005)
		got, err := s.Accesses(t.Context(), true)
		if err != nil || len(got) != 1 || got[0].ID != -1005 || got[0].Access != c.want {
			t.Errorf("%s: %+v, %v; want %d", name, got, err, c.want)
		}
	}
}
