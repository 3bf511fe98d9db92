package config

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestFilesThatCannotBeRead(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	huge := filepath.Join(dir, "huge.yaml")
	if err := os.WriteFile(huge, make([]byte, maxSize+1), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		"":                             "--config",
		filepath.Join(dir, "none.yml"): "no such file",
		dir:                            "cannot be read",
		huge:                           "over 1 MiB",
	} {
		if _, err := read(path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want …%s…", path, err, want)
		}
	}
	// Root reads everything, so the refusal itself is not provoked.
	if got := readProblem(fmt.Errorf("open: %w", fs.ErrPermission)); !strings.Contains(got, "may not be read") {
		t.Errorf("permission: %s", got)
	}
}

func TestBadUTF8(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]int{"": 0, "Оңай\n": 0, "\ufffd": 0, "\xff": 1, "a\nб\nc\xd0": 3} {
		if got := badUTF8([]byte(src)); got != want {
			t.Errorf("%q: line %d, want %d", src, got, want)
		}
	}
}
