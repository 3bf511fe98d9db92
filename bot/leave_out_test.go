package bot

import (
	"testing"

	"onaybot/store"
)

func TestWhatTheListSaysOfAChat(t *testing.T) {
	t.Parallel()
	b, _ := family(t, 0)
	b.Allow, b.Admins = []int64{1, -7}, []int64{2}
	person, group := store.Chat{ID: 3, Kind: store.Private}, store.Chat{ID: -8, Kind: store.Group}
	silent := group
	silent.BlockedAt = start
	if err := b.followGroup(t.Context(), -7, -1009); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		chat      store.Chat
		was, want store.Access
	}{
		{store.Chat{ID: 1, Kind: store.Private}, store.LeftOut, store.Listed},
		{store.Chat{ID: 2, Kind: store.Private}, store.Unlisted, store.Listed},
		{store.Chat{ID: -7, Kind: store.Group}, store.Unlisted, store.Listed},
		{store.Chat{ID: -1009, Kind: store.Supergroup}, store.Unlisted, store.Listed},
		{person, store.Unlisted, store.LeftOut},
		{person, store.Listed, store.LeftOut},
		{group, store.Unlisted, store.Unlisted},
		{group, store.Listed, store.LeftOut},
		{silent, store.LeftOut, store.LeftOut},
		{group, store.LeftOut, store.Unlisted},
	} {
		if got, err := b.accessOf(t.Context(), store.ChatAccess{Chat: c.chat, Access: c.was}); err != nil || got != c.want {
			t.Errorf("chat %d, which was %d: %d, want %d (%v)", c.chat.ID, c.was, got, c.want, err)
		}
	}
}
