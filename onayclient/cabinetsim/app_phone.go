package cabinetsim

import (
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"sync"
)

// phone is a signed-in installation of the app.
type phone struct{ token, short, device string }

// phoneBook holds the installations that are signed in, by short token.
type phoneBook struct {
	mu      sync.Mutex
	rng     *rand.ChaCha8
	byShort map[string]phone
	renamed map[string]string // device id by the one it was opened with
}

func newPhoneBook(seed uint64) *phoneBook {
	key := [32]byte{31: 1} // other tokens than the sessions of the site have
	for i := range 8 {
		key[i] = byte(seed >> (8 * i))
	}
	return &phoneBook{rng: rand.NewChaCha8(key), byShort: make(map[string]phone), renamed: make(map[string]string)}
}

// open signs an installation in. One that uses the id it was given keeps it.
func (b *phoneBook) open(device string) phone {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.byShort) >= maxSessions {
		clear(b.byShort)
	}
	if b.renamed[device] == "" {
		id := b.bytes(16)
		given := fmt.Sprintf("%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:])
		b.renamed[device], b.renamed[given] = given, given
	}
	p := phone{token: hex.EncodeToString(b.bytes(32)), short: hex.EncodeToString(b.bytes(16)), device: b.renamed[device]}
	b.byShort[p.short] = p
	return p
}

// knows reports whether a short token is good, with the device id it came with.
func (b *phoneBook) knows(short, device string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	p, ok := b.byShort[short]
	return ok && p.device == device
}

func (b *phoneBook) forget() {
	b.mu.Lock()
	defer b.mu.Unlock()
	clear(b.byShort)
}

func (b *phoneBook) bytes(n int) []byte {
	p := make([]byte, n)
	_, _ = b.rng.Read(p) // never fails
	return p
}
