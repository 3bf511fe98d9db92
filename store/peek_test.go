package store

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestPeekLeavesTheFolderAsItIs(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "bot.db")
	p, err := PeekAt(t.Context(), path)
	if err != nil || p.Exists || p.Known == 0 {
		t.Fatalf("an absent database: %+v, %v", p, err)
	}
	if got := names(t, path); len(got) != 0 {
		t.Fatalf("looking made %v", got)
	}

	s, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Set(t.Context(), "k", "v"); err != nil {
		t.Fatal(err)
	}
	peek(t, path, true)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	before, files := content(t, path), names(t, path)
	peek(t, path, false)
	if after := content(t, path); !slices.Equal(before, after) {
		t.Error("looking changed the file")
	}
	if got := names(t, path); !slices.Equal(got, files) {
		t.Errorf("looking left %v, there were %v", got, files)
	}
}

func peek(t *testing.T, path string, inUse bool) {
	t.Helper()
	p, err := PeekAt(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if !p.Exists || p.Schema != p.Known || p.InUse != inUse || p.Facts["k"] != "v" {
		t.Errorf("got %+v, want a current one, in use: %v", p, inUse)
	}
}

func TestPeekKnowsWhatIsNoDatabase(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "bot.db")
	if err := os.WriteFile(path, []byte("this is a text and no database at all, whatever its name may say"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := PeekAt(t.Context(), path); err == nil {
		t.Error("a text passes for a database")
	}
	if _, err := PeekAt(t.Context(), filepath.Dir(path)); err == nil {
		t.Error("a folder passes for a database")
	}
}

func names(t *testing.T, path string) []string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}

func content(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
