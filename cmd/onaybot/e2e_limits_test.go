package main

import (
	"database/sql"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"onaybot/bot/telegramsim"
	"onaybot/cmd/onaybot/config"
	"onaybot/onayclient/cabinetsim"
)

func TestLimitsComeBeforeRequests(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t)
	p := e.person(1, "ru")
	for n := range 10 {
		p.ask(luhn(fmt.Sprintf("96431085033%07d", n+100)), "нет карты")
	}
	checks := e.cabinet.Requests().Total
	p.ask(panKid, "уже 10 новых карт", "завтра после 08:00")
	e.restart()
	p.ask(panMum, "уже 10 новых карт")
	if n := e.cabinet.Requests().Total; n != checks {
		t.Errorf("%d requests beyond the limit", n-checks)
	}
	e.clock.move(24 * time.Hour)
	p.ask(panKid, "·0027 добавлена")
}

func TestACabinetThatFailsCostsNoCard(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t)
	p := e.person(1, "ru")
	e.cabinet.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultBusy, RetryAfter: "60"})
	for range 12 {
		p.ask(panKid, "пока не добавлена")
	}
	e.cabinet.ClearFaults()
	e.clock.move(2 * time.Minute)
	p.ask(panKid, "·0027 добавлена")
}

func TestFollowersOfACardAreLimited(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t)
	for id := range int64(20) {
		e.person(id+1, "ru").ask(panKid, "·0027 добавлена")
	}
	first := &talk{t, e.telegram.Person(telegramsim.User{ID: 1, FirstName: "P", Language: "ru"})}
	first.ask("Айша", "Айша")
	menu := first.press(first.ask("/cards"), "Айша")
	first.press(first.press(menu, "Удалить"), "Да, удалить")
	e.clock.move(time.Hour) // the reading is no longer fresh
	total := e.cabinet.Requests().Total
	e.person(100, "ru").ask(panKid, "слишком многих чатах", "завтра после 08:00")
	if n := e.cabinet.Requests().Total; n != total {
		t.Errorf("%d requests beyond the limit", n-total)
	}
	e.person(100, "ru").ask(panMum, "·0017 добавлена")
}

// Two who add a card and remove it all day keep nobody out.
func TestTwoAccountsKeepNobodyOut(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t)
	for id := range int64(2) {
		p := e.person(id+1, "ru")
		for range 10 {
			p.ask(panKid, "·0027 добавлена")
			menu := p.press(p.ask("/cards"), "·0027")
			p.press(p.press(menu, "Удалить"), "Да, удалить")
		}
	}
	e.person(100, "ru").ask(panKid, "·0027 добавлена")
}

// Strangers who keep others out do not keep those out whom a prover invites.
func TestAnInviteIsBeyondTheLimitOfFollowers(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t)
	mum := e.prover(100, "Айша")
	for id := range int64(19) {
		e.person(id+1, "ru").ask(panKid, "·0027 добавлена")
	}
	dad := e.person(101, "ru")
	dad.ask(panKid, "слишком многих чатах")
	dad.ask(mum.invite("Айша"), "Айша ·0027 добавлена")
	mum.hear("приглашение приняли")
	e.person(102, "ru").ask(panKid, "слишком многих чатах")
}

// luhn appends the check digit.
func luhn(digits string) string {
	sum := 0
	for i := range digits {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 0 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return digits + fmt.Sprint((10-sum%10)%10)
}

func countIn(t testing.TB, path, query string) (n int) {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRowContext(t.Context(), query).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestProofOffIsWarnedAbout(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		proof string
		allow []int64
		want  bool
	}{{config.ProofOff, nil, true}, {config.ProofOff, []int64{1}, false}, {config.ProofRequired, nil, false}} {
		cfg, err := config.Default()
		if err != nil {
			t.Fatal(err)
		}
		cfg.Rides.Proof, cfg.Access.Allow = tc.proof, tc.allow
		var out syncBuffer
		warn(cfg, slog.New(slog.NewTextHandler(&out, nil)), morning)
		if got := strings.Contains(out.String(), "access.allow is empty"); got != tc.want {
			t.Errorf("proof %s, allow %v: warned %v", tc.proof, tc.allow, got)
		}
	}
}

func TestFaresThatBeginInTheFutureAreWarnedAbout(t *testing.T) {
	t.Parallel()
	soon, before := morning.AddDate(0, 1, 0), morning.AddDate(-1, 0, 0)
	for _, tc := range []struct {
		fares config.Fares
		want  string
	}{
		{config.Fares{{City: "Almaty", From: soon}}, "cities=[Almaty]"},
		{config.Fares{{City: "Almaty", From: before}, {City: "Abai", From: soon}, {City: "abai", From: soon}}, "cities=[Abai]"},
		{config.Fares{{City: "Almaty", From: soon}, {City: "almaty", From: before}}, ""}, // one that is announced
	} {
		cfg, err := config.Default()
		if err != nil {
			t.Fatal(err)
		}
		cfg.Fares = tc.fares
		var out syncBuffer
		warn(cfg, slog.New(slog.NewTextHandler(&out, nil)), morning)
		got := out.String()
		if strings.Contains(got, "begin in the future") != (tc.want != "") || !strings.Contains(got, tc.want) {
			t.Errorf("%v: it says %q", tc.fares, got)
		}
	}
}
