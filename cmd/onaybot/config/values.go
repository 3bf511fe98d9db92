package config

import (
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"

	"onaybot/onayclient"
)

// maxText bounds the texts that end up in a header or a message.
const maxText = 200

// parsed stores what read makes of the text.
func parsed[T any](dst *T, read func(string) (T, error)) setter {
	return func(text string) error {
		v, err := read(text)
		if err != nil {
			return err
		}
		*dst = v
		return nil
	}
}

func oneOf(dst *string, allowed ...string) setter {
	return func(text string) error {
		for _, a := range allowed {
			if text == a {
				*dst = a
				return nil
			}
		}
		return errors.New("must be " + strings.Join(allowed, " or "))
	}
}

// line takes a text that may be empty and fits a header: one line of
// printable characters.
func line(dst *string) setter {
	return func(text string) error {
		text = strings.TrimSpace(text)
		if len([]rune(text)) > maxText {
			return fmt.Errorf("must be at most %d characters long", maxText)
		}
		if strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) {
			return errors.New("must be one line of printable characters")
		}
		*dst = text
		return nil
	}
}

// name is a line that may not be empty.
func name(dst *string) setter {
	return func(text string) error {
		if strings.TrimSpace(text) == "" {
			return errors.New("must not be empty")
		}
		return line(dst)(text)
	}
}

func filePath(dst *string) setter {
	return func(text string) error {
		switch {
		case strings.TrimSpace(text) == "" || strings.HasSuffix(text, "/"):
			return errors.New("must be the path of a file, such as onaybot.db")
		case strings.HasPrefix(text, "file:") || strings.HasPrefix(text, ":") || strings.ContainsAny(text, "?\x00\n"):
			return errors.New("must be the plain path of a file, such as /var/lib/onaybot/onaybot.db, without SQLite parameters")
		}
		*dst = text
		return nil
	}
}

// optional leaves what is empty as it is.
func optional(set setter) setter {
	return func(text string) error {
		if text == "" {
			return nil
		}
		return set(text)
	}
}

func optionalPath(dst *string) setter { return optional(filePath(dst)) }

func secret(dst *Secret, shape func(string) error) setter {
	return func(text string) error {
		if text != "" {
			if err := shape(text); err != nil {
				return err
			}
		}
		*dst = NewSecret(text)
		return nil
	}
}

func anything(string) error { return nil }

var tokenShape = regexp.MustCompile(`^[0-9]{1,20}:[A-Za-z0-9_-]{8,100}$`)

func botToken(text string) error {
	if !tokenShape.MatchString(text) {
		return errors.New("is not a bot token: copy the whole of what @BotFather gave, digits, a colon and about 35 letters, without spaces")
	}
	return nil
}

func headerToken(text string) error {
	if strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' }) {
		return errors.New("must be one line of ASCII characters: copy the whole of the application token")
	}
	return nil
}

var uuidShape = regexp.MustCompile(`^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$`)

// uuid takes a UUID or nothing.
func uuid(dst *string) setter {
	return func(text string) error {
		if text != "" && !uuidShape.MatchString(text) {
			return errors.New("must be a UUID, such as 123e4567-e89b-42d3-a456-426614174000, or empty to have one made")
		}
		*dst = text
		return nil
	}
}

func whole(dst *int, lowest, highest int) setter {
	return func(text string) error {
		n, err := strconv.Atoi(text)
		if err != nil || n < lowest || n > highest {
			return fmt.Errorf("must be a whole number from %d to %d", lowest, highest)
		}
		*dst = n
		return nil
	}
}

func number(dst *float64, lowest, highest float64) setter {
	return func(text string) error {
		v, err := strconv.ParseFloat(text, 64)
		if err != nil || math.IsNaN(v) || v < lowest || v > highest {
			return fmt.Errorf("must be a number from %v to %v", lowest, highest)
		}
		*dst = v
		return nil
	}
}

// maxTenge bounds fares and thresholds: more is a slip of the keyboard.
const maxTenge = 1_000_000

func tenge(dst *onayclient.Money, lowest int64) setter {
	return func(text string) error {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || n < lowest || n > maxTenge {
			return fmt.Errorf("must be whole tenge from %d to %d", lowest, maxTenge)
		}
		*dst = onayclient.Tenge(n)
		return nil
	}
}

func duration(dst *time.Duration, lowest, highest time.Duration) setter {
	return func(text string) error {
		d, err := time.ParseDuration(text)
		if err != nil {
			return errors.New("must be a duration with its unit, such as 500ms, 8s, 15m or 1h30m")
		}
		if d < lowest || d > highest {
			return fmt.Errorf("must be from %s to %s", short(lowest), short(highest))
		}
		*dst = d
		return nil
	}
}

// webURL takes an https address, or an http one of this machine: whatever else
// goes over plain http, the bot's token or the account's password included,
// can be read on the way.
func webURL(dst *string) setter {
	return func(text string) error {
		u, err := url.Parse(text)
		switch {
		case err != nil || u.Hostname() == "" || (u.Scheme != "https" && u.Scheme != "http"):
			return errors.New("must be a web address with its scheme and host, such as https://example.kz")
		case u.User != nil:
			return errors.New("must not hold a user name or password")
		case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
			return errors.New("must end with the host or a path, without ? and #")
		case strings.Contains(u.Path, ":"):
			return errors.New("must not hold the token: the token has its own key")
		case u.Scheme == "http" && !loopback(u.Hostname()):
			return errors.New("must begin with https://: plain http, where anybody on the way reads the secrets, is for addresses of this machine only (127.0.0.1, localhost)")
		}
		*dst = strings.TrimRight(text, "/")
		return nil
	}
}

// address takes where to listen, or nothing.
func address(dst *string) setter {
	return func(text string) error {
		if text != "" {
			host, port, err := net.SplitHostPort(text)
			if n, errPort := strconv.ParseUint(port, 10, 16); err != nil || errPort != nil || n == 0 || strings.ContainsAny(host, "/ ") {
				return errors.New("must be a host and a port, such as 127.0.0.1:9090, or empty to listen nowhere")
			}
		}
		*dst = text
		return nil
	}
}

func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

func parseLevel(text string) (slog.Level, error) {
	levels := map[string]slog.Level{
		"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError,
	}
	l, ok := levels[strings.ToLower(text)]
	if !ok {
		return 0, errors.New("must be debug, info, warn or error")
	}
	return l, nil
}

// trimNewline drops the line end that a shell or an editor leaves after a
// secret.
func trimNewline(text string) string { return strings.TrimRight(text, "\r\n") }
