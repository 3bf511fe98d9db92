package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"onaybot/onayclient/cabinetsim"
)

// doctor runs the command between the simulators of e and returns its exit code and output.
func (e *e2e) doctor(file string, args ...string) (code int, stdout, stderr string) {
	e.t.Helper()
	var out, errs bytes.Buffer
	code = execute(append([]string{"doctor", "--config", file}, args...), process{
		ctx: e.t.Context(), stdout: &out, stderr: &errs, getenv: func(string) string { return "" }, now: e.clock.now,
	})
	return code, out.String(), errs.String()
}

// doctorConfig writes a configuration whose database is in a folder of its own; change are
// replacements in its text.
func (e *e2e) doctorConfig(change ...string) (file, database string) {
	e.t.Helper()
	dir := e.t.TempDir()
	file, database = filepath.Join(dir, "onaybot.yaml"), filepath.Join(dir, "bot.db")
	text := fmt.Sprintf(`telegram: {token: "42:TEST-TOKEN", api_url: "%s"}
database: %s
cabinet: {base_url: "%s", login: op, password: secret, rate: 1000}
operator: {contact: "admin@example.kz"}
`, e.cfg.Telegram.APIURL, database, e.cfg.Cabinet.BaseURL)
	text = strings.NewReplacer(change...).Replace(text)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		e.t.Fatal(err)
	}
	return file, database
}

// decodeReport reads the output of --json.
func decodeReport(t testing.TB, stdout string) (r report) {
	t.Helper()
	if err := json.Unmarshal([]byte(stdout), &r); err != nil {
		t.Fatalf("the output is no JSON: %v\n%s", err, stdout)
	}
	return r
}

// outcomes are the steps by what became of them.
func outcomes(r report) map[string]string {
	all := make(map[string]string, len(r.Steps))
	for _, f := range r.Steps {
		all[f.Step] = string(f.Outcome)
	}
	return all
}

// snapshot is what stands in a folder, with contents; but not where SQLite's readers note themselves.
func snapshot(t testing.TB, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	files := make(map[string]string)
	for _, entry := range entries {
		if strings.HasSuffix(entry.Name(), "-shm") {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, entry.Name()))
		if err != nil {
			t.Fatal(err)
		}
		files[entry.Name()] = string(text)
	}
	return files
}

func TestDoctorOfAHealthyBot(t *testing.T) {
	t.Parallel()
	e := newSims(t)
	file, database := e.doctorConfig()
	before := snapshot(t, filepath.Dir(database))
	code, stdout, stderr := e.doctor(file, "--card", "9643 1085 0330 0000 017")
	if code != 0 || stderr != "" {
		t.Errorf("exit code %d, %s", code, stderr)
	}
	steps := []string{"config", "database", "time zone", "Telegram token", "cabinet reachable", "token found", "card read", "sign-in", "card added", "rides read"}
	lines := strings.Split(strings.TrimSpace(stdout), "\n")
	if len(lines) != len(steps) {
		t.Fatalf("%d lines, want %d:\n%s", len(lines), len(steps), stdout)
	}
	for i, step := range steps {
		if !strings.HasPrefix(lines[i], "✓ "+step+" ") {
			t.Errorf("line %d is %q, want %s to hold", i, lines[i], step)
		}
	}
	for _, part := range []string{"run would create it", "@onay_test_bot", "1240.00 tenge", "observed", "assumed", "UTC+05:00"} {
		if !strings.Contains(stdout, part) {
			t.Errorf("the output lacks %q:\n%s", part, stdout)
		}
	}
	e.discreet(stdout)
	if got := e.cabinet.Requests(); got.Total != 5 || e.telegram.Calls("getMe") != 1 {
		t.Errorf("%+v and %d calls of getMe, want one request a step", got, e.telegram.Calls("getMe"))
	}
	if diff := cmp.Diff(before, snapshot(t, filepath.Dir(database))); diff != "" {
		t.Errorf("the doctor left something behind: %s", diff)
	}
}

// discreet looks for what the doctor must never print.
func (e *e2e) discreet(outputs ...string) {
	e.t.Helper()
	for _, text := range outputs {
		for _, secret := range []string{panMum, panKid, "42:TEST-TOKEN", "TEST-TOKEN"} {
			if strings.Contains(text, secret) {
				e.t.Errorf("the output holds %q:\n%s", secret, text)
			}
		}
	}
}

func TestDoctorSaysWhatToDo(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		change []string // of the configuration
		fault  cabinetsim.FaultKind
		step   string
		want   []string
	}{
		"no token on the page": {nil, cabinetsim.FaultNoToken, "token found", []string{"csrftoken input", "onayclient/web_start.go"}},
		"the site is redone":   {nil, cabinetsim.FaultRedesigned, "token found", []string{"csrftoken input", "onayclient/web_start.go"}},
		"ban":                  {nil, cabinetsim.FaultForbidden, "cabinet reachable", []string{"HTTP 403", "wait"}},
		"cabinet down":         {nil, cabinetsim.FaultDown, "cabinet reachable", []string{"HTTP 502", "try again later"}},
		"wrong password":       {[]string{"password: secret", "password: wrong"}, "", "sign-in", []string{"cabinet.password", "onaybot.yaml"}},
		"no Telegram token":    {[]string{`token: "42:TEST-TOKEN"`, `token: ""`}, "", "Telegram token", []string{"@BotFather", "onaybot.yaml"}},
		"another time zone":    {[]string{"operator:", "alerts: {timezone: Europe/London}\noperator:"}, "", "time zone", []string{"UTC+00:00", "alerts.timezone"}},
		"no folder":            {[]string{"bot.db", "none/bot.db"}, "", "database", []string{"folder", "onaybot.yaml"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newSims(t)
			file, _ := e.doctorConfig(tc.change...)
			if tc.fault != "" {
				e.cabinet.SetFault(cabinetsim.Fault{Kind: tc.fault})
			}
			code, stdout, stderr := e.doctor(file, "--card", panMum)
			if code != exitFault || !strings.Contains(stderr, "steps failed") {
				t.Errorf("exit code %d, %s", code, stderr)
			}
			_, after, found := strings.Cut(stdout, "✗ "+tc.step+" ")
			if !found {
				t.Fatalf("%s did not fail:\n%s", tc.step, stdout)
			}
			for _, part := range append(tc.want, "expected  ", "came      ", "do        ") {
				if !strings.Contains(after, part) {
					t.Errorf("the output lacks %q:\n%s", part, stdout)
				}
			}
			e.discreet(stdout, stderr)
		})
	}
}

func TestDoctorTellsATokenThatTelegramDoesNotKnow(t *testing.T) {
	t.Parallel()
	e := newSims(t)
	refusing := e.serve(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = w.Write([]byte(`{"ok":false,"error_code":401,"description":"Unauthorized"}`))
	}))
	for url, want := range map[string]string{refusing: "HTTP 401", "http://127.0.0.1:1": "connection refused"} {
		file, _ := e.doctorConfig(e.cfg.Telegram.APIURL, url)
		code, stdout, stderr := e.doctor(file)
		if code != exitFault || !strings.Contains(stdout, "✗ Telegram token") || !strings.Contains(stdout, want) {
			t.Errorf("exit code %d, want %q in\n%s", code, want, stdout)
		}
		e.discreet(stdout, stderr)
	}
}

func TestDoctorRefusesABadCommandLine(t *testing.T) {
	t.Parallel()
	e := newSims(t)
	file, _ := e.doctorConfig()
	broken, _ := e.doctorConfig("rate: 1000", "rat: 1000")
	for name, args := range map[string][]string{
		"typo in the number": {file, "--card", "9643108503300000018"},
		"no number":          {file, "--card", "Айша"},
		"unknown option":     {file, "--crad", panMum},
		"unknown key":        {broken},
		"no file":            {file + ".none"},
	} {
		code, stdout, stderr := e.doctor(args[0], args[1:]...)
		if code != exitConfig || stderr == "" {
			t.Errorf("%s: exit code %d, %s", name, code, stderr)
		}
		if strings.Contains(stdout+stderr, "9643108503300000018") {
			t.Errorf("%s: the number is repeated: %s%s", name, stdout, stderr)
		}
	}
	if got := e.cabinet.Requests().Total; got != 0 {
		t.Errorf("%d requests", got)
	}
	code, stdout, _ := e.doctor(broken, "--json")
	if r := decodeReport(t, stdout); code != exitConfig || r.OK || len(r.Steps) != 1 || !strings.Contains(r.Steps[0].File, "onaybot.yaml:3") {
		t.Errorf("exit code %d, %s", code, stdout)
	}
}

// TestDoctorJSON holds the form that machines read.
func TestDoctorJSON(t *testing.T) {
	t.Parallel()
	e := newSims(t)
	file, _ := e.doctorConfig()
	dir := filepath.Join(t.TempDir(), "out")
	e.cabinet.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultBalanceMissing, On: cabinetsim.KindCheck})
	code, stdout, _ := e.doctor(file, "--card", panMum, "--json", "--save", dir)
	var got struct {
		OK      *bool
		Version string
		At      time.Time `json:"checked_at"`
		Steps   []struct {
			Step, Outcome, Basis, Detail, Expected, Came, File, Do string
			Ms                                                     *float64
		}
		Saved []string
	}
	if err := json.Unmarshal([]byte(stdout), &got); err != nil {
		t.Fatalf("%v in\n%s", err, stdout)
	}
	if code != exitFault || got.OK == nil || *got.OK || got.Version == "" || !got.At.Equal(morning) {
		t.Errorf("exit code %d, %+v", code, got)
	}
	var outcomes []string
	for _, s := range got.Steps {
		outcomes = append(outcomes, s.Outcome+" "+s.Step+" "+s.Basis)
		if s.Ms == nil {
			t.Errorf("%s has no time", s.Step)
		}
	}
	want := []string{
		"ok config local", "ok database local", "ok time zone local", "ok Telegram token documented", "ok cabinet reachable observed",
		"ok token found observed", "failed card read observed", "ok sign-in assumed", "ok card added assumed", "ok rides read assumed",
	}
	if diff := cmp.Diff(want, outcomes); diff != "" {
		t.Error(diff)
	}
	if s := got.Steps[6]; s.Expected != "result.balance: an integer" || s.Came == "" || s.File != "onayclient/web.go" || s.Do == "" {
		t.Errorf("%+v", s)
	}
	if len(got.Saved) != 5 {
		t.Errorf("saved %v", got.Saved)
	}
	e.discreet(stdout)
}

func TestDoctorSavesForItsOwnerAlone(t *testing.T) {
	t.Parallel()
	e := newSims(t)
	file, _ := e.doctorConfig()
	dir := filepath.Join(t.TempDir(), "out")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "2-card-read.txt"), []byte("older"), 0o644); err != nil { // must become 0600
		t.Fatal(err)
	}
	if code, stdout, stderr := e.doctor(file, "--card", panMum, "--save", dir); code != 0 || !strings.Contains(stdout, "5 exchanges saved") {
		t.Fatalf("exit code %d\n%s%s", code, stdout, stderr)
	}
	files := snapshot(t, dir)
	if len(files) != 5 || !strings.HasPrefix(files["2-card-read.txt"], "format: onaybot capture 1\n") {
		t.Errorf("saved %v", files)
	}
	for name, text := range files {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v, %v", name, info.Mode(), err)
		}
		e.discreet(text)
		if strings.Contains(text, "admin@example.kz") || strings.Contains(text, "127.0.0.1") {
			t.Errorf("%s tells who saved it:\n%s", name, text)
		}
	}
}
