package gate

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"
)

// days counts the starts of the calendar day.
type days struct {
	limit int
	state State // nil: the count ends with the process
	key   string
	zone  *time.Location
	now   func() time.Time

	mu     sync.Mutex
	loaded bool
	day    time.Time // midnight at its beginning
	used   int
}

func newDays(c Config, now func() time.Time) *days {
	d := &days{limit: c.PerDay, state: c.State, key: c.Key, zone: c.Location, now: now}
	if d.zone == nil {
		d.zone = time.UTC
	}
	return d
}

// left returns a *SpentError when the day has no start left.
func (d *days) left(ctx context.Context) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.refresh(ctx); err != nil {
		return err
	}
	return d.spent(ctx)
}

// remaining returns how many starts the day still has, and how many it has in all.
func (d *days) remaining(ctx context.Context) (left, limit int, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.refresh(ctx); err != nil {
		return 0, 0, err
	}
	return max(0, d.limit-d.used), d.limit, nil
}

// take uses up one start. It is written down before it is granted: a process killed in
// between has counted one too many, never one too few.
func (d *days) take(ctx context.Context) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.refresh(ctx); err != nil {
		return err
	}
	if err := d.spent(ctx); err != nil {
		return err
	}
	d.used++
	if d.state == nil {
		return nil
	}
	if err := d.state.Set(ctx, d.key, fmt.Sprintf("%s %d", d.day.Format(time.DateOnly), d.used)); err != nil {
		return fmt.Errorf("write the day's count: %w", err)
	}
	return nil
}

// spent returns a *SpentError when nothing is left. The last tenth of a day is kept for
// people: background work may not leave them without.
func (d *days) spent(ctx context.Context) error {
	limit := d.limit
	if IsBackground(ctx) {
		limit -= limit / 10
	}
	if d.used < limit {
		return nil
	}
	return &SpentError{Until: d.day.AddDate(0, 0, 1)}
}

// refresh loads the stored count once and begins a new day when there is one. A clock that
// steps back a day does not begin one: the later day's count goes on. A day further ahead
// than that was a wrong clock's, and is dropped.
func (d *days) refresh(ctx context.Context) error {
	if err := d.load(ctx); err != nil {
		return err
	}
	y, m, day := d.now().In(d.zone).Date()
	today := time.Date(y, m, day, 0, 0, 0, 0, d.zone)
	if today.After(d.day) || d.day.After(today.AddDate(0, 0, 1)) {
		d.day, d.used = today, 0
	}
	return nil
}

func (d *days) load(ctx context.Context) error {
	if d.loaded || d.state == nil {
		return nil
	}
	value, err := d.state.Get(ctx, d.key)
	if err != nil {
		return fmt.Errorf("read the day's count: %w", err)
	}
	d.loaded = true
	date, count, _ := strings.Cut(value, " ")
	day, errDay := time.ParseInLocation(time.DateOnly, date, d.zone)
	used, errUsed := strconv.Atoi(count)
	if errDay == nil && errUsed == nil && used >= 0 {
		d.day, d.used = day, used
	}
	return nil
}
