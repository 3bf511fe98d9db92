package main

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"onaybot/bot/telegramsim"
	"onaybot/cmd/onaybot/config"
	"onaybot/onayclient/cabinetsim"
)

// newRush is a bot whose commuters have begun to ride; its clock goes a
// minute at a time.
func newRush(t *testing.T, cards int, change ...func(*config.Config)) *commuters {
	t.Helper()
	e := newSims(t)
	e.cfg.Alerts.Policy = config.Policy{Every: time.Minute}
	e.cfg.Cabinet.Fresh = 0
	for _, f := range change {
		f(e.cfg)
	}
	c := newCommuters(e, seeded(t), cards)
	e.run()
	c.minutes(5)
	return c
}

// minutes lets so many minutes pass, with something done in each.
func (c *commuters) minutes(n int) {
	for range n {
		for range len(c.riders) / 4 {
			c.act()
		}
		c.e.tick(time.Minute)
		c.catchUp()
	}
}

// settle lets time pass until all is told, and some more, then ends the bot
// and closes the account.
func (c *commuters) settle(mayDouble int) {
	c.e.t.Helper()
	late := time.After(time.Minute)
	for len(c.lacking()) > 0 {
		c.e.tick(time.Minute)
		select {
		case event := <-c.seen:
			c.hear(event)
		case <-late:
			c.e.t.Fatalf("still to be told: %v\n%s", c.lacking(), c.e.log)
		case <-time.After(50 * time.Millisecond): // what is put off is put off by the machine's clock
		}
		c.catchUp()
	}
	c.e.tick(20 * time.Minute)
	c.e.settled()
	if err := c.e.stop(); err != nil {
		c.e.t.Fatal(err)
	}
	c.catchUp()
	c.check(mayDouble)
}

// For an hour Telegram takes no message. What there was to tell meanwhile is
// told afterwards, once.
func TestTelegramRefusesMessagesForAnHour(t *testing.T) {
	t.Parallel()
	c := newRush(t, 12)
	c.e.telegram.Fail(telegramsim.Failure{Method: "sendMessage", Code: http.StatusTooManyRequests, RetryAfter: 1, Times: -1})
	c.minutes(60)
	c.e.telegram.ClearFailures()
	c.minutes(5)
	c.settle(0)
}

// Telegram is slow, breaks connections, and cuts its answers off, those that
// it has taken a message with too: such a message may come twice.
func TestTelegramOverABadLine(t *testing.T) {
	t.Parallel()
	c := newRush(t, 12)
	c.lossy = true
	lost := 0
	for range 30 {
		f := []telegramsim.Failure{
			{Delay: 100 * time.Millisecond, Times: 3},
			{Method: "sendMessage", Code: 500, Times: 2},
			{Method: "sendMessage", Reset: true, Times: 2},
			{Method: "sendMessage", Reset: true, After: true, Times: 2},
			{Method: "sendMessage", Code: 200, Body: `{"ok":true,"result":{"mess`, After: true, Times: 2},
			{Method: "getUpdates", Code: 200, Body: `{"ok":true,"result":[{"upd`},
			{Method: "getUpdates", Code: 502, Body: "<html>"},
		}[c.random.IntN(7)]
		if f.After {
			lost += f.Times
		}
		c.e.telegram.Fail(f)
		c.minutes(2)
	}
	c.e.telegram.ClearFailures()
	c.settle(lost)
}

// The faults of the cabinet that tell no lies come in any order and all at
// once, each for some minutes; once they are over everything is told.
func TestTheCabinetFailsInEveryWay(t *testing.T) {
	t.Parallel()
	lies := []cabinetsim.FaultKind{ // a figure or a card that the bot has to believe; and a refusal it must not repeat
		cabinetsim.FaultBalanceNegative, cabinetsim.FaultNoSuchCard, cabinetsim.FaultNoSignIn, cabinetsim.FaultRowsAmended,
		cabinetsim.FaultDeclined, cabinetsim.FaultNoData, // of the app
		cabinetsim.FaultUnknownOperation, cabinetsim.FaultHuge, cabinetsim.FaultBalanceTimes100, cabinetsim.FaultBalanceBy100,
	}
	kinds := slices.DeleteFunc(cabinetsim.FaultKinds(), func(k cabinetsim.FaultKind) bool { return slices.Contains(lies, k) })
	on := map[cabinetsim.FaultKind]cabinetsim.Kind{
		// Not on rows, which would be amended.
		cabinetsim.FaultBalanceMissing: cabinetsim.KindCheck, cabinetsim.FaultBalanceNull: cabinetsim.KindCheck,
		// Not on the sign-in, where they count as a refusal that must not be repeated.
		cabinetsim.FaultStaleForbidden: cabinetsim.KindDetail, cabinetsim.FaultStaleExpired: cabinetsim.KindDetail,
		cabinetsim.FaultStaleHTML: cabinetsim.KindDetail, cabinetsim.FaultForbidden: cabinetsim.KindDetail,
		cabinetsim.FaultRedirect: cabinetsim.KindDetail, cabinetsim.FaultNoToken: cabinetsim.KindStart,
	}
	c := newRush(t, 12, func(c *config.Config) { c.Cabinet.Timeout = 300 * time.Millisecond })
	for _, i := range c.random.Perm(len(kinds)) {
		c.e.cabinet.SetFault(cabinetsim.Fault{Kind: kinds[i], On: on[kinds[i]], Times: 1 + c.random.IntN(4), RetryAfter: "120", Delay: 50 * time.Millisecond})
		c.minutes(3)
		if c.random.IntN(3) > 0 { // or another joins it
			c.e.cabinet.ClearFaults()
		}
		if c.random.IntN(4) == 0 {
			c.e.clock.move(7 * time.Hour) // beyond a ban
			c.e.restart()
		}
	}
	for _, kind := range kinds {
		c.e.cabinet.SetFault(cabinetsim.Fault{Kind: kind, On: on[kind], Delay: 50 * time.Millisecond})
	}
	c.minutes(5)
	c.e.cabinet.ClearFaults()
	c.e.clock.move(7 * time.Hour)
	c.e.restart()
	c.minutes(5)
	c.settle(0)
}

// The machine's clock steps a day ahead, and back, and a day back, and ahead
// again, while people ride: nothing is lost, doubled, or put off for long.
func TestTheClockStepsADay(t *testing.T) {
	t.Parallel()
	c := newRush(t, 12)
	for range 3 {
		for _, wrong := range []time.Duration{24 * time.Hour, 0, -24 * time.Hour, 0} {
			c.e.skew.Store(int64(wrong))
			c.minutes(5)
		}
	}
	c.settle(0)
	if late := c.e.clock.now().Sub(morning); late > 3*time.Hour {
		t.Errorf("told by %s", late)
	}
}

// Another process polls for a while: the log says so once, and the bot goes
// on by itself.
func TestASecondPollerForAWhile(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.person(1, "ru")
	p.ask("/start")
	e.telegram.Fail(telegramsim.Failure{Method: "getUpdates", Code: http.StatusConflict, Times: 4})
	p.Say("/cancel") // ends the poll; the next ones are refused
	p.hear("отменил")
	p.ask("/help", "Что я умею")
	if n := strings.Count(e.log.String(), "another process polls"); n != 1 {
		t.Errorf("the log says so %d times", n)
	}
}
