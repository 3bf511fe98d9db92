package main

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"onaybot/onayclient/cabinetsim"
	"onaybot/store"
)

// TestDoctorBesideARunningBot leaves the database as it is.
func TestDoctorBesideARunningBot(t *testing.T) {
	t.Parallel()
	e := newSims(t)
	file, database := e.doctorConfig()
	db, err := store.Open(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	before := snapshot(t, filepath.Dir(database))
	code, stdout, stderr := e.doctor(file, "--card", panMum)
	if code != 0 || !strings.Contains(stdout, "in use: only looked at") {
		t.Errorf("exit code %d\n%s%s", code, stdout, stderr)
	}
	if diff := cmp.Diff(before, snapshot(t, filepath.Dir(database))); diff != "" {
		t.Errorf("the doctor changed something: %s", diff)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestDoctorRemembers a ban and a refused sign-in in the database, which is created for it.
func TestDoctorRemembers(t *testing.T) {
	t.Parallel()
	for name, make := range map[string]func(t *testing.T, database string){
		"without a database": func(*testing.T, string) {},
		"in a database that is free": func(t *testing.T, database string) {
			db, err := store.Open(t.Context(), database)
			if err == nil {
				err = db.Close()
			}
			if err != nil {
				t.Fatal(err)
			}
		},
		"in a database in use": func(t *testing.T, database string) {
			db, err := store.Open(t.Context(), database)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = db.Close() }) // nothing to lose
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newSims(t)
			file, database := e.doctorConfig("password: secret", "password: wrong")
			make(t, database)
			for range 2 {
				code, stdout, _ := e.doctor(file, "--json")
				if got := outcomes(decodeReport(t, stdout))["sign-in"]; code != exitFault || got != "failed" {
					t.Errorf("exit code %d, sign-in %s", code, got)
				}
			}
			if got := e.cabinet.Requests().SignIn; got != 1 {
				t.Errorf("%d sign-ins, want 1", got)
			}
			e.cabinet.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultCaptcha})
			e.doctor(file)
			e.cabinet.ClearFaults()
			e.cabinet.ResetRequests()
			_, stdout, _ := e.doctor(file)
			if got := e.cabinet.Requests().Total; got != 0 || !strings.Contains(stdout, "banned by the cabinet until") {
				t.Errorf("%d requests during a ban:\n%s", got, stdout)
			}
		})
	}
}

// TestDoctorTriesRefusedCredentialsOnPurpose with --sign-in, once, and forgets the refusal if they are
// accepted now.
func TestDoctorTriesRefusedCredentialsOnPurpose(t *testing.T) {
	t.Parallel()
	e := newSims(t)
	file, _ := e.doctorConfig()
	e.cabinet.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultNoSignIn})
	for i, args := range [][]string{nil, nil, {"--sign-in"}, nil} {
		f := firstFailure(t, e.examine(file, args...))
		if want := []int{1, 1, 2, 2}[i]; f.Step != "sign-in" || f.File != file || e.cabinet.Requests().SignIn != want {
			t.Errorf("run %d: %d sign-ins, want %d; %+v", i, e.cabinet.Requests().SignIn, want, f)
		}
	}
	e.cabinet.ClearFaults()
	for i, args := range [][]string{{"--card", panMum, "--sign-in"}, {"--card", panMum}} {
		if r := e.examine(file, args...); !r.OK || e.cabinet.Requests().SignIn != 3+i {
			t.Errorf("%s, %d sign-ins", marks(r), e.cabinet.Requests().SignIn)
		}
	}
}

// TestDoctorDoesNotSignIn where a refusal could not be noted.
func TestDoctorDoesNotSignInWhereItCannotNoteARefusal(t *testing.T) {
	t.Parallel()
	for name, version := range map[string]int{"newer": 1000, "older": 1} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newSims(t)
			file, database := e.doctorConfig()
			alter(t, database, fmt.Sprintf("PRAGMA user_version = %d", version))
			before := snapshot(t, filepath.Dir(database))
			r := e.examine(file, "--card", panMum, "--sign-in")
			want := "+cabinet reachable +token found +card read -sign-in -card added -rides read"
			if got := marks(r); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
			if f := r.Steps[len(r.Steps)-1]; !strings.Contains(f.Detail, "could not be noted in the database") {
				t.Errorf("%+v", f)
			}
			if diff := cmp.Diff(before, snapshot(t, filepath.Dir(database))); diff != "" {
				t.Errorf("the doctor changed something: %s", diff)
			}
		})
	}
}

// alter changes a database that nobody has open, after it was made.
func alter(t testing.TB, path, statement string) {
	t.Helper()
	s, err := store.Open(t.Context(), path)
	if err == nil {
		err = s.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.ExecContext(t.Context(), statement)
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
}

func TestDoctorRespectsWhatTheBotKnows(t *testing.T) {
	t.Parallel()
	e := newSims(t)
	file, database := e.doctorConfig()
	db, err := store.Open(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() }) // nothing to lose
	until := e.clock.now().Add(time.Hour).UTC().Format(time.RFC3339)
	if err := db.Set(t.Context(), "cabinet.pause", "banned "+until); err != nil {
		t.Fatal(err)
	}
	code, stdout, _ := e.doctor(file, "--card", panMum)
	if code != exitFault || !strings.Contains(stdout, "banned by the cabinet until "+until) || e.cabinet.Requests().Total != 0 {
		t.Errorf("exit code %d, %d requests:\n%s", code, e.cabinet.Requests().Total, stdout)
	}
}

func TestDoctorOnADamagedDatabase(t *testing.T) {
	t.Parallel()
	e := newSims(t)
	file, database := e.doctorConfig()
	if err := os.WriteFile(database, []byte(strings.Repeat("no database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	before := snapshot(t, filepath.Dir(database))
	code, stdout, stderr := e.doctor(file)
	if code != exitFault || !strings.Contains(stdout, "✗ database") || !strings.Contains(stdout, "backup") {
		t.Errorf("exit code %d\n%s%s", code, stdout, stderr)
	}
	if diff := cmp.Diff(before, snapshot(t, filepath.Dir(database))); diff != "" {
		t.Errorf("the doctor changed something: %s", diff)
	}
}
