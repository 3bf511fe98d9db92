package config

import (
	"errors"
	"io/fs"
	"testing"
)

func TestErrorText(t *testing.T) {
	t.Parallel()
	tests := []struct {
		err  Error
		want string
	}{
		{Error{Problem: "is wrong"}, "is wrong"},
		{Error{Key: "log.level", Problem: "is wrong"}, "log.level is wrong"},
		{Error{File: "a.yaml", Problem: "is wrong"}, "a.yaml: is wrong"},
		{Error{File: "a.yaml", Line: 3, Column: 5, Key: "log", Problem: "is wrong", Excerpt: "3 | log:"}, "a.yaml:3:5: log is wrong\n3 | log:"},
	}
	for _, tt := range tests {
		if got := tt.err.Error(); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
	if err := error(&Error{err: fs.ErrPermission}); !errors.Is(err, fs.ErrPermission) {
		t.Error("the cause is lost")
	}
}

func TestParent(t *testing.T) {
	t.Parallel()
	for key, want := range map[string]string{"fares[0].half": "fares[0]", "fares[0]": "fares", "log.level": "log", "log": "", "": ""} {
		if got := parent(key); got != want {
			t.Errorf("parent(%q) = %q, want %q", key, got, want)
		}
	}
}
