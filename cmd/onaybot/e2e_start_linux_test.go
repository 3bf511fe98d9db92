package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// A fault of the machine at the start ends with the code after which a service manager tries again.
func TestAPassingFaultAtTheStartExits1AndIsNamed(t *testing.T) {
	t.Parallel()
	e := newSims(t)
	dir := t.TempDir()
	for name, tc := range map[string]struct {
		within []string // the command that starts it
		want   string
	}{
		"a full disk":   {[]string{"sh", "-c", `ulimit -f 0; exec "$@"`, "sh"}, "the disk is full: make room on it"},
		"too few files": {[]string{"sh", "-c", `ulimit -n 8; exec "$@"`, "sh"}, "too many files are open: close some"},
		"a read-only disk": {[]string{"unshare", "--mount", "sh", "-c",
			`mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"`, dir}, "its file system is read-only"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if tc.within[0] == "unshare" && os.Getuid() != 0 && os.Getenv("CI") != "true" {
				t.Skip("only root may mount")
			}
			database := filepath.Join(dir, strings.ReplaceAll(name, " ", "-")+".db")
			code, said := startedWithin(t, tc.within, e.writeConfig(database))
			if code != exitFault || !strings.Contains(said, tc.want) {
				t.Errorf("exit code %d, want %d and %q:\n%s", code, exitFault, tc.want, said)
			}
		})
	}
}

// However few files it may open, under the shipped unit it is never the configuration's fault.
func TestTooFewFilesAreNeverTheConfigurationsFault(t *testing.T) {
	t.Parallel()
	e := newSims(t)
	const setting = "GOTRACEBACK=crash"
	if !strings.Contains(string(contents(t, "docs/onaybot.service")), "\nEnvironment="+setting+"\n") {
		t.Error("the unit does not set " + setting)
	}
	for files := 4; ; files++ {
		limit := fmt.Sprintf(`ulimit -c 0; ulimit -n %d; export %s; exec "$@"`, files, setting)
		code, said := startedWithin(t, []string{"sh", "-c", limit, "sh"}, e.writeConfig(filepath.Join(t.TempDir(), "bot.db")))
		if code == exitConfig {
			t.Errorf("with %d files: exit code %d\n%s", files, code, said)
		}
		if strings.Contains(said, "started") {
			t.Logf("%d files are enough to start", files)
			return
		}
		if files > 100 {
			t.Fatalf("100 files are not enough:\n%s", said)
		}
	}
}

// A process that Go itself ends, as after a panic, does not end with the code of a bad configuration.
func TestACrashIsNotTakenForABadConfiguration(t *testing.T) {
	t.Parallel()
	e := newSims(t)
	cmd := started(t, e.writeConfig(filepath.Join(t.TempDir(), "bot.db")))
	if err := cmd.Process.Signal(syscall.SIGQUIT); err != nil { // upon which the runtime does as after a panic
		t.Fatal(err)
	}
	_ = cmd.Wait()
	if status := cmd.ProcessState.Sys().(syscall.WaitStatus); status.Signal() != syscall.SIGABRT || status.CoreDump() {
		t.Errorf("it ended by %v, code %d, core %v", status.Signal(), status.ExitStatus(), status.CoreDump())
	}
}

// What another path or other rights would mend ends with the code after which nobody tries again.
func TestAWrongDatabasePathExits2(t *testing.T) {
	t.Parallel()
	e := newSims(t)
	dir := t.TempDir()
	pipe := filepath.Join(dir, "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{dir, pipe, filepath.Join(dir, "none", "bot.db"), filepath.Join(pipe, "bot.db")} {
		e.fails(exitConfig, []string{"run", "--config", e.writeConfig(path)}, "database", "this user may write to")
	}
}

// startedWithin runs a bot by another command until it has started or ended, and returns its exit
// code and what it has said.
func startedWithin(t *testing.T, within []string, file string) (code int, said string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), within[0], append(within[1:], os.Args[0], "run", "--config", file)...)
	cmd.Env = slices.Concat(onaybot(t.Context()).Env, []string{"PATH=" + os.Getenv("PATH")})
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(stderr)
	for lines.Scan() {
		said += lines.Text() + "\n"
		if strings.Contains(said, "msg=started") {
			_ = cmd.Process.Kill()
		}
	}
	_ = cmd.Wait() // its exit code is what counts
	return cmd.ProcessState.ExitCode(), said
}
