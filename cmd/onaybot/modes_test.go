package main

import (
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// What the process writes is its user's alone, however open the machine's
// default is.
func TestFilesAreForTheirOwnerAlone(t *testing.T) {
	t.Parallel()
	e := newSims(t)
	dir := t.TempDir()
	file := e.writeConfig(filepath.Join(dir, "bot.db"))
	run := openly(t, "run", "--config", file)
	stderr, err := run.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := run.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = run.Process.Kill(); _ = run.Wait() })
	go func() { _, _ = io.Copy(e.log, stderr) }()
	e.person(1, "ru").ask(panMum, "0017") // there is something in all of them
	for _, args := range [][]string{
		{"backup", "--config", file, filepath.Join(dir, "copy.db")},
		{"doctor", "--config", file, "--card", panMum, "--save", filepath.Join(dir, "out")},
	} {
		if out, err := openly(t, args...).CombinedOutput(); err != nil && args[0] == "backup" {
			t.Fatalf("%v: %s", err, out)
		}
	}
	modes(t, dir, "bot.db", "bot.db-wal", "bot.db-shm", "copy.db", "out")
}

// openly is onaybot run where new files are for everybody.
func openly(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	cmd := onaybot(t.Context(), args...)
	cmd.Args = append([]string{"sh", "-c", `umask 0; exec "$0" "$@"`}, append([]string{os.Args[0]}, args...)...)
	path, err := exec.LookPath("sh")
	if err != nil {
		t.Fatal("needs a shell: ", err)
	}
	cmd.Path = path
	return cmd
}

func modes(t *testing.T, dir string, want ...string) {
	t.Helper()
	found := ""
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || path == dir {
			return err
		}
		found += " " + d.Name()
		info, err := d.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range want {
		if !strings.Contains(found+" ", " "+name+" ") {
			t.Errorf("there is no %s among%s", name, found)
		}
	}
}
