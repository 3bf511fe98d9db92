package config

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"strings"
	"time"
)

// The environment variables that override the file. An empty one counts as absent.
const (
	EnvToken    = "ONAYBOT_TELEGRAM_TOKEN"
	envLogin    = "ONAYBOT_CABINET_LOGIN"
	envPassword = "ONAYBOT_CABINET_PASSWORD"
	envAppToken = "ONAYBOT_CABINET_APP_TOKEN"
)

// Load reads the file at path, puts the environment over it, reads the secrets that stand in
// files of their own, and checks the whole. Every error is an [*Error]. An empty Telegram token
// is allowed, because not every command needs one: see [Config.NeedToken].
func Load(path string, getenv func(string) string) (*Config, error) {
	src, err := os.ReadFile(path)
	if err != nil {
		return nil, &Error{File: path, err: err, Problem: "cannot be read (" + reason(err) + "): " +
			"give the path of a file that this user may read with --config, such as a copy of config.example.yaml"}
	}
	return parse(path, src, getenv)
}

func reason(err error) string {
	var bad *fs.PathError
	if errors.As(err, &bad) {
		err = bad.Err // without the path
	}
	return err.Error()
}

// Default is the configuration of an empty file in an empty environment. It fails only where
// the data of Almaty's time zone is missing.
func Default() (*Config, error) {
	return parse("", nil, func(string) string { return "" })
}

const bom = "\ufeff" // of which some editors put one before a text

func parse(file string, src []byte, getenv func(string) string) (*Config, error) {
	c := &Config{}
	if err := c.decode([]byte(defaults)); err != nil {
		return nil, err
	}
	c.source = source{file: file, env: map[string]string{}}
	if err := c.decode(bytes.TrimPrefix(src, []byte(bom))); err != nil {
		return nil, err
	}
	c.source.hasSecret = !c.Telegram.Token.IsZero() || !c.Cabinet.Password.IsZero() || !c.Cabinet.AppToken.IsZero()
	c.readEnv(getenv)
	if err := c.readSecretFiles(); err != nil {
		return nil, err
	}
	if err := c.check(); err != nil {
		return nil, err
	}
	c.settle()
	return c, nil
}

func (c *Config) readEnv(getenv func(string) string) {
	for _, v := range []struct {
		name, key string
		set       func(text string)
	}{
		{EnvToken, "telegram.token", func(s string) { c.Telegram.Token = NewSecret(s) }},
		{envLogin, "cabinet.login", func(s string) { c.Cabinet.Login = s }},
		{envPassword, "cabinet.password", func(s string) { c.Cabinet.Password = NewSecret(s) }},
		{envAppToken, "cabinet.app_token", func(s string) { c.Cabinet.AppToken = NewSecret(s) }},
	} {
		if text := getenv(v.name); text != "" {
			v.set(trimNewline(text))
			c.source.env[v.key] = v.name
		}
	}
}

// readSecretFiles reads the secrets whose keys name a file. Its errors hold neither path nor
// text, because the path may be the secret itself, put under the wrong key.
func (c *Config) readSecretFiles() error {
	for _, f := range []struct {
		key, path string
		dst       *Secret
		check     func(Secret) string
	}{
		{"telegram.token", c.Telegram.TokenFile, &c.Telegram.Token, botToken},
		{"cabinet.password", c.Cabinet.PasswordFile, &c.Cabinet.Password, password},
		{"cabinet.app_token", c.Cabinet.AppTokenFile, &c.Cabinet.AppToken, headerToken},
	} {
		if f.path == "" {
			continue
		}
		src, err := os.ReadFile(f.path)
		secret := NewSecret(trimNewline(strings.TrimPrefix(string(src), bom)))
		problem := ""
		switch {
		case !f.dst.IsZero():
			problem = "is given beside " + f.key + c.source.viaEnv(f.key) + ": keep one of the two"
		case err != nil:
			problem = "names what cannot be read (" + reason(err) +
				"): give the path of a file that holds the secret alone and that this user may read"
		case secret.IsZero():
			problem = "names an empty file: put the secret into it"
		case f.check(secret) != "":
			problem = "names a file whose text " + f.check(secret)
		}
		if problem != "" {
			return c.Fault(f.key+"_file", problem)
		}
		*f.dst = secret
	}
	return nil
}

// viaEnv tells of a value that is not in the file.
func (s *source) viaEnv(key string) string {
	if env := s.env[key]; env != "" {
		return " (" + env + " is set)"
	}
	return ""
}

// trimNewline drops the line end that a shell or an editor leaves after a secret.
func trimNewline(text string) string { return strings.TrimRight(text, "\r\n") }

// settle gives checked values the form that their fields promise.
func (c *Config) settle() {
	c.Telegram.APIURL = strings.TrimRight(c.Telegram.APIURL, "/")
	c.Cabinet.BaseURL = strings.TrimRight(c.Cabinet.BaseURL, "/")
	for i := range c.Fares {
		c.Fares[i].From = midnight(c.Fares[i].From, c.Alerts.Timezone)
	}
	for i := range c.Holidays {
		c.Holidays[i] = midnight(c.Holidays[i], c.Alerts.Timezone)
	}
}

// midnight is the beginning of t's date in loc.
func midnight(t time.Time, loc *time.Location) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, loc)
}

// NeedToken is nil when there is a Telegram token, and an [*Error] that says how to give one
// when there is not.
func (c *Config) NeedToken() error {
	if !c.Telegram.Token.IsZero() {
		return nil
	}
	return c.Fault("telegram.token", "is empty: set it, the environment variable "+EnvToken+
		" or telegram.token_file to the token that @BotFather gave")
}

// WorldReadable tells whether the file holds a secret and others than its owner may read it.
func (c *Config) WorldReadable() bool {
	info, err := os.Stat(c.source.file)
	return err == nil && c.source.hasSecret && info.Mode().Perm()&0o077 != 0
}
