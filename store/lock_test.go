package store

import (
	"path/filepath"
	"testing"
)

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
