package main

import (
	"strings"
	"testing"
	"time"

	"onaybot/bot/telegramsim"
	"onaybot/cmd/onaybot/config"
	"onaybot/onayclient/cabinetsim"
)

// What the passenger reads, and how many requests are made, for each fault of
// the cabinet's answer to /check. None may lose the last known figure, show
// another, or call the card unknown.
func TestWhatThePassengerReadsOfEachFault(t *testing.T) {
	t.Parallel()
	const (
		down    = "⚠️ Кабинет ONAY не отвечает с 10:00"
		busy    = "⏳ Кабинет ONAY занят. Попробуйте после 10:"
		banned  = "⛔ Кабинет ONAY временно не пускает бота"
		changed = "🛠 Кабинет ONAY изменился"
	)
	for kind, want := range map[cabinetsim.FaultKind]struct {
		says     string
		requests int
	}{
		cabinetsim.FaultError:          {down, 2},
		cabinetsim.FaultDown:           {down, 2},
		cabinetsim.FaultErrorDetail:    {down, 1},
		cabinetsim.FaultWorks:          {down, 1},
		cabinetsim.FaultReset:          {down, 2},
		cabinetsim.FaultCutOff:         {down, 2},
		cabinetsim.FaultTruncated:      {down, 1},
		cabinetsim.FaultHang:           {down, 1},
		cabinetsim.FaultDrip:           {down, 1},
		cabinetsim.FaultBusy:           {busy, 1},
		cabinetsim.FaultHTML:           {busy, 1},
		cabinetsim.FaultForbidden:      {banned, 3},
		cabinetsim.FaultCaptcha:        {banned, 1},
		cabinetsim.FaultStaleForbidden: {banned, 3},
		cabinetsim.FaultStaleExpired:   {changed, 3},
		cabinetsim.FaultStaleHTML:      {changed, 3},
		cabinetsim.FaultRedirect:       {changed, 3},
		cabinetsim.FaultRedesigned:     {changed, 1},
		cabinetsim.FaultHuge:           {changed, 1},
		cabinetsim.FaultBalanceMissing: {changed, 1},
		cabinetsim.FaultBalanceNull:    {changed, 1},
		cabinetsim.FaultBalanceString:  {changed, 1},
		cabinetsim.FaultBalanceFloat:   {changed, 1},
		cabinetsim.FaultBalanceHuge:    {changed, 1},
		cabinetsim.FaultOtherCard:      {changed, 1},
	} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			e := newE2E(t, func(c *config.Config) { c.Cabinet.Timeout = time.Second })
			p := e.follower(1, "ru", panMum, "Мама")
			e.clock.move(2 * time.Hour)
			e.cabinet.ResetRequests()
			e.cabinet.SetFault(cabinetsim.Fault{Kind: kind, On: cabinetsim.KindCheck})
			p.ask("/balance", "1\u202f240\u202f₸ — 10 поездок", "на 08:00, обновляю")
			m := p.holds(p.lastEdit(), "1\u202f240\u202f₸ — 10 поездок\nна 08:00", want.says, "Показываю последнее")
			if strings.Contains(m.Text, "не знает") {
				t.Errorf("the card is called unknown:\n%s", m.Text)
			}
			if n := e.cabinet.Requests().Total; n != want.requests {
				t.Errorf("%d requests, want %d", n, want.requests)
			}
			e.cabinet.ClearFaults()
			e.tick(7 * time.Hour) // beyond every pause and ban
			e.settled()
			p.Quiet(t)
		})
	}
}

// A token that has gone stale, or a session forgotten, is nothing a passenger
// notices.
func TestAStaleSessionIsRenewed(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.follower(1, "ru", panMum, "Мама")
	p.ask("/trips", "7 дней")
	for _, answer := range []cabinetsim.Refusal{
		cabinetsim.RefuseForbidden, cabinetsim.RefuseExpired, cabinetsim.RefuseStartPage,
	} {
		e.cabinet.SetStaleAnswer(answer)
		e.cabinet.ExpireSessions()
		e.clock.move(time.Hour)
		p.ask("/balance")
		p.holds(p.lastEdit(), "обновлено в")
		e.cabinet.ForgetSignIns()
		ride(t, e.cabinet, panMum)
		p.ask("/trips", "маршрут 92")
	}
}

// A person who would wait longer than ten seconds for a turn is told at once
// when to come back.
func TestAQueueThatIsTooLongIsSaidAtOnce(t *testing.T) {
	t.Parallel()
	e := newE2E(t, func(c *config.Config) { c.Cabinet.Rate = 0.01 }) // one request in 102 s
	p := e.person(1, "ru")
	p.ask(panMum, "⏳ Кабинет ONAY занят. Попробуйте после 08:01", "Карта пока не добавлена")
	if n := e.cabinet.Requests().Total; n != 0 {
		t.Errorf("%d requests, want none", n)
	}
}

// A /balance that Telegram does not take at once shows what was read meanwhile,
// and not for ever that the card is being read.
func TestABalanceThatIsNotTakenAtOnceIsReadAllTheSame(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]telegramsim.Failure{
		"500": {Method: "sendMessage", Code: 500},
		"429": {Method: "sendMessage", Code: 429, RetryAfter: 6},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := ticking(newSims(t))
			p := e.follower(1, "ru", panMum, "Мама")
			ride(t, e.cabinet, panMum)
			e.clock.move(2 * time.Hour)
			before := e.cabinet.ChecksOf(panMum)
			e.telegram.Fail(f)
			m := p.ask("/balance", "1\u202f120\u202f₸", "обновлено в 10:00")
			if strings.Contains(m.Text, "обновляю") {
				t.Errorf("the card is still being read:\n%s", m.Text)
			}
			if n := e.cabinet.ChecksOf(panMum) - before; n != 1 {
				t.Errorf("the card was read %d times, want 1", n)
			}
			p.ask("/help", "Что я умею")
			p.Quiet(t)
		})
	}
}

// A poll that fails while the clock is ahead puts the card off by that clock. Once it is right the card is read.
func TestACardThatFailedByAClockAheadIsRead(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.follower(1, "ru", panMum, "Мама")
	e.skew.Store(int64(20 * time.Hour))
	e.cabinet.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultBalanceMissing})
	e.later(0)
	e.cabinet.ClearFaults()
	e.skew.Store(0)
	e.set(panMum, 30_000)
	e.later(soon)
	p.hear("🔔 Мама ·0017: осталось 300")
}
