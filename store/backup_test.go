package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// inhabited is a database with three chats, one of which has a card with a ride.
func inhabited(t *testing.T) *Store {
	t.Helper()
	s := open(t)
	addChat(t, s, 1, 2, 3)
	card := addCard(t, s, 1)
	follow(t, s, 1, card)
	saveRides(t, s, card, ride("a", start))
	return s
}

func backup(t *testing.T, s *Store) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "backup.db")
	c, err := Backup(t.Context(), s.path, out)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "copy", c, Copy{Bytes: int64(len(content(t, out))), Schema: latest(t), Chats: 3, Cards: 1, Links: 1, Rides: 1})
	return out
}

func TestABackupIsWholeAndTheOwnersAlone(t *testing.T) {
	t.Parallel()
	s := inhabited(t)
	out := backup(t, s)
	info, err := os.Stat(out)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	equal(t, "files", names(t, out), []string{"backup.db"})
	equal(t, "link", linkOf(t, openAt(t, out), 1, 1), linkOf(t, s, 1, 1))
	addChat(t, s, 4) // the bot goes on
	if _, err := Backup(t.Context(), s.path, out); !errors.Is(err, fs.ErrExist) {
		t.Errorf("an existing file: %v", err)
	}
}

// While others write, a backup is of one moment: chats come in pairs.
func TestABackupIsOfOneMoment(t *testing.T) {
	t.Parallel()
	s := inhabited(t)
	ctx, stop := context.WithCancel(t.Context())
	written := make(chan error, 1)
	go func() {
		var err error
		for id := int64(1001); err == nil && ctx.Err() == nil; id += 2 {
			err = s.Tx(t.Context(), func(tx *Tx) error {
				return errors.Join(tx.AddChat(t.Context(), Chat{ID: id, Kind: Private}, start), tx.AddChat(t.Context(), Chat{ID: id + 1, Kind: Private}, start))
			})
		}
		written <- err
	}()
	for i := range 10 {
		c, err := Backup(t.Context(), s.path, filepath.Join(t.TempDir(), fmt.Sprint(i)))
		if err != nil || c.Chats%2 == 0 {
			t.Errorf("%d chats, %v", c.Chats, err)
		}
	}
	stop()
	if err := <-written; err != nil {
		t.Errorf("who wrote meanwhile: %v", err)
	}
}

// unusable makes files that cannot be restored.
func unusable(t *testing.T) map[error]string {
	t.Helper()
	dir, whole := t.TempDir(), content(t, backup(t, inhabited(t)))
	files := map[error]string{}
	put := func(name string, err error, data []byte) string {
		files[err] = filepath.Join(dir, name)
		if err := os.WriteFile(files[err], data, 0o600); err != nil {
			t.Fatal(err)
		}
		return files[err]
	}
	put("text", ErrForeign, bytes.Repeat([]byte("no database at all\n"), 300))
	put("cut", ErrDamaged, whole[:len(whole)/2])
	exec(t, put("newer", ErrNewerSchema, whole), "PRAGMA user_version = 1000")
	files[fs.ErrNotExist] = filepath.Join(dir, "missing")
	return files
}

func TestADamagedDatabaseIsNotBackedUp(t *testing.T) {
	t.Parallel()
	for want, path := range unusable(t) {
		out := filepath.Join(t.TempDir(), "backup.db")
		_, err := Backup(t.Context(), path, out)
		wantErr(t, err, want)
		if left := names(t, out); len(left) > 0 {
			t.Errorf("%v left %v", want, left)
		}
	}
}

func TestARowThatPointsAtNoneIsDamage(t *testing.T) {
	t.Parallel()
	out := backup(t, inhabited(t))
	exec(t, out, "DELETE FROM cards")
	_, err := Backup(t.Context(), out, out+"2")
	wantErr(t, err, ErrDamaged)
}

// Garbage anywhere in a file is found, or does no harm.
func TestGarbageInABackupIsFound(t *testing.T) {
	t.Parallel()
	whole := content(t, backup(t, inhabited(t)))
	for at := 0; at+4096 <= len(whole); at += 4096 {
		path := filepath.Join(t.TempDir(), "test.db")
		if err := os.WriteFile(path, append(append(whole[:at:at], bytes.Repeat([]byte{0xA5}, 4096)...), whole[at+4096:]...), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Backup(t.Context(), path, path+"2")
		if !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrForeign) {
			t.Errorf("garbage at %d: %v", at, err)
		}
	}
}

func TestALockIsOnes(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "test.db")
	unlock, err := Lock(path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = Lock(path)
	wantErr(t, err, ErrInUse)
	addChat(t, openAt(t, path), 1) // nobody is kept from the database itself
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
	again, err := Lock(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := again(); err != nil {
		t.Error(err)
	}
	if _, err := Lock(filepath.Join(path, "in", "no", "folder")); err == nil {
		t.Error("locked where there is no folder")
	}
}
