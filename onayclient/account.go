package onayclient

import (
	"context"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"strings"
	"sync"
)

const refusedKey = "cabinet.refused_login"

// Work of hashing refused credentials: some tens of milliseconds, once in a process.
const (
	hashRounds = 100_000
	hashSize   = 32
	saltSize   = 16
)

// account is what is known of the operator's account at the cabinet.
type account struct {
	site            string
	login, password string
	state           State

	mu      sync.Mutex
	in      bool // the session is signed in
	refused bool // these credentials were refused
	loaded  bool
	added   map[PAN]struct{}
	retry   bool // refused ones are tried
}

func newAccount(site string, c config) *account {
	return &account{site: site, login: c.login, password: c.password, state: c.state, added: make(map[PAN]struct{}), retry: c.tryRefused}
}

func (a *account) isIn() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.in
}

func (a *account) enter() { a.setIn(true) }

// leave notes that the session is signed out, if it is.
func (a *account) leave(out bool) {
	if out {
		a.setIn(false)
	}
}

func (a *account) setIn(in bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.in = in
}

func (a *account) has(pan PAN) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	_, ok := a.added[pan]
	return ok
}

func (a *account) remember(pan PAN) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.added[pan] = struct{}{}
}

func (a *account) forget(pan PAN) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.added, pan)
}

// mayTry returns ErrBadLogin if these credentials have been refused, before a restart or
// since.
func (a *account) mayTry(ctx context.Context) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if err := a.load(ctx); err != nil {
		return err
	}
	if a.refused && !a.retry {
		return &Error{Kind: ErrBadLogin}
	}
	return nil
}

func (a *account) load(ctx context.Context) error {
	if a.loaded {
		return nil
	}
	value, err := a.state.Get(ctx, refusedKey)
	if err != nil {
		return fmt.Errorf("read the refused login: %w", err)
	}
	if value != "" {
		if a.refused, err = a.matches(value); err != nil {
			return err
		}
	}
	a.loaded = true
	return nil
}

// refuse keeps the credentials from being tried again and returns ErrBadLogin. If that
// cannot be written down it holds until the next restart, and the error says so.
func (a *account) refuse(ctx context.Context) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.refused, a.loaded = true, true
	bad := &Error{Kind: ErrBadLogin, Op: stepSignIn.op}
	salt := make([]byte, saltSize)
	_, _ = rand.Read(salt) // never fails
	hash, err := a.hash(salt)
	if err == nil {
		err = a.state.Set(context.WithoutCancel(ctx), refusedKey, hex.EncodeToString(salt)+":"+hex.EncodeToString(hash))
	}
	if err != nil {
		bad.Err = fmt.Errorf("refusal not kept for a restart: %w", err)
	}
	return bad
}

// accepted forgets a refusal that was tried again on purpose and held no more.
func (a *account) accepted(ctx context.Context) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.refused {
		return nil
	}
	a.refused = false
	return a.state.Set(ctx, refusedKey, "")
}

// matches reports whether value is the salted hash of these credentials.
func (a *account) matches(value string) (bool, error) {
	saltHex, hashHex, _ := strings.Cut(value, ":")
	salt, errSalt := hex.DecodeString(saltHex)
	hash, errHash := hex.DecodeString(hashHex)
	if errSalt != nil || errHash != nil || len(salt) != saltSize {
		return false, nil
	}
	own, err := a.hash(salt)
	return subtle.ConstantTimeCompare(own, hash) == 1, err
}

func (a *account) hash(salt []byte) ([]byte, error) {
	secret := fmt.Sprintf("%q %q %q", a.site, a.login, a.password)
	hash, err := pbkdf2.Key(sha256.New, secret, salt, hashRounds, hashSize)
	if err != nil {
		return nil, fmt.Errorf("hash the login: %w", err)
	}
	return hash, nil
}
