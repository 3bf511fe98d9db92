package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"onaybot/store/storetest"
)

// BenchmarkIdleMemory prints what a freshly started bot holds in memory once
// it has answered somebody.
func BenchmarkIdleMemory(b *testing.B) {
	for range b.N {
		e := newSims(b)
		cmd := started(b, e.writeConfig(filepath.Join(b.TempDir(), "bot.db")))
		e.person(1, "ru").ask(panMum, "·0017")
		b.ReportMetric(float64(residentKB(b, cmd.Process.Pid, "VmRSS:"))/1024, "RSS-MB")
		if err := cmd.Process.Kill(); err != nil {
			b.Fatal(err)
		}
		_ = cmd.Wait() // ended by the kill
	}
}

// BenchmarkReady prints how soon a bot with so many links polls, and what it
// holds in memory by then and, at the most, until it has answered somebody in the
// midst of its first sweep.
func BenchmarkReady(b *testing.B) {
	for _, links := range []int{1000, 10_000, 100_000, 1_000_000} {
		b.Run(fmt.Sprintf("links=%d", links), func(b *testing.B) {
			path := filepath.Join(b.TempDir(), "bot.db")
			storetest.Fill(b, path, links, time.Now())
			for range b.N {
				e := newSims(b)
				cmd := onaybot(b.Context(), "run", "--config", e.writeConfig(path))
				begun := time.Now()
				if err := cmd.Start(); err != nil {
					b.Fatal(err)
				}
				tick := time.NewTicker(time.Millisecond)
				for e.telegram.Calls("getUpdates") == 0 && time.Since(begun) < time.Minute {
					<-tick.C
				}
				b.ReportMetric(time.Since(begun).Seconds(), "s")
				b.ReportMetric(float64(residentKB(b, cmd.Process.Pid, "VmRSS:"))/1024, "RSS-MB")
				for e.cabinet.Requests().Total < 500 && time.Since(begun) < time.Minute {
					<-tick.C
				}
				tick.Stop()
				e.person(1, "ru").ask("/help", "Что я умею")
				b.ReportMetric(float64(residentKB(b, cmd.Process.Pid, "VmHWM:"))/1024, "peak-MB")
				if err := cmd.Process.Kill(); err != nil {
					b.Fatal(err)
				}
				_ = cmd.Wait() // ended by the kill
			}
		})
	}
}

// residentKB is a process's resident memory, now or at the most, of Linux.
func residentKB(tb testing.TB, pid int, what string) int {
	tb.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		tb.Fatal(err)
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, what); ok {
			kb, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(rest), " kB"))
			if err != nil {
				tb.Fatal(err)
			}
			return kb
		}
	}
	tb.Fatalf("no %s", what)
	return 0
}
