package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// BenchmarkIdleMemory prints what a freshly started bot holds in memory once
// it has answered somebody.
func BenchmarkIdleMemory(b *testing.B) {
	for range b.N {
		e := newSims(b)
		cmd := started(b, e.writeConfig(filepath.Join(b.TempDir(), "bot.db")))
		e.person(1, "ru").ask(panMum, "·0017")
		b.ReportMetric(float64(residentKB(b, cmd.Process.Pid))/1024, "RSS-MB")
		if err := cmd.Process.Kill(); err != nil {
			b.Fatal(err)
		}
		_ = cmd.Wait() // ended by the kill
	}
}

// residentKB is a process's resident memory, of Linux.
func residentKB(tb testing.TB, pid int) int {
	tb.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		tb.Fatal(err)
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(rest), " kB"))
			if err != nil {
				tb.Fatal(err)
			}
			return kb
		}
	}
	tb.Fatal("no VmRSS")
	return 0
}
