package store

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func TestADatabaseIsMissedWhenItsPathLeadsElsewhere(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path, symlink := filepath.Join(dir, "test.db"), filepath.Join(dir, "symlink.db")
	wantErr(t, os.Symlink(path, symlink), nil)
	wantErr(t, os.WriteFile(path, nil, 0o600), nil)
	s := openAt(t, symlink)
	wantErr(t, s.InPlace(), nil)
	wantErr(t, s.Maintain(t.Context()), nil) // writes the same file anew
	wantErr(t, s.InPlace(), nil)
	other := filepath.Join(dir, "other.db")
	wantErr(t, errors.Join(os.WriteFile(other, nil, 0o600), os.Remove(symlink), os.Symlink(other, symlink)), nil)
	wantErr(t, s.Health(t.Context()), ErrReplaced)
	wantErr(t, os.Remove(symlink), nil)
	wantErr(t, s.InPlace(), ErrReplaced)
	wantErr(t, os.Symlink(symlink, symlink), nil) // which leads nowhere that can be known
	wantErr(t, s.InPlace(), ErrUnreadable)
}

// The system's error is behind the driver's, whose text stays.
func TestWhySQLiteCouldNot(t *testing.T) {
	t.Parallel()
	_, err := Open(t.Context(), filepath.Join(t.TempDir(), "no", "folder.db"))
	wantErr(t, err, syscall.ENOENT)
	s := open(t)
	_, err = s.r.ExecContext(t.Context(), "CREATE TABLE a (b)") // by a connection that only reads
	if got := whatFileIs(err); !errors.Is(got, syscall.EACCES) || got.Error() != err.Error() {
		t.Errorf("got %v", got)
	}
}

// A database without content, as Lock leaves one where there was none, is none to restore.
func TestARestoreOverAnEmptyFileKeepsNone(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "test.db")
	unlock, err := Lock(path)
	wantErr(t, err, nil)
	r, err := Restore(t.Context(), path, backup(t, inhabited(t)), start)
	equal(t, "restored", []any{r.Kept, r.Unread, err, unlock()}, []any{"", nil, nil, nil})
	equal(t, "chats", chatsAt(t, path), []int64{1, 2, 3})
}
