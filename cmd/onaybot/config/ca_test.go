package config

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAnOwnAuthorityIsAddedToTheMachines(t *testing.T) {
	t.Parallel()
	c := mustParse(t, "cabinet: {ca_file: testdata/ca.pem}\n")
	if err := c.readCA(); err != nil || c.Cabinet.Roots == nil {
		t.Fatalf("pool %v, %v", c.Cabinet.Roots, err)
	}
	none := mustParse(t, "log: {}\n")
	if err := none.readCA(); err != nil || none.Cabinet.Roots != nil {
		t.Errorf("without a file: pool %v, %v", none.Cabinet.Roots, err)
	}
}

func TestABadAuthorityFileIsNamed(t *testing.T) {
	t.Parallel()
	good, err := os.ReadFile("testdata/ca.pem")
	if err != nil {
		t.Fatal(err)
	}
	for want, content := range map[string]string{
		"holds no certificate":                 "not PEM at all\n",
		"holds no certificate: give":           "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n",
		"holds a certificate that is damaged":  "-----BEGIN CERTIFICATE-----\nBggqhkjOPQMBBw==\n-----END CERTIFICATE-----\n",
		"certificate that is damaged: give a ": string(good) + "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, "ca.pem")
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		caFault(t, path, want)
		caFault(t, filepath.Join(dir, "absent.pem"), "names no file")
		caFault(t, dir, "cannot be read")
	}
}

// caFault wants a message that points at the key of the file.
func caFault(t *testing.T, path, want string) {
	t.Helper()
	err := mustParse(t, "cabinet:\n  ca_file: "+path+"\n").readCA()
	var e *Error
	if !errors.As(err, &e) || e.Key != "cabinet.ca_file" || e.Line != 2 || !strings.Contains(e.Problem, want) {
		t.Errorf("%s: got %v, want …%s…", path, err, want)
	}
}
