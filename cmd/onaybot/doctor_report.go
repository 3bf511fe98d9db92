package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strings"
	"time"
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
		if f.Outcome == failed {
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

// outcome is what became of a step.
type outcome string

const (
	held    outcome = "ok"
	failed  outcome = "failed"
	skipped outcome = "skipped" // nothing was sent; finding.Detail says why
)

// basis is how the form of a step is known; of the cabinet's steps, the client says it.
const (
	local      = "local"
	documented = "documented"
)

// finding is one step and what became of it.
type finding struct {
	Step    string  `json:"step"`
	Outcome outcome `json:"outcome"`
	Basis   string  `json:"basis"`
	Detail  string  `json:"detail,omitempty"` // what was found, or why it was skipped

	// Of a step that failed.
	Expected string `json:"expected,omitempty"`
	Came     string `json:"came,omitempty"`
	File     string `json:"file,omitempty"` // which to change
	Do       string `json:"do,omitempty"`

	Ms float64 `json:"ms"` // the time taken in milliseconds, to the tenth
}

// fail makes f the finding of a step that failed.
func (f *finding) fail(expected, came, file, do string) {
	f.Outcome, f.Detail, f.Expected, f.Came, f.File, f.Do = failed, "", expected, came, file, do
}

// took notes the time taken.
func (f *finding) took(d time.Duration) { f.Ms = math.Round(d.Seconds()*10_000) / 10 }

// writeText prints one line, and below it what a failed step has to say.
func (f finding) writeText(w io.Writer) {
	mark := map[outcome]string{held: "✓", failed: "✗", skipped: "–"}[f.Outcome]
	line := fmt.Sprintf("%s %-18s %9s  %-10s  %s", mark, f.Step, f.time(), f.Basis, f.Detail)
	fmt.Fprintln(w, strings.TrimRight(line, " "))
	for _, more := range [][2]string{{"expected", f.Expected}, {"came", f.Came}, {"change", f.File}, {"do", f.Do}} {
		if more[1] != "" {
			fmt.Fprintf(w, "    %-8s  %s\n", more[0], more[1])
		}
	}
}

func (f finding) time() string {
	switch {
	case f.Ms == 0:
		return ""
	case f.Ms < 10:
		return fmt.Sprintf("%.1f ms", f.Ms)
	case f.Ms < 1000:
		return fmt.Sprintf("%d ms", int(f.Ms))
	default:
		return fmt.Sprintf("%.1f s", f.Ms/1000)
	}
}
