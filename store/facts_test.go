package store

import "testing"

func TestFacts(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, step := range []struct{ key, value string }{
		{"requests", "2026-11-22 17"}, {"requests", "2026-11-22 18"}, {"ban", "с 08:30"}, {"requests", ""}, {"requests", ""},
	} {
		if err := s.Set(t.Context(), step.key, step.value); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Get(t.Context(), step.key); err != nil || got != step.value {
			t.Errorf("%s = %q, %v; want %q", step.key, got, err, step.value)
		}
	}
	if got, err := s.Get(t.Context(), "never set"); err != nil || got != "" {
		t.Errorf("a fact never set = %q, %v", got, err)
	}
	equal(t, "facts left", count(t, s, "facts"), 1)
}
