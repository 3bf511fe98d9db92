//go:build !linux

package store

import "os"

// takeByte locks nothing: elsewhere than on Linux no lock of an open file leaves SQLite's alone.
func takeByte(*os.File) error { return nil }

func freeByte(*os.File) error { return nil }
