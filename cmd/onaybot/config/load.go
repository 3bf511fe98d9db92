package config

import (
	"bytes"
	"cmp"
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
	src, err := readFile(path)
	if err != nil {
		return nil, &Error{File: path, err: err, Problem: "cannot be read (" + reason(err) + "): " +
			cmp.Or(Passing(err), "give the path of a file that this user may read with --config, "+
				"such as a copy of config.example.yaml")}
	}
	return parse(path, src, getenv)
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
	if err := c.readSecrets(getenv); err != nil {
		return nil, err
	}
	if err := c.check(); err != nil {
		return nil, err
	}
	c.settle()
	return c, nil
}

// readSecrets puts the environment over the file, and reads the secrets whose keys name a file.
// Its errors hold neither path nor text, because the path may be the secret itself, put under the
// wrong key.
func (c *Config) readSecrets(getenv func(string) string) error {
	if login := getenv(envLogin); login != "" {
		c.Cabinet.Login = trimNewline(login)
		c.source.env["cabinet.login"] = envLogin
	}
	for _, s := range []struct {
		key, env, path string
		dst            *Secret
		check          func(Secret) string
	}{
		{"telegram.token", EnvToken, c.Telegram.TokenFile, &c.Telegram.Token, botToken},
		{"cabinet.password", envPassword, c.Cabinet.PasswordFile, &c.Cabinet.Password, password},
		{"cabinet.app_token", envAppToken, c.Cabinet.AppTokenFile, &c.Cabinet.AppToken, headerToken},
	} {
		beside := s.key
		if text := getenv(s.env); text != "" {
			*s.dst = NewSecret(trimNewline(text))
			c.source.env[s.key] = s.env
			beside += " (" + s.env + " is set)"
		}
		if s.path == "" {
			continue
		}
		if !s.dst.IsZero() {
			return c.Fault(s.key+"_file", "is given beside "+beside+": keep one of the two")
		}
		secret, problem, err := readSecret(s.path)
		if problem == "" && s.check(secret) != "" {
			problem = "names a file whose text " + s.check(secret)
		}
		if problem != "" {
			return c.Fault(s.key+"_file", problem).Because(err)
		}
		*s.dst = secret
	}
	return nil
}

// readSecret reads a file that holds a secret alone. Beside a problem there is the error of the
// system, if that is behind it.
func readSecret(path string) (s Secret, problem string, err error) {
	src, err := readFile(path)
	if err != nil {
		return s, "names what cannot be read (" + reason(err) + "): " +
			cmp.Or(Passing(err), "give the path of a file that holds the secret alone and that this user may read"), err
	}
	s = NewSecret(trimNewline(strings.TrimPrefix(string(src), bom)))
	return s, when(s.IsZero(), "names an empty file: put the secret into it"), nil
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
