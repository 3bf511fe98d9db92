package config

import (
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func fifo(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func noEnv(string) string { return "" }

// A FIFO that nobody writes into does not hang whoever reads it.
func TestAFIFOThatNobodyWritesInto(t *testing.T) {
	t.Parallel()
	pipe := fifo(t)
	byKey := filepath.Join(t.TempDir(), "onaybot.yaml")
	if err := os.WriteFile(byKey, fmt.Appendf(nil, "telegram:\n  token_file: %s\n", pipe), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		pipe:  "cannot be read (nobody writes into it): give the path of a file",
		byKey: "telegram.token_file names what cannot be read (nobody writes into it): give the path of a file",
	} {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			if _, err := Load(path, noEnv); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// One that is written into is read, such as a secret that a tool hands over.
func TestAFIFOThatIsWrittenInto(t *testing.T) {
	t.Parallel()
	pipe, written := fifo(t), make(chan error, 1)
	go func() { written <- os.WriteFile(pipe, []byte("log: {level: warn}\n"), 0) }()
	if c, err := Load(pipe, noEnv); err != nil || c.Log.Level.String() != "WARN" {
		t.Errorf("%v", err)
	}
	if err := <-written; err != nil {
		t.Error(err)
	}
}

func TestAFileWithoutEndIsNotRead(t *testing.T) {
	t.Parallel()
	if _, err := Load("/dev/zero", noEnv); err == nil || !strings.Contains(err.Error(), "larger than 1 MiB") {
		t.Errorf("got %v", err)
	}
}

func TestTheFolderOfBackupsIsNoFile(t *testing.T) {
	t.Parallel()
	file := secretAt(t, "x", 0o600)
	for path, ok := range map[string]bool{
		file: false, file + "/in": false, filepath.Dir(file): true, filepath.Dir(file) + "/not/yet": true,
	} {
		c, err := parse("", []byte("backup:\n  dir: "+path+"\n"), noEnv)
		if (err == nil) != ok || (c != nil) != ok {
			t.Errorf("%s: %v", path, err)
		}
		if !ok && !strings.Contains(err.Error(), "backup.dir is, or leads through, a file: give the path of a folder") {
			t.Errorf("it says: %v", err)
		}
	}
}

func TestWhatPasses(t *testing.T) {
	t.Parallel()
	for err, want := range map[error]string{
		syscall.ENOSPC: "the disk is full", syscall.EDQUOT: "the disk is full", syscall.EMFILE: "too many files",
		syscall.ENFILE: "too many files", syscall.EROFS: "read-only", syscall.EIO: "the machine or its disk",
		syscall.ENOMEM: "memory", syscall.EBUSY: "another process",
		syscall.ENOENT: "", syscall.EACCES: "", syscall.EPERM: "", syscall.EISDIR: "", syscall.ENOTDIR: "", fs.ErrExist: "",
		syscall.EADDRINUSE: "", errNobody: "",
	} {
		wrapped := fmt.Errorf("a: %w", &net.OpError{Op: "open", Err: &fs.PathError{Op: "open", Path: "x", Err: err}})
		if got := Passing(wrapped); !strings.Contains(got, want) || (want == "") != (got == "") {
			t.Errorf("%v: %q", err, got)
		}
	}
}
