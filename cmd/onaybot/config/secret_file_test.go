package config

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

const fileToken = "123456:abcdefghijklmnopqrstuvwxyz-FILE"

// secretAt writes a file and returns its path.
func secretAt(t *testing.T, text string, mode os.FileMode) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestSecretsFromFiles(t *testing.T) {
	t.Parallel()
	src := "telegram: {token_file: " + secretAt(t, "\ufeff"+fileToken+"\r\n", 0o400) + "}\n" +
		"cabinet:\n  login: op\n  password_file: " + secretAt(t, " with spaces \n", 0o400) + "\n" +
		"  app_token_file: " + secretAt(t, "app", 0o400) + "\n"
	c := mustParse(t, src)
	got := []string{c.Telegram.Token.Reveal(), c.Cabinet.Password.Reveal(), c.Cabinet.AppToken.Reveal()}
	for i, want := range []string{fileToken, " with spaces ", "app"} {
		if got[i] != want {
			t.Errorf("secret %d is %q, want %q", i, got[i], want)
		}
	}
}

func TestASecretFileThatCannotServe(t *testing.T) {
	t.Parallel()
	for want, path := range map[string]string{
		"no such file":                  filepath.Join(t.TempDir(), "absent"),
		"names what cannot be read":     t.TempDir(),
		"empty file":                    secretAt(t, "\n\n", 0o600),
		"text is not a bot token":       secretAt(t, "SECRET\nSECRET", 0o600),
		"names what cannot be read (no": "SECRET/",
		"given beside telegram.token:":  "",
	} {
		if strings.HasPrefix(want, "given") {
			path = secretAt(t, fileToken, 0o600) + "\n  token: " + fileToken
		}
		e := fault(t, "telegram:\n  token_file: "+path+"\n")
		if e.Key != "telegram.token_file" || e.Line != 2 || !strings.Contains(e.Problem, want) {
			t.Errorf("got %v, want …%s…", e, want)
		}
		if strings.Contains(e.Error(), "SECRET") || strings.Contains(e.Error(), path) {
			t.Errorf("the message tells the path or the text: %v", e)
		}
	}
}

func TestASecretFileBesideTheEnvironment(t *testing.T) {
	t.Parallel()
	src := "telegram:\n  token_file: " + secretAt(t, fileToken, 0o600) + "\n"
	if e := fault(t, src, EnvToken, fileToken); e.Line != 2 || !strings.Contains(e.Problem, EnvToken+" is set") {
		t.Errorf("got %v", e)
	}
}

func TestASecretFileOfAnotherUser(t *testing.T) {
	t.Parallel()
	if os.Getuid() == 0 { // who may read everything
		again(t, 65534)
		return
	}
	path := secretAt(t, fileToken, 0)
	if e := fault(t, "telegram:\n  token_file: "+path+"\n"); !strings.Contains(e.Problem, "permission denied") {
		t.Errorf("got %v", e)
	}
}

// again runs this test as another user.
func again(t *testing.T, user uint32) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "/proc/self/exe", "-test.v", "-test.run", "^"+t.Name()+"$")
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: user, Gid: user}}
	if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "--- PASS: "+t.Name()) {
		t.Errorf("as user %d: %v\n%s", user, err, out)
	}
}

func TestWhoElseMayReadTheSecret(t *testing.T) {
	t.Parallel()
	const token = "telegram: {token: '" + fileToken + "'}\n"
	for _, tc := range []struct {
		src  string
		mode os.FileMode
		env  string
		want bool
	}{
		{token, 0o644, "", true},
		{token, 0o640, "", true},
		{token, 0o600, "", false},
		{token, 0o644, fileToken, true},
		{"telegram: {token: ''}\n", 0o644, fileToken, false},
		{"log: {level: warn}\n", 0o644, "", false},
	} {
		path := filepath.Join(t.TempDir(), "onaybot.yaml")
		if err := errors.Join(os.WriteFile(path, []byte(tc.src), 0o600), os.Chmod(path, tc.mode)); err != nil {
			t.Fatal(err)
		}
		c, err := Load(path, func(name string) string {
			if name == EnvToken {
				return tc.env
			}
			return ""
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := c.WorldReadable(); got != tc.want {
			t.Errorf("%q, mode %o: exposed %v", tc.src, tc.mode, got)
		}
	}
}
