package config

import (
	"errors"
	"io/fs"
	"os"
	"slices"
)

// maxSecret bounds a file that holds one secret, in bytes.
const maxSecret = 4096

// secretFile is a key that names a file instead of holding the secret.
type secretFile struct {
	key, file string // of the secret and of its file, dotted
	path      string
	dst       *Secret
	shape     func(string) error
}

func (c *Config) secretFiles() []secretFile {
	return []secretFile{
		{"telegram.token", "telegram.token_file", c.Telegram.TokenFile, &c.Telegram.Token, botToken},
		{"cabinet.password", "cabinet.password_file", c.Cabinet.PasswordFile, &c.Cabinet.Password, anything},
		{"cabinet.app_token", "cabinet.app_token_file", c.Cabinet.AppTokenFile, &c.Cabinet.AppToken, headerToken},
	}
}

// readSecrets takes in the secrets that stand in files of their own.
func (c *Config) readSecrets() error {
	for _, f := range c.secretFiles() {
		if f.path == "" {
			continue
		}
		if !f.dst.IsZero() {
			return c.Fault(f.file, "is given beside "+f.key+": keep one of the two"+c.places.viaEnv(f.key))
		}
		if err := f.read(); err != nil {
			return c.Fault(f.file, err.Error())
		}
	}
	return nil
}

// viaEnv adds where a value comes from that is not in the file.
func (ps places) viaEnv(key string) string {
	if env := ps.of[key].env; env != "" {
		return " (" + env + " is set)"
	}
	return ""
}

// read stores the text of the file. Its error follows the key in a message and
// holds neither path nor text: somebody may have put the secret itself here.
func (f secretFile) read() error {
	src, err := readAll(f.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return errors.New("names no file: give the path of a file that holds the secret alone")
	case errors.Is(err, fs.ErrPermission):
		return errors.New("names a file that may not be read by this user: change its owner or mode")
	case err != nil:
		return errors.New("names what cannot be read, such as a folder: give the path of a file that holds the secret alone")
	case len(src) > maxSecret:
		return errors.New("names a file of over 4 KiB: it must hold the secret alone")
	}
	text := trimNewline(string(trimBOM(src)))
	if text == "" {
		return errors.New("names an empty file: put the secret into it")
	}
	if err := f.shape(text); err != nil {
		return errors.New("names a file whose text " + err.Error())
	}
	*f.dst = NewSecret(text)
	return nil
}

// Exposed tells whether the configuration file holds a secret and may be read
// by others than its owner.
func (c *Config) Exposed() bool {
	info, err := os.Stat(c.places.file)
	return err == nil && c.places.secret && info.Mode().Perm()&0o077 != 0
}

func (c *Config) holdsSecret() bool {
	return slices.ContainsFunc(c.secretFiles(), func(f secretFile) bool { return !f.dst.IsZero() })
}
