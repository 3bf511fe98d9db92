package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// simulated runs the command.
func simulated(ctx context.Context, args ...string) (code int, stdout, stderr string) {
	var out, problem bytes.Buffer
	code = execute(append([]string{"simulate"}, args...), process{
		ctx: ctx, stdout: &out, stderr: &problem, getenv: func(string) string { return "" }, now: time.Now,
	})
	return code, out.String(), problem.String()
}

// crossing is a trace of one: at 18:08, of the default threshold.
const crossing = `card,type,time,kind,amount,balance,route
9643001234567890128,01.01,2026-09-01T08:03:00+05:00,ride,-120,560,92
9643001234567890128,01.01,2026-09-01T18:08:00+05:00,ride,-120,440,92
`

func traceFile(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "trace.csv")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestSimulateJSON(t *testing.T) {
	t.Parallel()
	code, stdout, stderr := simulated(t.Context(), "--trace", traceFile(t, crossing), "--policy", "fixed:1h", "--policy", "oracle", "--rate", "0.01", "--json")
	var list []map[string]any
	if err := json.Unmarshal([]byte(stdout), &list); err != nil || code != 0 || len(list) != 2 {
		t.Fatalf("exit code %d, %v\n%s%s", code, err, stdout, stderr)
	}
	for key, want := range map[string]any{
		"policy": "fixed:1h", "requests_per_card_day": 24.0, "requests": 24.0, "late_p50_min": 52.0, "late_p80_min": 52.0,
		"late_p95_min": 52.0, "late_p99_min": 52.0, "late_over_3h_share": 0.0, "missed": 0.0, "false": 0.0, "unseen": 0.0,
		"oracle_ratio": 24.0, "budget_share": 0.027778, "longest_unread_min": 60.0, "late_worst_min": 52.0,
	} {
		if list[0][key] != want {
			t.Errorf("%s is %v, want %v", key, list[0][key], want)
		}
	}
	if list[1]["policy"] != "oracle" || list[1]["requests"] != 1.0 || list[1]["late_p50_min"] != 0.0 {
		t.Errorf("oracle: %v", list[1])
	}
}

func TestSimulateTable(t *testing.T) {
	t.Parallel()
	code, stdout, stderr := simulated(t.Context(), "--trace", traceFile(t, crossing), "--policy", "fixed:15m,oracle", "--threshold", "600")
	if code != 0 || stderr != "" {
		t.Fatalf("exit code %d\n%s", code, stderr)
	}
	words := strings.Join(strings.Fields(stdout), " ")
	for _, part := range []string{
		"1 cards, 1.0 days, 1 crossings", "policy fixed:15m oracle", "requests a card and day 96.00 1.00", "of the budget – –", "p50 12.0 0.0",
	} {
		if !strings.Contains(words, part) {
			t.Errorf("no %q in\n%s", part, stdout)
		}
	}
}

// TestSimulateACityAndKeepIt gives the same figures, however many processors
// there are and whether it is kept in between.
func TestSimulateACityAndKeepIt(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "city.csv")
	for _, follow := range []string{"balance", "rides"} {
		args := []string{"--follow", follow, "--policy", "fixed:2h", "--json"}
		_, made, _ := simulated(t.Context(), append(args, "--riders", "40", "--days", "9", "--seed", "3", "--write", file)...)
		code, kept, stderr := simulated(t.Context(), append(args, "--trace", file)...)
		if code != 0 || made != kept || !strings.Contains(made, `"follow": "`+follow) {
			t.Errorf("exit code %d\n%s%s%s", code, made, kept, stderr)
		}
	}
	_, one, _ := simulated(t.Context(), "--riders", "40", "--days", "9", "--seed", "3", "--json")
	_, other, _ := simulated(t.Context(), "--riders", "40", "--days", "9", "--seed", "4", "--json")
	if one == other {
		t.Error("another seed makes the same city")
	}
}

func TestSimulateRefuses(t *testing.T) {
	t.Parallel()
	file := traceFile(t, crossing)
	for _, c := range []struct {
		args string
		want string
	}{
		{"", "give a city to replay: --trace FILE.csv, or"},
		{"--trace " + file + " --riders 5", "--trace and --riders can't be used together"},
		{"--trace " + file + ".none", "no such file"},
		{"--trace " + traceFile(t, crossing[:50]), "trace.csv: line 2, column 1: not as many fields"},
		{"--riders 0", "or --riders of 1 or more"},
		{"--riders 5 --days 0", "--days must be from 1"},
		{"--riders 5 --days 200000", "--days must be from 1 to 3650"},
		{"--riders 1000000000", "--riders must be at most"},
		{"--riders 5 --policy often", "--policy: often must be"},
		{"--riders 5 --policy fixed:1s", "--policy: fixed:1s must name a duration"},
		{"--riders 5 --rate=-1", "--rate must be above 0"},
		{"--riders 5 --rate 0", "--rate must be above 0"},
		{"--riders 5 --rate NaN", "--rate must be above 0"},
		{"--riders 5 --threshold 0", "--threshold must be from 1"},
		{"--riders 5 --threshold 99999999999999999", "--threshold must be from 1 to 1000000 tenge"},
		{"--riders 5 --follow trains", "--follow must be one of"},
		{"--trace " + file + " --write out.csv", "--write keeps a city that is made up"},
	} {
		code, stdout, stderr := simulated(t.Context(), strings.Fields(c.args)...)
		if code != exitConfig || stdout != "" || !strings.Contains(stderr, c.want) {
			t.Errorf("%s: exit code %d, want %q in\n%s%s", c.args, code, c.want, stdout, stderr)
		}
	}
}

func TestSimulateEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	code, stdout, stderr := simulated(ctx, "--riders", "5", "--days", "3")
	if code != exitFault || stdout != "" || !strings.Contains(stderr, "canceled") {
		t.Errorf("exit code %d\n%s%s", code, stdout, stderr)
	}
}

func TestSimulateHelpDefinesTheFigures(t *testing.T) {
	t.Parallel()
	code, stdout, _ := simulated(t.Context(), "--help")
	words := strings.Fields(stdout)
	for _, word := range []string{"missed:", "false:", "unseen:", "Lateness", "midnight", "oracle"} {
		if !slices.Contains(words, word) {
			t.Errorf("exit code %d, no %q in\n%s", code, word, stdout)
		}
	}
}
