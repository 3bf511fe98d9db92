package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"debug/elf"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// staticBinary names the variable that gives `make static`'s binary to the test.
const staticBinary = "ONAYBOT_STATIC"

// emptyRoot is a folder that is the whole file system of a process: the static
// binary, certificate authorities and /data, which alone can be written to. It
// is what the Dockerfile makes.
type emptyRoot struct {
	t    *testing.T
	path string
}

// nobody is the user of the Dockerfile.
const nobody = 65532

func newEmptyRoot(t *testing.T, authorities []byte) *emptyRoot {
	t.Helper()
	binary := os.Getenv(staticBinary)
	switch {
	case binary == "" && os.Getenv("CI") == "true":
		t.Fatal(staticBinary + " names no binary: .ci/run builds one")
	case binary == "":
		t.Skip("needs the binary of `make static` in " + staticBinary)
	}
	path, err := os.MkdirTemp("", "onaybot-root-") // t.TempDir is closed to other users
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = errors.Join(os.Chmod(path, 0o700), os.RemoveAll(path)) })
	r := &emptyRoot{t, path}
	program, err := os.ReadFile(binary)
	if err != nil {
		t.Fatal(err)
	}
	r.write("/onaybot", program, 0o555)
	r.write("/etc/ssl/certs/ca-certificates.crt", authorities, 0o444)
	r.write("/data/.keep", nil, 0o444)
	for dir, mode := range map[string]os.FileMode{"/": 0o555, "/data": 0o700} {
		if err := os.Chmod(r.path+dir, mode); err != nil {
			t.Fatal(err)
		}
	}
	if os.Getuid() == 0 {
		if err := os.Chown(r.path+"/data", nobody, nobody); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

func (r *emptyRoot) write(name string, text []byte, mode os.FileMode) {
	r.t.Helper()
	if err := os.MkdirAll(filepath.Dir(r.path+name), 0o755); err != nil {
		r.t.Fatal(err)
	}
	if err := os.WriteFile(r.path+name, text, mode); err != nil {
		r.t.Fatal(err)
	}
}

// command is onaybot within the root, as the Dockerfile starts it. If the
// test is not run by root, its user is that one in a namespace.
func (r *emptyRoot) command(args ...string) *exec.Cmd {
	ctx, cancel := context.WithTimeout(r.t.Context(), 2*time.Minute)
	r.t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, "/onaybot", args...)
	cmd.Dir, cmd.Env = "/data", []string{"TMPDIR=/data"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Chroot: r.path, Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	if os.Getuid() != 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{
			Chroot: r.path, Cloneflags: syscall.CLONE_NEWUSER,
			UidMappings: []syscall.SysProcIDMap{{ContainerID: nobody, HostID: os.Getuid(), Size: 1}},
			GidMappings: []syscall.SysProcIDMap{{ContainerID: nobody, HostID: os.Getgid(), Size: 1}},
		}
	}
	return cmd
}

// does runs onaybot, which must succeed and say all parts.
func (r *emptyRoot) does(args []string, parts ...string) {
	r.t.Helper()
	out, err := r.command(args...).CombinedOutput()
	if err != nil {
		r.t.Errorf("%s: %v\n%s", args, err, out)
	}
	for _, part := range parts {
		if !strings.Contains(string(out), part) {
			r.t.Errorf("%s does not say %q:\n%s", args, part, out)
		}
	}
}

// overTLS serves h with a certificate of the test's own, and returns the address.
func (e *e2e) overTLS(h http.Handler) (url string, authority []byte) {
	s := httptest.NewUnstartedServer(h)
	s.TLS = &tls.Config{MinVersion: tls.VersionTLS13}
	s.StartTLS()
	e.t.Cleanup(s.CloseClientConnections)
	e.t.Cleanup(func() { go s.Close() })
	return s.URL, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw})
}

func TestTheStaticBinaryNeedsNothingBesideIt(t *testing.T) {
	t.Parallel()
	e := newSims(t)
	telegram, authority := e.overTLS(e.telegram)
	cabinet, _ := e.overTLS(http.StripPrefix("/kz", e.cabinet)) // httptest's certificate is one and the same
	r := newEmptyRoot(t, authority)
	if binary, err := elf.Open(os.Getenv(staticBinary)); err != nil {
		t.Fatal(err)
	} else if libraries, err := binary.ImportedLibraries(); err != nil || len(libraries) > 0 {
		t.Errorf("it wants %v: %v", libraries, err)
	} else if err := binary.Close(); err != nil {
		t.Fatal(err)
	}
	free, address := freePort(t)
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	r.write("/data/onaybot.yaml", fmt.Appendf(nil, `telegram: {token: "42:TEST-TOKEN", api_url: "%s", rate: 0}
database: /data/onaybot.db
cabinet: {base_url: "%s/kz", login: op, password: secret, rate: 1000, fresh: 1s}
alerts: {schedule: "@every 1s"}
maintenance: {schedule: "@every 1s"}
metrics: {listen: %q}
`, telegram, cabinet, address), 0o444)

	r.does([]string{"version"}, "onaybot ")
	r.does([]string{"demo", "--script"}, "🔔 Мама")
	r.does([]string{"doctor", "--config", "/data/onaybot.yaml", "--card", panMum}, "UTC+05:00")

	cmd, log := r.command("run", "--config", "/data/onaybot.yaml"), &syncBuffer{}
	cmd.Stderr = log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	e.log = log
	mum := e.person(1, "ru")
	mum.ask(panMum, "·0017")
	e.until("database written anew") // which takes room for a copy
	r.does([]string{"health", "--config", "/data/onaybot.yaml"}, "well")
	r.does([]string{"backup", "--config", "/data/onaybot.yaml", "/data/copy.db"}, "1 cards")
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("run: %v\n%s", err, log)
	}
	r.does([]string{"restore", "--config", "/data/onaybot.yaml", "/data/copy.db"}, "is restored")
	if strings.Contains(log.String(), "level=ERROR") || bytes.Contains([]byte(log.String()), []byte("panic")) {
		t.Errorf("its log:\n%s", log)
	}
}

// What the container is made of is what the test above runs.
func TestTheDockerfileBuildsTheStaticBinary(t *testing.T) {
	t.Parallel()
	src, err := os.ReadFile("../../Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{
		"RUN make static ", "FROM scratch\n", fmt.Sprintf("USER %d:%d\n", nobody, nobody), "WORKDIR /data\n", "ENV TMPDIR=/data\n",
		"/etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/\n", `CMD ["/onaybot", "health", "--config", "/data/onaybot.yaml"]`,
	} {
		if !strings.Contains(string(src), line) {
			t.Errorf("the Dockerfile lacks %q", line)
		}
	}
}
