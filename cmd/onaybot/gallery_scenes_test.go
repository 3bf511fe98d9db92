package main

import (
	"fmt"
	"time"

	"github.com/chromedp/chromedp"

	"onaybot/bot/telegramsim"
	"onaybot/cmd/onaybot/demo"
	"onaybot/onayclient/cabinetsim"
)

func (g *gallery) firstMinute() {
	g.asks("/start", "👋")
	g.linked()
	g.asks("/balance", "💳", "540")
	g.asks("/help", "/cancel")
}

func (g *gallery) proof() {
	g.linked()
	g.clear()
	g.asks("/trips", "🔑")
	g.asks("7 06:05, 121 23:40", "4")
	g.asks(g.world.Cabinet.Recall(schoolCard), "✅")
	g.tap("button.trips", "🧾")
}

// seen is a linked card whose rides are seen.
func (g *gallery) seen() {
	g.t.Helper()
	g.linked()
	g.prove()
}

func (g *gallery) money() {
	city := g.world.Cabinet
	g.seen()
	g.asks("/alerts", "🔔")
	g.flip("subscription.topup", "subscription.type", "subscription.short")
	g.clear()
	for _, event := range []struct {
		change func() error
		sign   string
	}{
		{func() error { return city.SetBalance(schoolCard, 320_00) }, "🔔"},
		{func() error { return city.SetBalance(schoolCard, -60_00) }, "🔻"},
	} {
		g.must(event.change())
		g.after(20*time.Minute, event.sign)
	}
	g.remind()
	for _, event := range []struct {
		change func() error
		sign   string
	}{
		{func() error { _, err := city.TopUp(schoolCard, 700_00); return err }, "💰"},
		{func() error { return city.SetBlocked(schoolCard, true) }, "⛔"},
		{func() error { return city.SetBlocked(schoolCard, false) }, "✅"},
		{func() error { return city.SetType(schoolCard, "01.02.02.15") }, "💺"},
		{func() error { return city.SetType(schoolCard, "01.02.15") }, "💺"},
		{func() error { return city.SetBalance(schoolCard, 60_00) }, "🔔"},
	} {
		g.must(event.change())
		g.after(20*time.Minute, event.sign)
	}
	g.remind()
	g.at(19, 0, "🌙")
}

// remind asks for a reminder, which comes in the morning.
func (g *gallery) remind() {
	g.t.Helper()
	g.press(g.words.Plain("button.remind", nil))
	g.until(`document.querySelector('.toast').textContent !== ''`)
	g.at(8, 0, "⏰")
}

func (g *gallery) rides() {
	city := g.world.Cabinet
	g.must(city.SetBalance(schoolCard, 2000_00))
	g.seen()
	g.asks("/alerts", "🔔")
	g.flip("subscription.rides", "subscription.digest")
	g.tap("subscription.no_ride", "·5493")
	g.press("08:30")
	g.offers("✅ " + g.words.Plain("subscription.digest", nil))
	g.clear()
	_, err := city.Ride(schoolCard, "92")
	g.must(err)
	g.after(20*time.Minute, "🚌")
	row := cabinetsim.Transaction{ID: "a1", Operation: cabinetsim.OpRide, At: g.world.Now(), Amount: -60_00, Balance: 1880_00}
	g.must(city.AddTransaction(schoolCard, row))
	g.after(5*time.Minute, "1\u202f880")
	row.Route, row.Vehicle = "121", "434VX02"
	g.must(city.AmendTransaction(schoolCard, row))
	g.pass(5 * time.Minute)
	g.reads("121") // in the message that is there
	g.at(8, 35, "🕗")
	city.SetMode(cabinetsim.ModeDown)
	g.at(8, 35, "⚠️")
	g.after(3*time.Hour, "⚠️")
	city.SetMode(cabinetsim.ModeFine)
	g.another(func() {
		g.rest()
		g.pass(time.Hour)
	})
	g.reads("✅")
	g.after(demo.Until(g.world.Now(), 18, 0, time.Sunday), "📊")
}

// rest waits until the bot asks the cabinet again after failures, for which it waits
// by the real clock.
func (g *gallery) rest() {
	g.t.Helper()
	g.patience = time.Minute
	g.until(fmt.Sprintf(`Date.now() > %d`, time.Now().Add(31*time.Second).UnixMilli()))
	g.patience = browserPatience
}

func (g *gallery) inviting() {
	g.seen()
	g.clear()
	g.invite("·5493", g.other.ID)
	g.badge(g.me.ID, "1")
	g.hold(g.me.ID)
	g.reads("🎟")
}

func (g *gallery) approval() {
	g.hold(g.other.ID)
	g.linkSchoolCard("Айша")
	g.prove()
	g.hold(g.me.ID)
	g.linked()
	g.clear()
	g.asks("/trips", "🔑")
	g.asks(g.world.Cabinet.Recall(schoolCard), "👍")
	g.hold(g.other.ID)
	g.reads("🔑")
	g.do(chromedp.Evaluate[chromedp.Void](`document.querySelector('.chat > .bubble:last-child .buttons button').click()`))
	g.reads("✅")
	g.hold(g.me.ID)
	g.reads("✅")
	g.write("/cards")
	g.press("·5493")
	g.offers("👥")
	g.tap("button.share", "👥")
}

func (g *gallery) approvalQuestion() {
	g.seen()
	g.clear()
	g.hold(g.other.ID)
	g.linkSchoolCard("Айша")
	g.write("/trips")
	g.reads("121 18:40")
	g.write(g.world.Cabinet.Recall(schoolCard))
	g.reads("👍")
	g.hold(g.me.ID)
	g.reads("🔑")
}

func (g *gallery) stats() {
	g.seen()
	g.clear()
	g.asks("/stats", "📊")
	g.asks("/stats", "📊")
	g.tap("stats.view_month", "12")
}

func (g *gallery) settings() {
	g.seen()
	g.clear()
	g.asks("/cards")
	g.press("·5493")
	g.reads("💳")
	g.asks("/cards")
	g.press("·5493")
	g.tap("button.threshold", "🔔")
	g.asks("/alerts", "🔔")
	g.flip("subscription.rides", "subscription.digest")
	g.tap("subscription.no_ride", "·5493")
	g.press("08:30")
	g.offers("✅ " + g.words.Plain("subscription.digest", nil))
	g.press(g.words.Plain("button.quiet", nil))
	g.press("22:00–07:00")
	g.reads("🌙")
	g.asks("/alerts", "🔔")
	g.press(g.words.Plain("button.snooze", nil))
	g.offers(g.words.Plain("snooze.7", nil))
}

func (g *gallery) ownData() {
	g.seen()
	g.clear()
	g.write("/export")
	g.press("90 ")
	g.reads("📄")
	g.asks("/privacy", "🔒")
	g.asks("/forget", "🗑")
	g.asks("/forget", "🗑")
	g.tap("button.forget_yes", "/start")
}

// letter is a word to the operator, who is holding the phone when it has come.
func (g *gallery) letter(from telegramsim.User) {
	g.t.Helper()
	g.hold(demo.Kate.ID)
	g.asks("/start", "👋") // the bot may write to her from now on
	g.hold(from.ID)
	g.asks("/feedback", "✉️")
	g.asks("Маршрут 92 сегодня ехал бесплатно. Так и должно быть?", "✅")
	g.hold(demo.Kate.ID)
	g.reads("Маршрут 92")
}

func (g *gallery) operator() {
	g.letter(demo.Aliya)
	g.asks("/status")
}

func (g *gallery) feedback() {
	g.letter(g.me)
	g.click(`.chat > .bubble:last-child .reply`)
	g.asks("Да: сегодня День города.", "✅")
	g.hold(g.me.ID)
	g.reads("День города")
}

func (g *gallery) trouble() {
	g.linked()
	g.clear()
	g.asks("9643 90 85033 9088 5494")
	for _, mode := range []cabinetsim.Mode{cabinetsim.ModeDown, cabinetsim.ModeRedesigned, cabinetsim.ModeBanning} {
		g.world.Cabinet.SetMode(mode)
		if mode == cabinetsim.ModeBanning {
			g.rest()
		}
		g.pass(time.Hour)
		g.asks("/balance", "💳")
		g.until(`!document.querySelector('.chat > .bubble:last-child').textContent.includes('⏳')`)
	}
}

func (g *gallery) group() {
	g.hold(demo.FamilyID)
	g.do(chromedp.SetValue(chromedp.CSS(".speaker select"), fmt.Sprint(demo.Aliya.ID)),
		chromedp.Evaluate[chromedp.Void](`document.querySelector('.speaker select').dispatchEvent(new Event('change'))`))
	g.asks("/lang")
	g.tap("lang.name")
	g.clear()
	g.write("/add")
	g.until(`!document.querySelector('.reply-bar').hidden`)
	g.asks("9643 90 85033 9088 5493", "·5493")
	g.tap("name.child", g.words.Plain("name.child", nil)+" ·5493")
	g.press(g.words.Plain("button.no_need", nil))
	g.press("500")
	g.reads("/balance")
	g.asks("/balance", "💳")
	g.asks("/trips", "🔑")
	g.asks(g.world.Cabinet.Recall(schoolCard), "✅")
}
