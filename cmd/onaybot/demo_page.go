package main

import (
	"context"
	"time"

	"onaybot/bot/telegramsim"
	"onaybot/cmd/onaybot/page"
	"onaybot/onayclient/cabinetsim"
)

// The people of the page, who speak the bot's three languages.
var (
	aliya  = telegramsim.User{ID: 2001, FirstName: "Алия", Language: "ru"}
	nurlan = telegramsim.User{ID: 2002, FirstName: "Нұрлан", Language: "kk"}
	kate   = telegramsim.User{ID: 2003, FirstName: "Kate", Language: "en"}
)

const familyID = -2000

// servePage joins the phone and the city on one page and returns its address.
func (w *world) servePage(ctx context.Context, addr string) (string, error) {
	l, err := page.Listen(ctx, addr)
	if err != nil {
		return "", err
	}
	family := w.telegram.Group(familyID, "Семья", aliya, nurlan, kate)
	family.SetAdmin(kate.ID, true) // two who may change the family's cards, and one who may not
	phone := w.telegram.Web(w.telegram.Person(aliya), w.telegram.Person(nurlan), w.telegram.Person(kate), family)
	city := w.cabinet.Web(
		cabinetsim.ClockMove{Name: "hour", Label: "+1 hour", Move: func(ctx context.Context) error {
			return w.pass(ctx, time.Hour)
		}},
		cabinetsim.ClockMove{Name: "morning", Label: "to 08:00 tomorrow", Move: func(ctx context.Context) error {
			return w.pass(ctx, untilMorning(w.clock.now()))
		}},
	)
	return w.serveOn(l, page.New(phone, city)), nil
}

// almaty is the zone of the city's clock.
var almaty = time.FixedZone("+05", 5*3600)

// untilMorning is how long it is to 08:00 of the next day.
func untilMorning(now time.Time) time.Duration {
	y, m, d := now.In(almaty).Date()
	return time.Date(y, m, d+1, 8, 0, 0, 0, almaty).Sub(now)
}

// pass lets time pass and the heart beat. A heart that is busy is not waited for
// long: it beats by its schedule soon enough.
func (w *world) pass(ctx context.Context, d time.Duration) error {
	w.clock.move(d)
	soon := time.NewTimer(2 * time.Second)
	defer soon.Stop()
	select {
	case w.beats <- func() {}:
	case <-soon.C:
	case <-ctx.Done():
		return ctx.Err()
	}
	return nil
}
