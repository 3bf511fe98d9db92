package config

import (
	"fmt"
	"io"
	"log/slog"
	"unique"
)

const mask = "***"

// Secret is a text that no format, encoder or log handler prints: only
// [Secret.Reveal] gives it. Secrets of equal text are ==. It is held by a
// handle because fmt and json reach into the unexported fields of an enclosing
// struct without asking their methods: there they find an address.
type Secret struct {
	text unique.Handle[string]
}

// NewSecret hides text. The empty text is the zero Secret.
func NewSecret(text string) Secret {
	if text == "" {
		return Secret{}
	}
	return Secret{text: unique.Make(text)}
}

// Reveal is the text itself, for the one place that sends it.
func (s Secret) Reveal() string {
	if s.IsZero() {
		return ""
	}
	return s.text.Value()
}

// IsZero reports whether the text is empty.
func (s Secret) IsZero() bool { return s == Secret{} }

// String is "***", or nothing when the secret is empty.
func (s Secret) String() string {
	if s.IsZero() {
		return ""
	}
	return mask
}

// GoString is the mask in quotes.
func (s Secret) GoString() string { return fmt.Sprintf("%q", s.String()) }

// Format writes the mask whatever the verb.
func (s Secret) Format(f fmt.State, _ rune) {
	_, _ = io.WriteString(f, s.String()) // a fmt.State collects, it does not fail
}

// LogValue is the mask.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText is the mask, for JSON and YAML too.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
