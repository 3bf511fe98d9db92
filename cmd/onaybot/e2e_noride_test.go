package main

import (
	"strings"
	"testing"
	"time"

	"onaybot/bot/telegramsim"
	"onaybot/cmd/onaybot/config"
	"onaybot/onayclient/cabinetsim"
)

const (
	noRide  = "Нет поездки"
	alarmed = "🕗 Айша ·0027: сегодня до 08:30 поездок не было видно по карте ONAY"
)

// watched is a parent of panKid who is told when there is no ride by 08:30, on a bot
// whose own polls are too seldom to find one.
func watched(t *testing.T, change ...func(*config.Config)) (*e2e, *talk) {
	t.Helper()
	e := newE2E(t, append([]func(*config.Config){seldom}, change...)...)
	p := e.follower(1, "ru", panKid, "Айша")
	p.press(p.alerts(noRide), "08:30", "Айша ·0027")
	return e, p
}

func seldom(c *config.Config) { c.Alerts.Policy = config.Policy{Every: 24 * time.Hour} }

// made puts a ride of a day of November into the rows of panKid.
func (e *e2e) made(route string, day, hour, minute int) {
	e.t.Helper()
	e.file(cabinetsim.Transaction{
		Operation: cabinetsim.OpRide, Route: route, Amount: -6_000, NoBalance: true,
		At: time.Date(2026, 11, day, hour, minute, 0, 0, morning.Location()),
	})
}

func TestTheAllClearComesOnceAndOnlyToWhoWasAlarmed(t *testing.T) {
	t.Parallel()
	e, mum := watched(t)
	rides := e.follower(2, "ru", panKid, "Дочь")
	both := e.follower(3, "ru", panKid, "Внучка")
	rides.alerts("Поездки")
	both.press(both.press(both.alerts("Поездки"), noRide), "08:30")
	e.setTo(23, 8, 30)
	alarm := mum.hear(alarmed)
	both.hear("🕗 Внучка ·0027")
	e.made("92", 23, 8, 41)
	e.made("12", 23, 8, 43)
	e.restart()
	e.setTo(23, 8, 45)
	clear := mum.hear("✅ Айша ·0027: поездка в 08:41, маршрут 92")
	if clear.ReplyTo != alarm.ID || clear.Silent {
		t.Errorf("the all-clear answers %d (silent: %v), the alarm is %d", clear.ReplyTo, clear.Silent, alarm.ID)
	}
	first, second := both.hear(), both.hear()
	both.holds(telegramsim.Message{Text: first.Text + second.Text}, "✅ Внучка ·0027: поездка в 08:41", "🚌 Внучка ·0027")
	rides.hear("🚌 Дочь ·0027 · маршрут 92 · 08:41", "маршрут 12")
	e.made("7", 23, 9, 0)
	e.setTo(24, 8, 10)
	rides.hear("маршрут 7")
	both.hear("🚌 Внучка")
	mum.Quiet(t)
	both.Quiet(t)
}

func TestTheAllClearMakesNoSoundInQuietHours(t *testing.T) {
	t.Parallel()
	e, p := watched(t)
	p.press(p.alerts("Тихие часы"), "22:00–07:00")
	p.typesTime("21:50")
	p.press(p.alerts(noRide), "• 08:30")
	e.setTo(23, 21, 50)
	p.hear("🕗 Айша ·0027: сегодня с 12:00 до 21:50 поездок не было видно")
	e.made("92", 23, 22, 1)
	e.setTo(23, 22, 5)
	if m := p.hear("✅ Айша ·0027: поездка в 22:01"); !m.Silent {
		t.Error("it makes a sound")
	}
}

func TestAnAlarmThatIsNotToldYetIsTakenBack(t *testing.T) {
	t.Parallel()
	e, p := watched(t)
	p.press(p.alerts("Тихие часы"), "21:00–08:00")
	p.typesTime("7:20")
	p.press(p.alerts("Нет поездки к"), "• 08:30")
	e.setTo(24, 7, 20)
	e.made("92", 24, 7, 25)
	e.setTo(24, 7, 31)
	e.setTo(24, 8, 0)
	p.Quiet(t) // neither the alarm nor its end
	e.setTo(25, 7, 20)
	e.setTo(25, 8, 0)
	p.hear("🕗 Айша ·0027: сегодня до 07:20")
}

// typesTime adds a typed time to those of the only card.
func (k *talk) typesTime(text string) telegramsim.Message {
	k.t.Helper()
	k.Press(k.t, k.alerts(noRide), "Другое время")
	k.hear("например 8:20")
	return k.ask(text, "🔔")
}

// One time by noon wants any ride of the day, a later one a ride after noon; of two the
// second wants one after their middle.
func TestEachTimeNamesItsSpan(t *testing.T) {
	t.Parallel()
	e, p := watched(t)
	p.press(p.alerts(noRide), "14:30", "Айша")
	p.holds(p.alerts(noRide), "к 08:30 — любая поездка дня", "к 14:30 — поездка после 11:30")
	e.made("92", 23, 8, 10)
	e.setTo(23, 8, 30)
	p.Quiet(t)
	e.made("92", 23, 11, 29)
	e.restart()
	e.setTo(23, 14, 30)
	p.hear("🕗 Айша ·0027: сегодня с 11:30 до 14:30 поездок не было видно")
	e.made("92", 23, 11, 20) // late, and before the span
	e.setTo(23, 14, 41)
	p.Quiet(t)
	e.made("121", 23, 14, 44)
	e.setTo(23, 14, 55)
	p.hear("✅ Айша ·0027: поездка в 14:44, маршрут 121")

	e.setTo(24, 8, 30) // of two alarms a day one ride ends both
	p.hear("до 08:30")
	e.setTo(24, 14, 30)
	p.hear("с 11:30 до 14:30")
	e.made("121", 24, 14, 35)
	e.setTo(24, 14, 45)
	p.hear("✅ Айша ·0027: поездка в 14:35")
	p.Quiet(t)

	p.press(p.alerts(noRide), "• 08:30")
	p.holds(p.alerts(noRide), "к 14:30 — поездка после 12:00")
	e.made("92", 25, 8, 10)
	e.setTo(25, 14, 30)
	p.hear("🕗 Айша ·0027: сегодня с 12:00 до 14:30 поездок не было видно")
}

// A row that the cabinet lists only on the next day ends the alarm too.
func TestARideListedADayLateEndsTheAlarm(t *testing.T) {
	t.Parallel()
	e, p := watched(t)
	e.setTo(23, 8, 30)
	p.hear(alarmed)
	e.made("92", 24, 8, 0)
	e.made("92", 23, 8, 20)
	e.setTo(24, 8, 30)
	p.hear("✅ Айша ·0027: поездка вчера в 08:20, маршрут 92")
	p.Quiet(t)
}

// After an alarm the rides are read every ten minutes for an hour, then every thirty up to
// the end of the day; and no more once the ride is there.
func TestRidesAreLookedForAfterAnAlarm(t *testing.T) {
	t.Parallel()
	e, p := watched(t)
	e.setTo(23, 8, 30)
	p.hear(alarmed)
	looks := e.looks(23, 8, 31)
	want := "08:40 08:50 09:00 09:10 09:20 09:30 10:00 10:30 11:00"
	if got := strings.Join(looks[:9], " "); got != want {
		t.Errorf("looked at %s, want %s", got, want)
	}
	if last := looks[len(looks)-1]; last != "23:30" {
		t.Errorf("looked last at %s", last)
	}
	e.setTo(24, 8, 30)
	p.hear(alarmed)
	e.made("92", 24, 8, 33)
	e.setTo(24, 8, 40)
	p.hear("✅ Айша ·0027")
	if looks := e.looks(24, 8, 41); len(looks) > 0 {
		t.Errorf("looked for a ride that is there at %v", looks)
	}
}

// looks has the bot tick each minute from a moment to the end of the day, and lists the
// minutes at which it reads rides.
func (e *e2e) looks(day, hour, minute int) (list []string) {
	e.t.Helper()
	e.setTo(day, hour, minute)
	for e.clock.now().Day() == day {
		before := e.cabinet.Requests().Detail
		at := e.clock.now().Format("15:04")
		e.settled()
		if e.cabinet.Requests().Detail > before {
			list = append(list, at)
		}
		e.clock.move(time.Minute)
	}
	return list
}

// The alarm's button reads the rides now, in the alarm's place, and within the share of
// who presses it.
func TestTheAlarmIsCheckedInPlace(t *testing.T) {
	t.Parallel()
	e, p := watched(t)
	e.setTo(23, 8, 30)
	m := p.hear(alarmed)
	e.clock.move(2 * time.Minute)
	m = p.press(m, "Проверить", alarmed, "Проверено в 08:32: поездки пока не видно")
	e.cabinet.SetMode(cabinetsim.ModeDown)
	e.clock.move(2 * time.Minute)
	m = p.press(m, "Проверить", alarmed, "не отвечает")
	e.cabinet.SetMode(cabinetsim.ModeFine)
	e.made("92", 23, 8, 35)
	e.restart()
	e.clock.move(2 * time.Minute)
	m = p.press(m, "Проверить", "✅ Айша ·0027: поездка в 08:35, маршрут 92")
	if len(m.Buttons) > 0 {
		t.Errorf("buttons %v", m.Buttons)
	}
	e.later(soon)
	p.Quiet(t) // who has seen the ride is not told of it
}

func TestACheckCountsAgainstTheShareOfWhoAsks(t *testing.T) {
	t.Parallel()
	e, p := watched(t, aDay(2_000))
	e.setTo(23, 8, 30)
	m := p.hear(alarmed)
	presses := 0
	for ; presses <= 100 && !strings.Contains(m.Text, "обновления закончились"); presses++ {
		e.clock.move(2 * time.Minute)
		m = p.press(m, "Проверить", alarmed)
	}
	if presses < 90 || presses > 100 {
		t.Errorf("the share of 100 requests lasts for %d presses", presses)
	}
}

// What silences an alarm silences nothing else, is shown in the menu and can be undone.
func TestAtHomeTodayIsSilentAboutMissingRidesAlone(t *testing.T) {
	t.Parallel()
	e, p := watched(t)
	p.press(p.alerts(noRide), "14:30", "Айша")
	p.alerts("Поездки")
	e.setTo(23, 8, 30)
	m := p.hear(alarmed)
	p.Press(t, m, "Сегодня дома")
	home := p.hear("🤒 Айша ·0027: сегодня дома", "снова слежу с 24 ноября")
	p.ask("/alerts", "🏖 что поездки нет, пока не пишу; снова слежу с 24 ноября")
	if looks := e.looks(23, 8, 31); len(looks) > 0 {
		t.Errorf("looked at %v for somebody at home", looks)
	}
	p.Quiet(t)
	e.setTo(24, 8, 30)
	m = p.hear(alarmed)
	p.press(home, "Отменить", "Айша ·0027")
	e.made("92", 24, 8, 33)
	e.setTo(24, 8, 41)
	p.holds(telegramsim.Message{Text: p.hear().Text + p.hear().Text}, "🚌 Айша", "✅ Айша")
	e.setTo(25, 9, 0)
	p.hear(alarmed)
	if a := p.Press(t, m, "Сегодня дома").Answer(t); !strings.Contains(a.Text, "устарела") {
		t.Errorf("of yesterday: %q", a.Text)
	}
}

func TestHolidaysAreSilentUntilADay(t *testing.T) {
	t.Parallel()
	e, p := watched(t)
	e.setTo(23, 8, 30)
	m := p.hear(alarmed)
	p.Press(t, m, "Каникулы до")
	days := p.hear("каникулы до какого дня")
	for _, label := range []string{"30 ноября, пн", "7 декабря, пн", "14 декабря, пн"} {
		if !hasButton(days, label) {
			t.Errorf("no %q among %v", label, days.Buttons)
		}
	}
	p.press(days, "30 ноября", "снова слежу с 30 ноября")
	p.press(p.alerts(noRide), "Снова следить")
	m = p.press(p.alerts(noRide), "Каникулы до", "каникулы до какого дня")
	p.Press(t, m, "Другой день")
	p.hear("например 12.01")
	for _, wrong := range []string{"завтра", "31.11", "23.11.2026", "1.09", "14 мартобря"} {
		p.ask(wrong, "Не разобрал", "не позже 13 марта 2027")
	}
	p.ask("27 қараша", "снова слежу с 27 ноября")
	e.later(soon)
	for day := 24; day <= 26; day++ {
		e.setTo(day, 8, 30)
	}
	e.restart()
	p.Quiet(t)
	e.setTo(27, 8, 30)
	p.hear(alarmed)
}

func TestTimesAreTypedAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	e, p := watched(t)
	m := p.typesTime("8 20")
	if !hasButton(m, "Нет поездки к 08:20, 08:30") {
		t.Errorf("buttons %v", m.Buttons)
	}
	m = p.alerts(noRide)
	if hasButton(m, "Другое время") {
		t.Error("a third time is offered")
	}
	if a := p.Press(t, m, "14:30").Answer(t); !strings.Contains(a.Text, "Два времени уже есть") {
		t.Errorf("a third time: %q", a.Text)
	}
	p.press(m, "• 08:30")
	p.Press(t, p.alerts(noRide), "Другое время")
	p.hear("например 8:20")
	for _, wrong := range []string{"25:00", "8:60", "утром", "00:00", "8"} {
		p.ask(wrong, "Не разобрал время")
	}
	p.ask("07.45", "🔔")
	e.setTo(23, 8, 20)
	p.hear("сегодня с 08:02 до 08:20") // the middle of both
}

// What nobody may view the rides of is told nothing, and may choose nothing.
func TestWithoutProofNobodyIsAlarmed(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t, seldom)
	mum := e.prover(1, "Айша")
	other := e.follower(2, "ru", panKid, "Дочь")
	mum.press(mum.alerts(noRide), "08:30")
	other.press(other.alerts(noRide), "08:30", "⏳")
	other.hear("маршрут и время")
	e.setTo(23, 8, 30)
	mum.hear(alarmed)
	e.made("92", 23, 8, 41)
	e.setTo(23, 8, 45)
	mum.hear("✅ Айша ·0027")
	other.Quiet(t)
}

// What the menu shows in each language: how each time reads, the silence and its end.
func TestTheNoRideMenuInThreeLanguages(t *testing.T) {
	t.Parallel()
	for lang, c := range map[string]struct {
		open, again, home, speak string
		wants                    []string // of the two times
		buttons                  []string
		silent                   string
	}{
		"ru": {"Нет поездки в учебный день", "Нет поездки к 08:30", "Сегодня дома", "Снова следить",
			[]string{"Можно выбрать два", "к 08:30 — любая поездка дня", "к 14:30 — поездка после 11:30"},
			[]string{"• 08:30", "• 14:30", "Каникулы до …", "Выключить", "Назад"}, "снова слежу с 24 ноября"},
		"kk": {"Оқу күні сапар болмаса", "Сапар болмаса: 08:30", "Бүгін үйде", "Қайта бақылау",
			[]string{"Екі уақыт", "08:30 — сол күнгі кез келген сапар", "14:30 — 11:30 өткеннен кейінгі сапар"},
			[]string{"• 08:30", "• 14:30", "Каникул … дейін", "Сөндіру", "Артқа"}, "қайта бақылайтын күнім: 24 қараша"},
		"en": {"No ride on a school day", "No ride by 08:30", "At home today", "Watch again",
			[]string{"You can choose two", "by 08:30: any ride of the day", "by 14:30: a ride after 11:30"},
			[]string{"• 08:30", "• 14:30", "Holidays until …", "Turn off", "Back"}, "I watch again from 24 November"},
	} {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			e := newE2E(t)
			p := e.follower(1, lang, panKid, "Айша")
			p.press(p.alerts(c.open), "08:30")
			p.press(p.alerts(c.again), "14:30")
			m := p.holds(p.alerts(c.again), c.wants...)
			for _, label := range c.buttons {
				if !hasButton(m, label) {
					t.Errorf("no button %q among %v", label, m.Buttons)
				}
			}
			p.press(m, c.home, c.silent)
			m = p.press(p.alerts(c.again), c.speak)
			if strings.Contains(m.Text, c.silent) {
				t.Errorf("still silent:\n%s", m.Text)
			}
		})
	}
}
