package main

import (
	"math"
	"os"
	"syscall"
	"testing"
	"unsafe"
)

// While the disk is full nothing can be written down, so Telegram keeps what people say. Once
// there is room, the same process answers all of it.
func TestAFullDisk(t *testing.T) {
	t.Parallel()
	e := newSims(t)
	p := e.person(1, "ru")
	cmd := onaybot(t.Context(), "run", "--config", e.writeConfig(e.cfg.Database))
	cmd.Stderr = e.log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // ended by the kill
	})
	e.until("talking to telegram")
	p.ask(panMum, "·0017")
	limitFiles(t, cmd.Process.Pid, 1)
	p.Say("Мама")
	p.Say("/balance")
	e.until("disk")
	limitFiles(t, cmd.Process.Pid, math.MaxUint64)
	p.hear("Мама")
	p.hear("Мама ·0017")
	p.Say(panKid)
	p.hear("·0027")
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
}

// limitFiles has a process write no byte of a file beyond a place: to its programs this is a
// disk that is full.
func limitFiles(t *testing.T, pid int, most uint64) {
	t.Helper()
	limit := syscall.Rlimit{Cur: most, Max: math.MaxUint64}
	_, _, errno := syscall.RawSyscall6(syscall.SYS_PRLIMIT64, uintptr(pid), syscall.RLIMIT_FSIZE,
		uintptr(unsafe.Pointer(&limit)), 0, 0, 0)
	if errno != 0 {
		t.Fatal(errno)
	}
}
