package bot

import (
	"context"
	"testing"

	"onaybot/store"
)

func TestWhomTheListSuspends(t *testing.T) {
	t.Parallel()
	b, _ := proofBot(t, 0)
	b.Allow, b.Admins = []int64{1, -7}, []int64{2}
	if err := b.followGroup(t.Context(), -7, -1009); err != nil {
		t.Fatal(err)
	}
	person, group := store.Chat{ID: 3, Kind: store.Private}, store.Chat{ID: -8, Kind: store.Group}
	was := func(c store.Chat) store.Chat {
		c.BlockedAt, c.Suspended = start, true
		return c
	}
	blocked := person
	blocked.BlockedAt = start
	for _, c := range []struct {
		name   string
		chat   store.Chat
		before []int64
		want   bool
	}{
		{"named again", was(store.Chat{ID: 1, Kind: store.Private}), nil, false},
		{"an admin", store.Chat{ID: 2, Kind: store.Private}, nil, false},
		{"a group that is named", store.Chat{ID: -7, Kind: store.Group}, nil, false},
		{"what that has become", store.Chat{ID: -1009, Kind: store.Supergroup}, nil, false},
		{"a person not named", person, nil, true},
		{"a person who has blocked the bot", blocked, []int64{3}, false},
		{"a group never named", group, []int64{1}, false},
		{"a group not named any more", group, []int64{-8}, true},
		{"that was suspended before", was(group), []int64{1}, true},
	} {
		write(t, b.Store, func(ctx context.Context, tx *store.Tx) error { return tx.AddChat(ctx, c.chat, start) })
		if got, err := b.follow(t.Context(), c.chat, c.before); err != nil || got != c.want {
			t.Errorf("%s: suspended %v, want %v (%v)", c.name, got, c.want, err)
		}
	}
}
