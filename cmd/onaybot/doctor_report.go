package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	"onaybot/onayclient"
)

// report is all that a run of the doctor found. As JSON it is one object:
//
//	{"ok": false, "version": "v1.2.3", "checked_at": "2026-11-23T03:00:00Z",
//	 "steps": [{"step": "card read", "outcome": "failed", "basis": "observed", "ms": 212.4, …}],
//	 "saved": ["out/2-card-read.txt"]}
type report struct {
	OK      bool      `json:"ok"` // no step failed
	Version string    `json:"version"`
	At      time.Time `json:"checked_at"`
	Steps   []finding `json:"steps"`
	Saved   []string  `json:"saved,omitempty"`
}

// err says how many steps failed; nil if none did.
func (r *report) err() error {
	n := 0
	for _, f := range r.Steps {
		if f.Outcome == onayclient.Failed {
			n++
		}
	}
	if n == 0 {
		return nil
	}
	return fmt.Errorf("%d of %d steps failed", n, len(r.Steps))
}

func (r *report) writeJSON(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(r)
}

// Bases of the steps that are not the cabinet's.
const (
	basisLocal      = "local"
	basisDocumented = "documented"
)

// finding is what became of one step.
type finding struct {
	Step    string             `json:"step"`
	Outcome onayclient.Outcome `json:"outcome"` // ok, failed or skipped
	Basis   string             `json:"basis"`   // local, documented, observed or assumed
	Took    time.Duration      `json:"-"`
	Detail  string             `json:"detail,omitempty"` // what was found, or why it was skipped

	Expected string `json:"expected,omitempty"`
	Came     string `json:"came,omitempty"`
	File     string `json:"file,omitempty"` // which to change
	Do       string `json:"do,omitempty"`
}

// MarshalJSON adds the time taken in milliseconds, to the tenth.
func (f finding) MarshalJSON() ([]byte, error) {
	type plain finding
	return json.Marshal(struct {
		plain
		Ms float64 `json:"ms"`
	}{plain(f), math.Round(f.Took.Seconds()*10_000) / 10})
}

var marks = map[onayclient.Outcome]string{onayclient.Held: "✓", onayclient.Failed: "✗", onayclient.Skipped: "–"}

// writeText prints one line, and below it what a failed step has to say.
func (f finding) writeText(w io.Writer) {
	line := fmt.Sprintf("%s %-18s %9s  %-10s  %s", marks[f.Outcome], f.Step, f.took(), f.Basis, f.Detail)
	fmt.Fprintln(w, strings.TrimRight(line, " "))
	for _, more := range []struct{ name, text string }{
		{"expected", f.Expected}, {"came", f.Came}, {"change", f.File}, {"do", f.Do},
	} {
		if f.Outcome == onayclient.Failed && more.text != "" {
			fmt.Fprintf(w, "    %-8s  %s\n", more.name, more.text)
		}
	}
}

func (f finding) took() string {
	switch {
	case f.Outcome == onayclient.Skipped || f.Took <= 0:
		return ""
	case f.Took < 10*time.Millisecond:
		return fmt.Sprintf("%.1f ms", f.Took.Seconds()*1000)
	case f.Took < time.Second:
		return fmt.Sprintf("%d ms", f.Took.Milliseconds())
	default:
		return fmt.Sprintf("%.1f s", f.Took.Seconds())
	}
}
