package onayclient

import "testing"

func TestMemory(t *testing.T) {
	t.Parallel()
	var s memory
	if v, err := s.Get(t.Context(), "k"); v != "" || err != nil {
		t.Errorf("absent key: %q, %v", v, err)
	}
	if err := s.Set(t.Context(), "k", "v"); err != nil {
		t.Fatal(err)
	}
	if v, err := s.Get(t.Context(), "k"); v != "v" || err != nil {
		t.Errorf("got %q, %v", v, err)
	}
}
