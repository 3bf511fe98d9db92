package bot

import (
	"context"
	"strings"
	"testing"

	"onaybot/bot/telegram"
	"onaybot/store"
)

func TestCardKeysHideTheNumber(t *testing.T) {
	t.Parallel()
	b, other := &Bot{signer: telegram.NewSigner("1:A")}, &Bot{signer: telegram.NewSigner("2:B")}
	pan := number(t, 1)
	key := b.cardKey(pan)
	if len(key) != 32 || strings.Contains(key, pan.Last4()) || key != b.cardKey(pan) {
		t.Errorf("key %q", key)
	}
	if key == b.cardKey(number(t, 2)) || key == other.cardKey(pan) {
		t.Error("the key is the same for another card, or under another secret")
	}
}

// A group does not get its answers back by becoming a supergroup.
func TestWhatIsCountedFollowsAGroup(t *testing.T) {
	t.Parallel()
	b, _ := family(t, 0)
	pan := number(t, 1)
	for range wrongAnswers {
		write(t, b.Store, func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.Spend(ctx, b.wrongHere(-7, pan), start)
			return err
		})
	}
	write(t, b.Store, func(ctx context.Context, tx *store.Tx) error { return b.signer.MigrateChat(ctx, tx, -7, -1007) })
	for chat, stopped := range map[int64]bool{-7: false, -1007: true} {
		until, err := b.Store.UsedUp(t.Context(), b.wrongHere(chat, pan), start)
		if err != nil || until.IsZero() == stopped {
			t.Errorf("chat %d is stopped until %v, %v", chat, until, err)
		}
	}
}
