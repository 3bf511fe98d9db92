package bot

import (
	"context"
	"testing"

	"onaybot/bot/internal/testkit"
	"onaybot/store"
)

func TestWhomTheListSuspends(t *testing.T) {
	t.Parallel()
	b := newBotOf(t, &testkit.API{}, func(c *Config) { c.Allow, c.Admins = []int64{1, -7}, []int64{2} })
	if err := b.admission.followGroup(t.Context(), -7, -1009); err != nil {
		t.Fatal(err)
	}
	person, group := store.Chat{ID: 3, Kind: store.Private}, store.Chat{ID: -8, Kind: store.Group}
	was := func(c store.Chat) store.Chat {
		c.BlockedAt, c.Suspended = testkit.Start, true
		return c
	}
	blocked := person
	blocked.BlockedAt = testkit.Start
	muted := group
	muted.ID, muted.BlockedAt, muted.MutedAt = -9, testkit.Start, testkit.Start
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
		{"a muted group not named any more", muted, []int64{-9}, true},
		{"that was suspended before", was(group), []int64{1}, true},
	} {
		testkit.Write(t, b.Store, func(ctx context.Context, tx *store.Tx) error { return tx.AddChat(ctx, c.chat, testkit.Start) })
		if got, err := b.admission.suspendOrNot(t.Context(), c.chat, c.before); err != nil || got != c.want {
			t.Errorf("%s: suspended %v, want %v (%v)", c.name, got, c.want, err)
		}
	}
}

func TestWhoIsServed(t *testing.T) {
	t.Parallel()
	private := &admission{allow: []int64{1, -7}, admins: []int64{2}}
	for _, c := range []struct {
		chat, user int64
		want       bool
	}{{1, 1, true}, {2, 2, true}, {3, 3, false}, {-7, 3, true}, {-8, 3, false}, {-8, 1, true}} {
		if got := private.named(c.chat, c.user); got != c.want {
			t.Errorf("chat %d, user %d: %v", c.chat, c.user, got)
		}
		if !(&admission{}).named(c.chat, c.user) {
			t.Errorf("an open bot turns away chat %d, user %d", c.chat, c.user)
		}
	}
}
