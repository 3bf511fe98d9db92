package store

import (
	"context"
	"math"
	"testing"
	"time"
)

func openDialog(t *testing.T, s *Store, chat, user int64, until time.Time) {
	t.Helper()
	write(t, s, func(ctx context.Context, tx *Tx) error {
		d := Dialog{ChatID: chat, UserID: user, Step: "name", Until: until}
		return tx.SetDialog(ctx, d, map[string]int64{"link": 7})
	})
}

func TestDialogUntilItExpires(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1)
	openDialog(t, s, 1, 5, start.Add(time.Hour))
	d, err := s.Dialog(t.Context(), 1, 5, start)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "dialog", d, Dialog{ChatID: 1, UserID: 5, Step: "name", Data: []byte(`{"link":7}`), Until: start.Add(time.Hour)})
	for _, c := range []struct {
		name       string
		chat, user int64
		now        time.Time
	}{
		{"another person", 1, 6, start},
		{"another chat", 2, 5, start},
		{"expired", 1, 5, start.Add(time.Hour)},
	} {
		if _, err := s.Dialog(t.Context(), c.chat, c.user, c.now); err != nil {
			wantErr(t, err, ErrNotFound)
		} else {
			t.Errorf("%s: there is a dialog", c.name)
		}
	}
}

func TestDialogReplacesTheOneBefore(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1)
	openDialog(t, s, 1, 5, start.Add(time.Hour))
	write(t, s, func(ctx context.Context, tx *Tx) error {
		return tx.SetDialog(ctx, Dialog{ChatID: 1, UserID: 5, Step: "number", Until: start.Add(minute)}, nil)
	})
	d, err := s.Dialog(t.Context(), 1, 5, start)
	if err != nil || d.Step != "number" || string(d.Data) != "null" {
		t.Errorf("dialog %+v, %v", d, err)
	}
	equal(t, "dialogs", count(t, s, "dialogs"), 1)
}

func TestEndDialogSaysWhetherThereWasOne(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1)
	openDialog(t, s, 1, 5, start.Add(time.Hour))
	openDialog(t, s, 1, 6, start.Add(time.Hour))
	for _, want := range []bool{true, false} {
		write(t, s, func(ctx context.Context, tx *Tx) error {
			open, err := tx.EndDialog(ctx, 1, 5)
			equal(t, "there was one", open, want)
			return err
		})
	}
	equal(t, "dialogs", count(t, s, "dialogs"), 1)
}

func TestSetDialogRefusesWhatIsNoJSON(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1)
	err := try(t, s, func(ctx context.Context, tx *Tx) error {
		return tx.SetDialog(ctx, Dialog{ChatID: 1, UserID: 5, Step: "name", Until: start}, math.NaN())
	})
	if err == nil {
		t.Error("a dialog that cannot be read back was written")
	}
}
