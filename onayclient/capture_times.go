package onayclient

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// captureAt is the moment at which every capture was made, as far as it tells.
var captureAt = time.Date(2020, time.January, 31, 12, 0, 0, 0, time.FixedZone("", 5*60*60))

// Distances between the times that stand for others.
const (
	captureStep = 10 * time.Minute
	captureOld  = 2 * walkDays * 24 * time.Hour // before the period of a walk
	captureNew  = 48 * time.Hour                // after any time that a client takes for one that has come
)

// timeline replaces times by others in the same order and layout, at even distances: when
// and how often somebody rode is not to be seen, nor the hours between two rides. A time
// before the period of a walk, or one to come, stays one; so does an impossible one.
type timeline struct {
	at    time.Time
	zone  *time.Location
	exact map[int64]time.Time // by the second
	days  map[string]time.Time
	hours map[string]int
}

func newTimeline(at time.Time, zone *time.Location) *timeline {
	return &timeline{
		at: at, zone: zone,
		exact: make(map[int64]time.Time), days: make(map[string]time.Time), hours: make(map[string]int),
	}
}

var (
	timeFinder  = regexp.MustCompile(instantExpr + `|` + dayExpr)
	epochFinder = regexp.MustCompile(`\b1[2-9]\d{8}(?:\d{3})?\b`)
	fraction    = regexp.MustCompile(`(:\d{2})[.,]\d{1,9}`)
)

var dayLayouts = []string{
	"2006-01-02", "02.01.2006", "2.1.2006", "02/01/2006", "2/1/2006", "02-01-2006", "2-1-2006", "2006/01/02", "2006.01.02",
}

var instantLayouts = func() (layouts []string) {
	for _, day := range dayLayouts {
		for _, gap := range []string{"T", " ", ", "} {
			for _, clock := range []string{"15:04:05", "15:04"} {
				for _, zone := range []string{"", "Z07:00", "Z0700", " Z07:00", " -0700"} {
					layouts = append(layouts, day+gap+clock+zone)
				}
			}
		}
	}
	return layouts
}()

// study takes down the times in a text.
func (tl *timeline) study(text string) {
	for _, found := range timeFinder.FindAllString(text, -1) {
		if t, _, ok := tl.parse(found, instantLayouts); ok {
			tl.exact[t.Unix()] = t
		} else if t, _, ok := tl.parse(found, dayLayouts); ok {
			tl.days[t.Format(time.DateOnly)] = t
		}
	}
	for _, found := range epochFinder.FindAllString(text, -1) {
		t := epoch(found)
		tl.exact[t.Unix()] = t
	}
}

// settle gives every time the one that stands for it.
func (tl *timeline) settle() {
	n := map[string]int{}
	for _, second := range slices.Backward(slices.Sorted(maps.Keys(tl.exact))) {
		switch at := time.Unix(second, 0); {
		case at.After(tl.at.Add(24 * time.Hour)):
			tl.exact[second] = captureAt.Add(captureNew).Add(captureStep * time.Duration(1000-n["new"]))
			n["new"]++
		case at.Before(tl.at.AddDate(0, 0, -walkDays)):
			n["old"]++
			tl.exact[second] = captureAt.Add(-captureOld - captureStep*time.Duration(n["old"]))
		default:
			n["now"]++
			tl.exact[second] = captureAt.Add(-captureStep * time.Duration(n["now"]))
		}
	}
	today, first := tl.at.In(tl.zone).Format(time.DateOnly), tl.at.AddDate(0, 0, -walkDays).In(tl.zone).Format(time.DateOnly)
	back := 0
	for _, day := range slices.Backward(slices.Sorted(maps.Keys(tl.days))) {
		switch cmp.Compare(day, today) {
		case 1:
			tl.days[day] = captureAt.AddDate(0, 0, 2)
		case 0:
			tl.days[day] = captureAt
		default:
			back++
			tl.days[day] = captureAt.AddDate(0, 0, -back)
		}
		if day == first {
			tl.days[day] = captureAt.AddDate(0, 0, -walkDays)
		}
	}
}

// mask returns the time that stands for the one in a text, in the same layout.
func (tl *timeline) mask(text string) string {
	if t, layout, ok := tl.parse(text, instantLayouts); ok {
		return write(text, tl.standIn(t).In(t.Location()), layout)
	}
	if t, layout, ok := tl.parse(text, dayLayouts); ok {
		return write(text, tl.standInDay(t), layout)
	}
	if t, err := time.Parse("15:04:05", text+strings.Repeat(":00", max(2-strings.Count(text, ":"), 0))); err == nil {
		return tl.hour(text, t)
	}
	return strings.Map(func(r rune) rune { // impossible, and stays so
		if keepDigit(r) < 0 {
			return r
		}
		return '9'
	}, text)
}

// parse reads a text by the first layout that fits.
func (tl *timeline) parse(text string, layouts []string) (t time.Time, layout string, ok bool) {
	for _, layout := range layouts {
		if t, err := time.ParseInLocation(layout, text, tl.zone); err == nil {
			return t, layout, true
		}
	}
	return time.Time{}, "", false
}

// write writes t in a layout, with a fraction of nothing if the text has one.
func write(text string, t time.Time, layout string) string {
	out := t.Format(layout)
	f := fraction.FindStringSubmatchIndex(text)
	if f == nil {
		return out
	}
	zeros := strings.Map(func(r rune) rune {
		if keepDigit(r) < 0 {
			return r
		}
		return '0'
	}, text[f[3]:f[1]])
	return out[:f[3]] + zeros + out[f[3]:] // all before the fraction is as long as it was
}

// standIn is the time that was given to t, or any if it was not taken down.
func (tl *timeline) standIn(t time.Time) time.Time {
	if to, ok := tl.exact[t.Unix()]; ok {
		return to
	}
	return captureAt
}

func (tl *timeline) standInDay(t time.Time) time.Time {
	if to, ok := tl.days[t.Format(time.DateOnly)]; ok {
		return to
	}
	return captureAt
}

// hour is a time of day without a date.
func (tl *timeline) hour(text string, t time.Time) string {
	key := t.Format(time.TimeOnly)
	if _, ok := tl.hours[key]; !ok {
		tl.hours[key] = len(tl.hours)
	}
	n := tl.hours[key]
	out := fmt.Sprintf("%02d:%02d", 12+n/60%12, n%60)
	if strings.Count(text, ":") == 2 {
		out += ":00"
	}
	return out
}

// number masks a time in seconds or milliseconds since 1970.
func (tl *timeline) number(digits string) string {
	t := tl.standIn(epoch(digits)).Unix()
	if len(digits) > 10 {
		t *= 1000
	}
	return strconv.FormatInt(t, 10)
}

func epoch(digits string) time.Time {
	n, _ := strconv.ParseInt(digits[:10], 10, 64) // ten digits fit
	return time.Unix(n, 0)
}
