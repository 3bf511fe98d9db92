package store

import (
	"context"
	"errors"
	"testing"
)

func TestInvites(t *testing.T) {
	t.Parallel()
	s, _, links := family(t)
	hash := []byte("hash of a word")
	write(t, s, func(ctx context.Context, tx *Tx) error {
		if _, err := tx.Invite(ctx, hash); !errors.Is(err, ErrNotFound) {
			t.Errorf("error %v", err)
		}
		return tx.AddInvite(ctx, hash, links[0], start.Add(hour))
	})
	write(t, s, func(ctx context.Context, tx *Tx) error {
		in, err := tx.Invite(ctx, hash)
		equal(t, "new", in, Invite{LinkID: links[0], Until: start.Add(hour)})
		return errors.Join(err, tx.UseInvite(ctx, hash, start))
	})
	wantErr(t, try(t, s, func(ctx context.Context, tx *Tx) error { return tx.UseInvite(ctx, hash, start) }), ErrNotFound)
	write(t, s, func(ctx context.Context, tx *Tx) error {
		in, err := tx.Invite(ctx, hash)
		equal(t, "used", in, Invite{LinkID: links[0], Until: start.Add(hour), UsedAt: start})
		return err
	})
}

func TestErasedUpdateLeavesItsIDAlone(t *testing.T) {
	t.Parallel()
	s := open(t)
	save(t, s, update(1, 7))
	write(t, s, func(ctx context.Context, tx *Tx) error { return tx.Erase(ctx, 1, start) })
	equal(t, "known again", save(t, s, update(1, 7)), []int64(nil))
	equal(t, "rows that say whose", count(t, s, "inbox WHERE chat_id <> 0 OR body IS NOT NULL OR done_at IS NULL"), 0)
}
