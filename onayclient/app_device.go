package onayclient

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"
	"sync"
)

const deviceKey = "cabinet.device"

// device is the id by which the app API knows this installation: the one it named last, the
// one that was configured, or one made here.
type device struct {
	state State
	given string // by the configuration; may be empty

	mu sync.Mutex
	id string // "" until it is known
}

// current returns the id to use. One that was made here is written down before it is used.
func (d *device) current(ctx context.Context) (string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.id != "" {
		return d.id, nil
	}
	value, err := d.state.Get(ctx, deviceKey)
	if err != nil {
		return "", fmt.Errorf("read the device id: %w", err)
	}
	if given, id, ok := strings.Cut(value, " "); ok && given == d.given && isDevice(id) {
		d.id = id
		return id, nil
	}
	id := d.given
	if id == "" {
		id = newUUID()
	}
	if err := d.keep(ctx, id); err != nil {
		return "", err
	}
	d.id = id
	return id, nil
}

// become takes over the id that the API named; an empty or unusable one changes nothing.
func (d *device) become(ctx context.Context, id string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !isDevice(id) || id == d.id {
		return nil
	}
	d.id = id
	return d.keep(context.WithoutCancel(ctx), id)
}

// keep writes id down beside the configured one, since it is of use with that alone.
func (d *device) keep(ctx context.Context, id string) error {
	if err := d.state.Set(ctx, deviceKey, d.given+" "+id); err != nil {
		return fmt.Errorf("write the device id: %w", err)
	}
	return nil
}

// isDevice reports whether id can stand in a header and in the State.
func isDevice(id string) bool {
	return id != "" && len(id) <= maxText && headerText(id) == id && !strings.Contains(id, " ")
}

// newUUID returns a random UUID (version 4).
func newUUID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
