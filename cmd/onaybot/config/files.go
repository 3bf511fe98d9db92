package config

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"syscall"
	"time"
)

const (
	largestFile = 1 << 20         // bytes; a configuration has some thousands
	readWithin  = 3 * time.Second // a file is at hand by then, or whoever writes into a FIFO
)

var (
	errNobody   = errors.New("nobody writes into it")
	errTooLarge = errors.New("it is larger than 1 MiB")
)

// readFile reads a file whole. It waits for no other process for long, as reading a FIFO would.
func readFile(path string) ([]byte, error) {
	type read struct {
		text []byte
		err  error
	}
	over := make(chan read, 1)
	go func() { // which stays behind in a read that never ends
		text, err := readAll(path)
		over <- read{text, err}
	}()
	late := time.NewTimer(readWithin)
	defer late.Stop()
	select {
	case r := <-over:
		return r.text, r.err
	case <-late.C:
		return nil, errNobody
	}
}

func readAll(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, largestFile+1))
	if err == nil && len(text) > largestFile {
		err = errTooLarge
	}
	return text, err
}

// reason is the text of an error without the path.
func reason(err error) string {
	var bad *fs.PathError
	if errors.As(err, &bad) {
		err = bad.Err
	}
	return err.Error()
}

// folder wants the path of one, or of nothing as yet.
func folder(path string) string {
	if path == "" {
		return ""
	}
	info, err := os.Stat(path)
	isFile := err == nil && !info.IsDir() || errors.Is(err, syscall.ENOTDIR)
	return when(isFile, "is, or leads through, a file: give the path of a folder, which is made if it is not there")
}

// Passing names a fault of the machine behind an error and what mends it, such as that of a full
// disk, which no change of the configuration does; "" is another fault, such as that of a path.
func Passing(err error) string {
	var no syscall.Errno
	if !errors.As(err, &no) {
		return ""
	}
	switch no {
	case syscall.ENOENT, syscall.ENOTDIR, syscall.EISDIR, syscall.ELOOP, syscall.ENAMETOOLONG, syscall.EACCES,
		syscall.EPERM, syscall.EINVAL, syscall.ENXIO, syscall.EADDRINUSE, syscall.EADDRNOTAVAIL:
		return ""
	case syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG:
		return "the disk is full: make room on it"
	case syscall.EMFILE, syscall.ENFILE:
		return "too many files are open: close some, or raise the limit"
	case syscall.EROFS:
		return "its file system is read-only: look after the disk, and mount it for writing"
	case syscall.ENOMEM:
		return "the machine is short of memory"
	case syscall.EBUSY:
		return "another process holds it: end that, or wait for it"
	}
	return "the machine or its disk has a fault: look at its own log"
}
