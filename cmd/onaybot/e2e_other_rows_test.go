package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/onayclient/cabinetsim"
)

// otherRows are the labels of subscriptions to rides and top-ups.
var otherRows = map[string][2]string{
	"ru": {"Поездки", "Пополнение"}, "kk": {"Сапарлар", "Толтырылса"}, "en": {"Rides", "Top-up"},
}

// subscriber follows a card's rides and top-ups.
func (e *e2e) subscriber(id int64, lang, pan, name string) *talk {
	p := e.follower(id, lang, pan, name)
	p.press(p.alerts(otherRows[lang][0]), otherRows[lang][1])
	return p
}

func (e *e2e) fileOf(pan string, x cabinetsim.Transaction) {
	e.t.Helper()
	if err := e.cabinet.AddTransaction(pan, x); err != nil {
		e.t.Fatal(err)
	}
}

func TestOtherPeoplesDataIsWhatWordAndSignSay(t *testing.T) {
	t.Parallel()
	plus, spent := "+120"+thin+"₸", minus+"500"+thin+"₸"
	for _, c := range []struct {
		operation string
		amount    int64
		pushed    [3]string // in ru, kk and en; "": nothing is
		listed    [3]string
		total     string // of /trips in ru
	}{
		{"ride", 12_000,
			[3]string{"↩️ М ·0017: возврат · " + plus, "↩️ М ·0017: жолақы қайтарылды · " + plus, "↩️ М ·0017: refund · " + plus},
			[3]string{"возврат · " + plus, "жолақы қайтарылды · " + plus, "refund · " + plus},
			"Всего: 0 поездок, 0" + thin + "₸\nЗачислено: " + plus},
		{"return", 12_000,
			[3]string{"↩️ М ·0017: возврат · " + plus, "↩️ М ·0017: жолақы қайтарылды · " + plus, "↩️ М ·0017: refund · " + plus},
			[3]string{"возврат · " + plus, "жолақы қайтарылды · " + plus, "refund · " + plus},
			"Всего: 0 поездок, 0" + thin + "₸\nЗачислено: " + plus},
		{"topup", -50_000,
			[3]string{"❗ М ·0017: пополнение отменено " + spent, "❗ М ·0017: карта толтыру қайтарып алынды " + spent, "❗ М ·0017: top-up taken back " + spent},
			[3]string{"отмена пополнения · " + spent, "карта толтыру қайтарып алынды · " + spent, "top-up taken back · " + spent},
			"Всего: 0 поездок, 0" + thin + "₸\nЗачислено: " + spent},
		{"correction", 12_000,
			[3]string{"💵 М ·0017: корректировка · " + plus, "💵 М ·0017: түзету · " + plus, "💵 М ·0017: correction · " + plus},
			[3]string{"корректировка · " + plus, "түзету · " + plus, "correction · " + plus},
			"Всего: 0 поездок, 0" + thin + "₸\nЗачислено: " + plus},
		{"<x>", 12_000,
			[3]string{"💵 М ·0017: зачисление · " + plus, "💵 М ·0017: ақша түсті · " + plus, "💵 М ·0017: credit · " + plus},
			[3]string{"зачисление · " + plus, "ақша түсті · " + plus, "credit · " + plus},
			"Всего: 0 поездок, 0" + thin + "₸\nЗачислено: " + plus},
		{"<x>", -50_000, [3]string{}, [3]string{"списание · " + spent, "ақша алынды · " + spent, "charge · " + spent},
			"Всего: 0 поездок, " + spent},
	} {
		t.Run(fmt.Sprint(c.operation, c.amount), func(t *testing.T) {
			t.Parallel()
			e := newE2E(t)
			var talks []*talk
			for i, lang := range []string{"ru", "kk", "en"} {
				talks = append(talks, e.subscriber(int64(i+1), lang, panMum, "М"))
			}
			e.clock.move(time.Minute)
			e.fileOf(panMum, cabinetsim.Transaction{ID: "a", Operation: c.operation, Route: "92", At: e.clock.now(), Amount: c.amount, Balance: 124_000})
			e.later(soon)
			for i, p := range talks {
				if c.pushed[i] != "" {
					p.hear(c.pushed[i])
				}
				m := p.ask("/trips", c.listed[i])
				if i == 0 {
					p.holds(m, c.total)
				}
				if strings.Contains(m.Text, "<x>") || strings.Contains(m.Text, "92") {
					t.Errorf("raw, or a ride:\n%s", m.Text)
				}
			}
			e.later(soon)
			for _, p := range talks {
				p.Quiet(t)
			}
		})
	}
}

// What is called a ride and costs more than ten fares is none: it is not pushed as one, nor counted.
func TestOtherPeoplesDataHasRidesThatAreCharges(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		pan    string
		amount int64
		ride   bool
	}{
		{panMum, -120_000, true}, {panMum, -120_100, false}, {panKid, -60_000, true}, {panKid, -60_100, false},
		{panPass, -120_100, false},
	} {
		t.Run(fmt.Sprint(c.pan[15:], c.amount), func(t *testing.T) {
			t.Parallel()
			e := newE2E(t)
			e.set(c.pan, 1_000_000)
			p := e.subscriber(1, "ru", c.pan, "М")
			e.clock.move(time.Minute)
			e.fileOf(c.pan, cabinetsim.Transaction{Operation: "ride", At: e.clock.now(), Amount: c.amount, Balance: 1_000_000})
			e.later(soon)
			if c.ride {
				p.hear("🚌 М")
				p.ask("/trips", "поездка · ", "Всего: 1 поездка")
				return
			}
			p.ask("/trips", "списание ", "возможно, проездной", "Всего: 0 поездок")
			e.clock.move(2 * time.Minute)
			p.Press(t, p.ask("/export", "за какой срок"), "30 дней")
			if file := string(p.Next(t).Document.Data); !strings.Contains(file, ",charge,") || strings.Contains(file, ",ride,") {
				t.Errorf("the file has it so:\n%s", file)
			}
		})
	}
}

func TestARideWaitingForMorningSurvivesNewIDs(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.follower(1, "ru", panKid, "Айша")
	p.press(p.press(p.alerts("Поездки"), "Тихие часы"), "22:00–07:00")
	e.setTo(23, 22, 30)
	at := e.clock.now()
	e.row(panKid, "a1", "", at)
	e.setTo(23, 23, 0)
	p.Quiet(t)
	e.rename(panKid)
	e.setTo(24, 6, 0)
	p.Quiet(t)
	e.setTo(24, 7, 0)
	told := p.hear("🚌 Айша ·0027 · вчера в 22:30 · ")
	e.rename(panKid)
	e.later(soon)
	p.Quiet(t)
	x := e.cabinet.Transactions(panKid)[0]
	x.Route = "121"
	if err := e.cabinet.AmendTransaction(panKid, x); err != nil {
		t.Fatal(err)
	}
	e.later(soon)
	if edit := p.holds(p.NextEdit(t), "маршрут 121"); edit.ID != told.ID {
		t.Errorf("message %d is changed, the ride stands in %d", edit.ID, told.ID)
	}
	p.ask("/trips", "Всего: 1 поездка")
}

func (e *e2e) rename(pan string) {
	e.t.Helper()
	if err := e.cabinet.RenameTransactions(pan); err != nil {
		e.t.Fatal(err)
	}
}

// Whatever ids the cabinet gives, each ride is told once, and no other is lost.
func TestOtherPeoplesDataHasOtherIDs(t *testing.T) {
	t.Parallel()
	type row struct {
		id, operation, route string
		minute               int
	}
	for _, c := range []struct {
		name          string
		before, after []row
		pushed        []string // of what comes after
		rides         string
	}{
		{"two on one vehicle in one minute", nil, []row{{"a", "ride", "92", 1}, {"b", "ride", "92", 1}},
			[]string{"🚌 М ·0017 · маршрут 92 · 08:11", "\n🚌 М ·0017 · маршрут 92 · 08:11"}, "2 поездки"},
		{"a repeat", nil, []row{{"a", "ride", "92", 1}, {"a", "ride", "92", 1}}, []string{"🚌"}, "1 поездка"},
		{"a ride and a top-up of one id", []row{{"a", "ride", "92", 1}}, []row{{"a", "topup", "", 2}},
			[]string{"💰 М ·0017: +120"}, "1 поездка"},
		{"two rides of one id", []row{{"a", "ride", "92", 1}}, []row{{"a", "ride", "12", 2}},
			[]string{"🚌 М ·0017 · маршрут 12 · 08:12"}, "2 поездки"},
		{"a third beside twins", []row{{"a", "ride", "92", 1}, {"b", "ride", "92", 1}}, []row{{"c", "ride", "92", 1}},
			[]string{"🚌 М ·0017 · маршрут 92 · 08:11"}, "3 поездки"},
	} {
		for _, renamed := range []bool{false, true} {
			c := c
			c.after = slices.Clone(c.after)
			t.Run(fmt.Sprint(c.name, " ", renamed), func(t *testing.T) {
				t.Parallel()
				e := newE2E(t)
				p := e.subscriber(1, "ru", panMum, "М")
				e.clock.move(10 * time.Minute)
				start := e.clock.now()
				file := func(rows []row) {
					for _, r := range rows {
						amount := int64(-12_000)
						if r.operation == "topup" {
							amount = 12_000
						}
						e.fileOf(panMum, cabinetsim.Transaction{ID: r.id, Operation: r.operation, Route: r.route,
							At: start.Add(time.Duration(r.minute) * time.Minute), Amount: amount, Balance: 124_000})
					}
				}
				file(c.before)
				e.later(soon)
				if len(c.before) > 0 {
					p.hear("🚌")
				}
				if renamed {
					e.rename(panMum)
				}
				for i, r := range c.after {
					if slices.ContainsFunc(c.before, func(b row) bool { return b.id == r.id }) {
						c.after[i].id = e.cabinet.Transactions(panMum)[0].ID // its id by now
					}
				}
				file(c.after)
				e.later(soon)
				p.hear(c.pushed...)
				p.ask("/trips", "Всего: "+c.rides)
				e.restart()
				e.rename(panMum)
				e.later(soon)
				p.Quiet(t)
			})
		}
	}
}

func TestOtherPeoplesDataRenamedIsOneNotice(t *testing.T) {
	t.Parallel()
	e := newE2E(t, withAdmin)
	admin := e.person(adminID, "ru")
	admin.ask("/resume", "не")
	cards := []string{panMum, panKid}
	for i, pan := range cards {
		p := e.follower(int64(i+1), "ru", pan, "М")
		p.alerts("Поездки")
		for n := range 4 {
			e.row(pan, fmt.Sprint("r", n), "92", e.clock.now().Add(-time.Duration(n+1)*time.Minute))
		}
	}
	e.later(soon)
	admin.Quiet(t)
	e.rename(panMum)
	e.later(soon)
	admin.hear("🔀 Кабинет ONAY дал строкам поездок новые номера")
	e.rename(panKid)
	e.restart()
	e.later(soon)
	admin.Quiet(t)
	e.clock.move(30 * 24 * time.Hour)
	for _, pan := range cards {
		for n := range 4 {
			e.row(pan, fmt.Sprint("s", n), "92", e.clock.now().Add(-time.Duration(n+1)*time.Minute))
		}
	}
	e.later(soon)
	e.rename(panKid)
	e.later(soon)
	admin.hear("🔀")
	admin.Quiet(t)
}

// Forty rows of five days that come at once are one message, by the day.
func TestOtherPeoplesDataComesLateInBulk(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		lang, operation, head, day, line string
		amount                           int64
	}{
		{"ru", "ride", "🚌 М ·0017 · пришли с опозданием: 40 поездок, всего " + minus + "4" + thin + "800" + thin + "₸",
			"24 ноября, вт", "08:00 маршрут 92 · " + minus + "120" + thin + "₸", -12_000},
		{"kk", "ride", "🚌 М ·0017 · кешігіп келді: 40 сапар, барлығы " + minus + "4" + thin + "800" + thin + "₸",
			"24 қараша, сс", "08:00 № 92 бағыт · " + minus + "120" + thin + "₸", -12_000},
		{"en", "ride", "🚌 М ·0017 · came late: 40 rides, " + minus + "4" + thin + "800" + thin + "₸ in all",
			"24 November, Tue", "08:00 route 92 · " + minus + "120" + thin + "₸", -12_000},
		{"ru", "refund", "↩️ М ·0017 · пришли с опозданием: 40 возвратов, всего +4" + thin + "800" + thin + "₸",
			"24 ноября, вт", "08:00 возврат · +120" + thin + "₸", 12_000},
		{"ru", "topup", "💰 М ·0017 · пришли с опозданием: 40 пополнений, всего +4" + thin + "800" + thin + "₸",
			"24 ноября, вт", "08:00 пополнение · +120" + thin + "₸", 12_000},
	} {
		t.Run(c.lang+c.operation, func(t *testing.T) {
			t.Parallel()
			e := newE2E(t)
			p := e.subscriber(1, c.lang, panMum, "М")
			e.setTo(29, 9, 0)
			for i := range 40 {
				at := morning.AddDate(0, 0, 1+i/8).Add(time.Duration(i%8) * time.Hour)
				e.fileOf(panMum, cabinetsim.Transaction{ID: fmt.Sprint("r", i), Operation: c.operation, Route: "92", At: at, Amount: c.amount, Balance: 124_000})
			}
			e.setTo(30, 0, 30) // the week is read once a day
			m := p.hear(c.head, "\n\n"+c.day+"\n"+c.line)
			if days := strings.Count(m.Text, "\n\n"); days != 5 || strings.Count(m.Text, "\n") != 5+5+40 {
				t.Errorf("%d days in:\n%s", days, m.Text)
			}
			if strings.Index(m.Text, "24") > strings.Index(m.Text, "28") {
				t.Errorf("the newest first:\n%s", m.Text)
			}
			e.later(soon)
			p.Quiet(t)
		})
	}
}

// In quiet hours bulk waits for the morning. However much it is, it fits into a message.
func TestOtherPeoplesDataInBulkHoldsQuietHours(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.follower(1, "ru", panMum, strings.Repeat("М", 40))
	p.press(p.press(p.alerts("Поездки"), "Тихие часы"), "22:00–07:00")
	e.setTo(29, 9, 0)
	for i := range 200 {
		at := morning.AddDate(0, 0, 1+i/40).Add(time.Duration(i%40) * 10 * time.Minute)
		e.row(panMum, fmt.Sprint("r", i), "маршрут с длинным именем", at)
	}
	e.setTo(30, 0, 30)
	e.setTo(30, 6, 59)
	p.Quiet(t)
	e.setTo(30, 7, 0)
	m := p.hear("пришли с опозданием: 200 поездок", "\n24 ноября, вт · 40 поездок · "+minus+"2"+thin+"400"+thin+"₸\n25 ноября")
	if !telegram.Fits(texts.HTML(m.Text)) || strings.Contains(m.Text, "…") {
		t.Errorf("it is cut:\n%s", m.Text)
	}
	p.Quiet(t)
}

// Rides of today that come in time are told as ever, however many.
func TestManyRidesOfTodayAreTheirLines(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.follower(1, "ru", panMum, "М")
	p.alerts("Поездки")
	for i := range 12 {
		e.clock.move(time.Minute)
		e.row(panMum, fmt.Sprint("r", i), "92", e.clock.now())
	}
	e.later(soon)
	m := p.hear("🚌 М ·0017 · маршрут 92 · 08:01")
	if n := strings.Count(m.Text, "🚌"); n != 12 || strings.Contains(m.Text, "опозданием") {
		t.Errorf("%d rides in:\n%s", n, m.Text)
	}
}

func TestOtherPeoplesDataHasFreeRides(t *testing.T) {
	t.Parallel()
	for pan, want := range map[string][3]string{
		panMum:  {"бесплатно, осталось 1" + thin + "240" + thin + "₸", "тегін, қалғаны 1" + thin + "240" + thin + "₸", "free, 1" + thin + "240" + thin + "₸ left"},
		panPass: {"по проездному", "айлық билетпен", "on the pass"},
	} {
		t.Run(pan[15:], func(t *testing.T) {
			t.Parallel()
			e := newE2E(t)
			var talks []*talk
			for i, lang := range []string{"ru", "kk", "en"} {
				talks = append(talks, e.subscriber(int64(i+1), lang, pan, "М"))
			}
			e.clock.move(time.Minute)
			e.fileOf(pan, cabinetsim.Transaction{Operation: "ride", Route: "92", At: e.clock.now(), Balance: 124_000})
			e.later(soon)
			for i, p := range talks {
				m := p.hear("🚌 М", " · 08:01 · "+want[i])
				if strings.Contains(m.Text, " 0"+thin) || pan == panPass && strings.Contains(m.Text, "₸") {
					t.Errorf("money in:\n%s", m.Text)
				}
				free, _, _ := strings.Cut(want[i], ",")
				p.ask("/trips", " · "+free+"\n", "1 ")
			}
		})
	}
}
