package onayclient

import (
	"context"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"sync"

	"onaybot/onayclient/gate"
)

// refusedKey is where the State keeps a salted hash of refused credentials.
const refusedKey = "cabinet.refused_login"

// Work of hashing refused credentials: some tens of milliseconds, when the State has others.
const (
	hashRounds = 100_000
	saltSize   = 16
)

// account is the operator's account at the cabinet. Credentials that were refused are not
// sent again, or a process that is started again and again would lock the account.
type account struct {
	config Config

	mu      sync.Mutex
	known   string // what the State had last
	refused bool   // these credentials were refused
}

// signInOnce signs in by send, which does nothing if somebody has. All who need it share one
// attempt, at a person's priority.
func (c *Client) signInOnce(ctx context.Context, step Step, send func(context.Context) error) error {
	_, err := share(gate.ForAll(ctx), c, "sign in", func(ctx context.Context) (none struct{}, err error) {
		if err := c.account.mayTry(ctx); err != nil {
			return none, err
		}
		err = send(ctx)
		switch {
		case refusesLogin(err):
			return none, c.account.refuse(ctx)
		case err == nil:
			c.account.accept(ctx)
		}
		return none, err
	})
	return named(err, step.Op)
}

// mayTry returns ErrBadLogin if these credentials have been refused, before a restart or
// since.
func (a *account) mayTry(ctx context.Context) error {
	refused, err := a.isRefused(ctx)
	if err == nil && refused && !a.config.TryRefused {
		return &Error{Kind: ErrBadLogin}
	}
	return err
}

// isRefused reads the State each time: another process may try the credentials on purpose.
func (a *account) isRefused(ctx context.Context) (bool, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	value, err := a.config.State.Get(ctx, refusedKey)
	switch {
	case err != nil && a.refused:
		return true, nil
	case err != nil:
		return false, fmt.Errorf("read the refused login: %w", err)
	case value != a.known:
		if a.refused, err = a.matches(value); err != nil {
			return false, err
		}
		a.known = value
	}
	return a.refused, nil
}

// refuse keeps the credentials from being tried again and returns ErrBadLogin. If that
// cannot be written down it holds until the next restart, and the error says so.
func (a *account) refuse(ctx context.Context) error {
	salt := make([]byte, saltSize)
	_, _ = rand.Read(salt) // never fails
	hash, err := a.hash(salt)
	if err == nil {
		err = a.keep(ctx, true, hash)
	}
	if err != nil {
		err = fmt.Errorf("refusal not kept for a restart: %w", err)
	}
	return &Error{Kind: ErrBadLogin, Err: err}
}

// accept notes that the credentials are good, if they were refused before.
func (a *account) accept(ctx context.Context) {
	if refused, err := a.isRefused(ctx); err != nil || !refused {
		return
	}
	if err := a.keep(ctx, false, ""); err != nil {
		a.config.Log.Error("refused login not forgotten", "err", err)
	}
}

func (a *account) keep(ctx context.Context, refused bool, value string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.refused = refused
	err := a.config.State.Set(context.WithoutCancel(ctx), refusedKey, value)
	if err == nil {
		a.known = value
	}
	return err
}

// matches reports whether value is the salted hash of these credentials.
func (a *account) matches(value string) (bool, error) {
	saltHex, _, _ := strings.Cut(value, ":")
	salt, err := hex.DecodeString(saltHex)
	if err != nil || len(salt) != saltSize {
		return false, nil
	}
	own, err := a.hash(salt)
	return own == value, err
}

// hash returns the credentials' salted hash as the State keeps it.
func (a *account) hash(salt []byte) (string, error) {
	// Another application token makes another account: a refusal of the old one says nothing of it.
	secret := fmt.Sprintf("%q %q %q %q", a.config.BaseURL, a.config.AppToken, a.config.Login, a.config.Password)
	hash, err := pbkdf2.Key(sha256.New, secret, salt, hashRounds, sha256.Size)
	if err != nil {
		return "", fmt.Errorf("hash the login: %w", err)
	}
	return fmt.Sprintf("%x:%x", salt, hash), nil
}
