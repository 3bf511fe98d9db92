package main

import (
	"database/sql"
	"strings"
	"testing"
	"time"

	"onaybot/cmd/onaybot/config"
	"onaybot/onayclient/cabinetsim"
)

// Two rides of panKid that a proof may name, and what names neither.
const (
	rightAnswer = "92 08:10, 121 18:40"
	wrongAnswer = "92 08:10, 7 18:40"
)

func proofRequired(c *config.Config) {
	c.Rides.Proof, c.Admins = config.ProofRequired, []int64{50}
}

// newProofE2E is newE2E where rides need proof. panKid has ridden on two days.
func newProofE2E(t *testing.T, change ...func(*config.Config)) *e2e {
	t.Helper()
	e := newE2E(t, append([]func(*config.Config){proofRequired}, change...)...)
	rodeTwice(t, e.cabinet)
	return e
}

// rodeTwice puts the rides of the right answer into panKid's rows.
func rodeTwice(t testing.TB, cabinet *cabinetsim.Server) {
	t.Helper()
	rodeAt(t, cabinet, panKid, "92", morning.AddDate(0, 0, -2))
	rodeAt(t, cabinet, panKid, "121", morning.AddDate(0, 0, -3).Add(10*time.Hour+30*time.Minute))
}

// rodeAt puts a ride of the past into a card's rows.
func rodeAt(t testing.TB, cabinet *cabinetsim.Server, pan, route string, at time.Time) {
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
	p.ask("92 08:10, маршрут 92 8.10", "одна и та же поездка дважды")
	done := p.ask("маршрут 92 в 8.10\nмаршрут 121 в 18.40", "✅ Айша ·0027: поездки видны")
	p.press(done, "Поездки", "маршрут 92", "маршрут 121")
	e.restart()
	p.ask("/trips", "маршрут 92")
}

func TestWrongAnswersStopAChatForThirtyDays(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t)
	p := e.follower(987654321, "ru", panKid, "Айша")
	p.ask("/trips", "маршрут и время")
	p.ask("5 08:10, 5 08:10", "Попытка не потрачена")
	for _, left := range []string{"Осталось 4 попытки", "Осталось 3 попытки", "Осталось 2 попытки", "Осталась 1 попытка"} {
		m := p.ask(wrongAnswer, left, "Ещё одна добавится 23 декабря")
		if strings.Contains(m.Text, "121") || strings.Contains(m.Text, "маршрут 7") {
			t.Errorf("the verdict tells too much: %s", m.Text)
		}
		if left == "Осталось 3 попытки" {
			e.restart()
		}
	}
	p.ask(wrongAnswer, "попыток больше нет", "23 декабря после 08:00", "приглашение")
	details := e.cabinet.Requests().Detail
	p.ask("/trips", "слишком много", "можно 5 за 30 дней", "23 декабря после 08:00", "приглашение")
	menu := p.press(p.ask("/cards"), "Айша")
	p.press(p.press(menu, "Удалить"), "Да, удалить")
	p.ask(panKid, "·0027")
	p.ask("Айша", "Айша")
	p.ask("/trips", "слишком много")
	p.press(p.ask("/forget"), "Да, удалить всё", "всё об этом чате удалено")
	e.tick(0)
	if strings.Contains(everyByte(t, e.cfg.Database), "987654321") {
		t.Error("what is counted names the chat that is forgotten")
	}
	p.ask(panKid, "·0027")
	p.ask("Айша", "Айша")
	p.ask("/trips", "слишком много")
	if n := e.cabinet.Requests().Detail; n != details {
		t.Errorf("%d readings of rides while stopped", n-details)
	}
	e.follower(2, "ru", panKid, "К").ask("/trips", "маршрут и время")
	e.tick(29 * 24 * time.Hour)
	p.ask("/trips", "слишком много")
	e.tick(24 * time.Hour)
	rodeNow(t, e)
	p.ask("/trips", "маршрут и время")
	p.ask(rightAnswer, "поездки видны")
}

// rodeNow puts the rides of the right answer into panKid's rows once more.
func rodeNow(t *testing.T, e *e2e) {
	t.Helper()
	days := int(e.clock.now().Sub(morning).Hours()) / 24
	rodeAt(t, e.cabinet, panKid, "92", morning.AddDate(0, 0, days-2))
	rodeAt(t, e.cabinet, panKid, "121", morning.AddDate(0, 0, days-3).Add(10*time.Hour+30*time.Minute))
}

// Twenty wrong answers about a card in 30 days stop those who have no proof,
// whoever they are, and nobody who has.
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
	fresh.ask("/trips", "в разных чатах слишком много раз", "23 декабря после 08:00", "приглашение")
	mum.ask("/trips", "маршрут 92")
	e.tick(29 * 24 * time.Hour)
	fresh.ask("/trips", "слишком много раз")
	e.tick(24 * time.Hour)
	fresh.ask("/trips", "маршрут и время")
	rodeNow(t, e)
	fresh.ask(wrongAnswer, "Осталось 4 попытки", "22 января")
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
func TestANewcomerNeedsApproval(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t)
	mum := e.prover(1, "Айша")
	dad := e.newcomer(2, "Дочь")
	request := mum.hear("Айша ·0027", "личный чат", "верно назвали две поездки", "В Telegram назвался «P»")
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
	gran.ask("/trips", "не разрешили", "завтра после 08:00")
	e.clock.move(24 * time.Hour)
	gran.ask("/trips", "маршрут и время")
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
	e.tick(71 * time.Hour)
	dad.ask("/trips", "жду разрешения")
	e.tick(time.Hour)
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
	e.set(panKid, 200_000)
	mum.alerts("Поездки")
	dad.wishes("Поездки")
	e.later(20 * time.Minute)
	ride(t, e.cabinet, panKid)
	e.tick(20 * time.Minute)
	mum.hear("🚌 Айша ·0027", "92")
	e.settled()
	dad.ask("/help", "Что я умею")

	ride(t, e.cabinet, panKid)
	mum.press(mum.press(mum.sharing("Айша"), "Закрыть поездки"), "Да, закрыть")
	e.later(20 * time.Minute)
	mum.ask("/help", "Что я умею")
}

// Rides that nobody is left to see are forgotten, though a chat without proof
// still follows the card; and so are those read for an answer that was wrong.
func TestRidesThatNobodyMaySeeAreForgotten(t *testing.T) {
	t.Parallel()
	for name, leave := range map[string]func(*talk){
		"all is forgotten": func(mum *talk) {
			mum.press(mum.ask("/forget"), "Да, удалить всё", "всё об этом чате удалено")
		},
		"the card is removed": func(mum *talk) {
			sure := mum.press(mum.press(mum.ask("/cards"), "Айша"), "Удалить", "Удалить")
			mum.press(sure, "Да, удалить", "Удалил")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newProofE2E(t)
			mum := e.prover(1, "Айша")
			follower := e.follower(2, "ru", panKid, "К")
			if e.rides() == 0 {
				t.Fatal("no ride is kept of a card with proof")
			}
			leave(mum)
			if n := e.rides(); n != 0 {
				t.Errorf("%d rides are kept", n)
			}
			follower.ask("/trips", "маршрут и время")
			follower.ask("92 23:59, 121 23:58", "Не совпало")
			if e.rides() == 0 {
				t.Fatal("no ride was read for an answer")
			}
			e.tick(25 * time.Hour)
			if n := e.rides(); n != 0 {
				t.Errorf("%d rides are kept after a day", n)
			}
			follower.ask("/balance", "К ·0027")
		})
	}
}

// rides counts those in the database.
func (e *e2e) rides() (n int) {
	e.t.Helper()
	db, err := sql.Open("sqlite3", "file:"+e.cfg.Database+"?mode=ro")
	if err != nil {
		e.t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRowContext(e.t.Context(), "SELECT count(*) FROM transactions").Scan(&n); err != nil {
		e.t.Fatal(err)
	}
	return n
}
