package gate

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"
)

// day counts the starts of the calendar day.
type day struct {
	limit int // 0: none, and nothing is counted
	state State
	key   string
	zone  *time.Location
	now   func() time.Time

	mu     sync.Mutex
	loaded bool
	date   time.Time // the midnight at which the day began
	used   int
	people int // of those used, the ones that people took
}

// use uses up n starts, or returns a *[LaterError] when the day has none left for the
// caller. The count is written before the start is granted: a process that is killed in
// between has counted one too many, never one too few.
func (d *day) use(ctx context.Context, n int) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.refresh(ctx); err != nil {
		return err
	}
	by := markOf(ctx)
	switch {
	case d.limit == 0:
		return nil
	case d.spent(by):
		return &LaterError{Until: d.date.AddDate(0, 0, 1), reason: "day's budget spent"}
	case n == 0:
		return nil
	}
	d.used += n
	if !by.background && !by.forAll {
		d.people += n
	}
	if err := d.state.Set(ctx, d.key, fmt.Sprintf("%s %d %d", d.date.Format(time.DateOnly), d.used, d.people)); err != nil {
		return fmt.Errorf("write the day's count: %w", err)
	}
	return nil
}

// spent tells whether the day has no start left for work with a mark. Half of a day is kept
// for the background; beyond it, the background leaves the last tenth of the day to people.
func (d *day) spent(by mark) bool {
	half := d.limit / 2
	switch {
	case d.used >= d.limit:
		return true
	case by.forAll:
		return false
	case by.background:
		return d.used-d.people >= half && d.used >= d.limit-d.limit/10
	}
	return d.people >= d.limit-half
}

// left returns how many starts the day still has, and how many it has in all.
func (d *day) left(ctx context.Context) (left, limit int, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.refresh(ctx); err != nil {
		return 0, 0, err
	}
	return max(0, d.limit-d.used), d.limit, nil
}

// refresh loads the stored count once, and begins a new day when there is one. A clock that
// steps back a day does not begin one: the later day's count goes on. A day still further
// ahead was a wrong clock's, and is dropped.
func (d *day) refresh(ctx context.Context) error {
	if err := d.load(ctx); err != nil {
		return err
	}
	year, month, date := d.now().In(d.zone).Date()
	today := time.Date(year, month, date, 0, 0, 0, 0, d.zone)
	if today.After(d.date) || d.date.After(today.AddDate(0, 0, 1)) {
		d.date, d.used, d.people = today, 0, 0
	}
	return nil
}

func (d *day) load(ctx context.Context) error {
	if d.loaded || d.limit == 0 {
		return nil
	}
	value, err := d.state.Get(ctx, d.key)
	if err != nil {
		return fmt.Errorf("read the day's count: %w", err)
	}
	d.loaded = true
	word, counts, _ := strings.Cut(value, " ")
	used, people, _ := strings.Cut(counts, " ") // an older version wrote no count of people's
	date, errDate := time.ParseInLocation(time.DateOnly, word, d.zone)
	n, errUsed := strconv.Atoi(used)
	if errDate == nil && errUsed == nil && n >= 0 {
		d.date, d.used = date, n
		d.people, _ = strconv.Atoi(people)
	}
	return nil
}
