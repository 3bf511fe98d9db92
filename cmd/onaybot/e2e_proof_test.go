package main

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"
	"time"

	"onaybot/bot/telegramsim"
	"onaybot/cmd/onaybot/config"
	"onaybot/onayclient/cabinetsim"
)

// Two rides of panKid that a proof may name, and what names neither.
const (
	rightAnswer = "92 08:10, 121 18:40"
	wrongAnswer = "92 08:10, 7 18:40"
)

// newProofE2E is newE2E where rides need proof. panKid has ridden on two days.
func newProofE2E(t *testing.T, change ...func(*config.Config)) *e2e {
	t.Helper()
	needed := func(c *config.Config) { c.Rides.Proof = config.ProofRequired }
	e := newE2E(t, append([]func(*config.Config){needed}, change...)...)
	rodeAt(t, e.cabinet, panKid, "92", morning.AddDate(0, 0, -2))
	rodeAt(t, e.cabinet, panKid, "121", morning.AddDate(0, 0, -3).Add(10*time.Hour+30*time.Minute))
	return e
}

// rodeAt puts a ride of the past into a card's rows.
func rodeAt(t *testing.T, cabinet *cabinetsim.Server, pan, route string, at time.Time) {
	t.Helper()
	err := cabinet.AddTransaction(pan, cabinetsim.Transaction{Operation: cabinetsim.OpRide, Route: route, At: at, Amount: -6000, NoBalance: true})
	if err != nil {
		t.Fatal(err)
	}
}

// prover is a follower who has proved panKid; nobody else has.
func (e *e2e) prover(id int64, name string) *talk {
	e.t.Helper()
	p := e.follower(id, "ru", panKid, name)
	p.ask("/trips", "92 08:15, 121 18:40")
	p.ask(rightAnswer, "поездки видны")
	return p
}

func TestRidesNeedProof(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t)
	p := e.follower(1, "ru", panKid, "Айша")
	for _, command := range []string{"/trips", "/stats", "/export"} {
		p.ask(command, "Айша ·0027", "маршрут и время", "92 08:15, 121 18:40", "/cancel")
	}
	if n := e.cabinet.Requests().Detail; n != 0 {
		t.Errorf("%d readings of rides before an answer", n)
	}
	p.ask("не помню", "Не разобрал", "92 08:15, 121 18:40", "не потрачена")
	p.ask("/cancel", "отменил")
	p.ask(rightAnswer, "Не понял")
	p.ask("/trips", "маршрут и время")
	done := p.ask("маршрут 92 в 8.10\nмаршрут 121 в 18.40", "✅ Айша ·0027: поездки видны")
	p.press(done, "Поездки", "маршрут 92", "маршрут 121")
	e.restart()
	p.ask("/trips", "маршрут 92")
}

func TestWrongAnswersStopAChatForADay(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t)
	p := e.follower(1, "ru", panKid, "Айша")
	p.ask("/trips", "маршрут и время")
	for _, left := range []string{"Осталось 4 попытки", "Осталось 3 попытки", "Осталось 2 попытки", "Осталась 1 попытка"} {
		m := p.ask(wrongAnswer, left)
		if strings.Contains(m.Text, "121") || strings.Contains(m.Text, "маршрут 7") {
			t.Errorf("the verdict tells too much: %s", m.Text)
		}
		if left == "Осталось 3 попытки" {
			e.restart()
		}
	}
	p.ask(wrongAnswer, "попыток больше нет", "завтра после 08:00")
	details := e.cabinet.Requests().Detail
	p.ask("/trips", "слишком много", "завтра после 08:00")
	menu := p.press(p.ask("/cards"), "Айша")
	p.press(p.press(menu, "Удалить"), "Да, удалить")
	p.ask(panKid, "·0027")
	p.ask("Айша", "Айша")
	p.ask("/trips", "слишком много")
	if n := e.cabinet.Requests().Detail; n != details {
		t.Errorf("%d readings of rides while stopped", n-details)
	}
	e.follower(2, "ru", panKid, "К").ask("/trips", "маршрут и время")
	e.clock.move(24 * time.Hour)
	p.ask("/trips", "маршрут и время")
	p.ask(rightAnswer, "поездки видны")
}

// A day's wrong answers about a card stop those who have no proof, whoever
// they are, and nobody who has.
func TestWrongAnswersOfManyChats(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t)
	mum := e.prover(100, "Айша")
	for id := range int64(4) {
		p := e.follower(id+1, "ru", panKid, "К")
		p.ask("/trips", "маршрут и время")
		for range 5 {
			p.ask(wrongAnswer, "Не совпало")
		}
	}
	mum.hear("Айша ·0027: кто-то пробует увидеть поездки")
	mum.Quiet(t) // once a day
	fresh := e.follower(9, "ru", panKid, "К")
	fresh.ask("/trips", "слишком много")
	mum.ask("/trips", "маршрут 92")
	e.clock.move(24 * time.Hour)
	fresh.ask("/trips", "маршрут и время")
	fresh.ask(wrongAnswer, "Не совпало")
	mum.hear("кто-то пробует")
}

func TestACabinetThatFailsCostsNoAttempt(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t)
	p := e.follower(1, "ru", panKid, "Айша")
	p.ask("/trips", "маршрут и время")
	e.cabinet.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultBusy, RetryAfter: "60", On: cabinetsim.KindDetail})
	for range 3 {
		p.ask(rightAnswer, "занят", "попытка не потрачена")
	}
	e.cabinet.ClearFaults()
	e.clock.move(2 * time.Minute)
	p.ask(wrongAnswer, "Осталось 4 попытки")
	p.ask(rightAnswer, "поездки видны")
}

func TestTooFewRidesAreSaidSo(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t)
	rodeAt(t, e.cabinet, panMum, "92", morning.Add(-time.Hour))
	rodeAt(t, e.cabinet, panMum, "121", morning.Add(-2*time.Hour))
	rodeAt(t, e.cabinet, panMum, "", morning.AddDate(0, 0, -1))
	p := e.follower(1, "ru", panMum, "Мама")
	p.ask("/trips", "маршрут и время")
	p.ask("92 07:00, 121 06:00", "нет двух поездок с маршрутом в разные дни", "не потрачена")
	p.ask("92 07:00, 121 06:00", "Не понял") // the question is over
}

// Who proves after another needs that one's leave; the first answer counts.
func TestANewcomerNeedsLeave(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t)
	mum := e.prover(1, "Айша")
	dad := e.newcomer(2, "Дочь")
	request := mum.hear("Айша ·0027", "личный чат", "верно назвал две поездки")
	dad.ask("/trips", "жду разрешения")
	mum.press(request, "Разрешить", "разрешили")
	dad.hear("Дочь ·0027: поездки видны")
	dad.ask("/trips", "маршрут 92")

	gran := e.newcomer(3, "Внучка")
	fromMum, fromDad := mum.hear("верно назвал"), dad.hear("верно назвал")
	dad.press(fromDad, "Отказать", "отказали")
	gran.hear("не разрешили")
	mum.press(fromMum, "Разрешить", "уже ответили")
	gran.Quiet(t)
	gran.ask("/trips", "слишком много") // rests for a day
}

// newcomer is a follower of panKid whose answer was right, but not the first.
func (e *e2e) newcomer(id int64, name string) *talk {
	e.t.Helper()
	p := e.follower(id, "ru", panKid, name)
	p.ask("/trips", "маршрут и время")
	p.ask(rightAnswer, "Всё верно", "спросил у него разрешения")
	return p
}

func TestNoAnswerInThreeDaysIsNo(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t)
	mum := e.prover(1, "Айша")
	dad := e.newcomer(2, "Дочь")
	request := mum.hear("верно назвал")
	e.beat(71 * time.Hour)
	dad.ask("/trips", "жду разрешения")
	e.beat(time.Hour)
	dad.hear("за три дня разрешения не дали")
	mum.press(request, "Разрешить", "уже ответили")
	dad.ask("/trips", "маршрут и время")
	e.settled()
	dad.Quiet(t)
}

// Followers without proof are told nothing of rides, and those with proof are.
func TestPushesOfRidesNeedProof(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t)
	mum := e.prover(1, "Айша")
	dad := e.follower(2, "ru", panKid, "Дочь")
	if err := e.cabinet.SetBalance(panKid, 200_000); err != nil {
		t.Fatal(err)
	}
	menu := mum.ask("/alerts", "Айша")
	mum.press(menu, "поездки")
	e.clock.move(time.Hour)
	ride(t, e.cabinet, panKid)
	e.beat(20 * time.Minute)
	mum.hear("🚌 Айша ·0027", "92")
	e.settled()
	dad.ask("/help", "Что я умею")
}

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
	e.person(100, "ru").ask(panKid, "слишком много чатов", "завтра после 08:00")
	if n := e.cabinet.Requests().Total; n != total {
		t.Errorf("%d requests beyond the limit", n-total)
	}
	e.person(100, "ru").ask(panMum, "·0017 добавлена")
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

// A stranger to a private bot gets a sentence, and leaves no trace.
func TestStrangersAreTurnedAway(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t, func(c *config.Config) { c.Access.Allow, c.Admins = []int64{1, -7}, []int64{2} })
	e.person(1, "ru").ask("/start", "Здравствуйте")
	e.person(2, "ru").ask("/start", "Здравствуйте")
	stranger := e.person(3, "en")
	for _, text := range []string{"/start", panKid, "hello"} {
		stranger.ask(text, "This bot is private")
	}
	group := &talk{t, e.telegram.Group(-8, "Чужие", telegramsim.User{ID: 3, FirstName: "P", Language: "ru"})}
	group.Say("/nonsense") // not for this bot
	group.ask("/balance", "This bot is private")
	group.Quiet(t)
	family := &talk{t, e.telegram.Group(-7, "Семья", telegramsim.User{ID: 3, FirstName: "P", Language: "ru"})}
	family.ask("/start", "Hello")
	if n := e.cabinet.Requests().Total; n != 0 {
		t.Errorf("%d requests for strangers", n)
	}
	if err := e.stop(); err != nil {
		t.Fatal(err)
	}
	for _, query := range []string{
		"SELECT count(*) FROM chats WHERE id IN (3, -8)", "SELECT count(*) FROM inbox WHERE chat_id IN (3, -8) OR done_at IS NULL",
		"SELECT count(*) FROM dialogs WHERE user_id = 3 AND chat_id <> -7", "SELECT count(*) FROM quotas", "SELECT count(*) FROM outbox",
	} {
		if n := countIn(t, e.cfg.Database, query); n != 0 {
			t.Errorf("%d: %s", n, query)
		}
	}
}

func countIn(t *testing.T, path, query string) (n int) {
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
		warn  bool
	}{{config.ProofOff, nil, true}, {config.ProofOff, []int64{1}, false}, {config.ProofRequired, nil, false}} {
		e := newE2E(t, func(c *config.Config) { c.Rides.Proof, c.Access.Allow = tc.proof, tc.allow })
		e.person(1, "ru").ask("/start", "Здравствуйте")
		if got := strings.Contains(e.log.String(), "access.allow is empty"); got != tc.warn {
			t.Errorf("proof %s, allow %v: warned %v", tc.proof, tc.allow, got)
		}
	}
}
