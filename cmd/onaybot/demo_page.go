package main

import (
	"context"
	"slices"
	"time"

	"onaybot/bot/telegramsim"
	"onaybot/cmd/onaybot/page"
	"onaybot/onayclient/cabinetsim"
)

// The people of the page, who speak the bot's three languages. Kate is the
// bot's operator too.
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
	city := w.cabinet.Web(w.moves()...)
	return w.serveOn(l, page.New(phone, city)), nil
}

// moves are the ways to move the clock: on, and to when something is due.
func (w *world) moves() []cabinetsim.ClockMove {
	to := func(name, label string, hour, minute int, on ...time.Weekday) cabinetsim.ClockMove {
		return cabinetsim.ClockMove{Name: name, Label: label, Move: func(ctx context.Context) error {
			return w.pass(ctx, until(w.clock.now(), hour, minute, on...))
		}}
	}
	return []cabinetsim.ClockMove{
		{Name: "hour", Label: "+1 hour", Move: func(ctx context.Context) error { return w.pass(ctx, time.Hour) }},
		to("night", "to 23:30", 23, 30),
		to("school", "school day, 08:35", 8, 35, time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday),
		to("week", "Sunday, 19:00", 19, 0, time.Sunday),
	}
}

// almaty is the zone of the city's clock.
var almaty = time.FixedZone("+05", 5*3600)

// until is how long it is to the next such time on one of such days, or on any.
func until(now time.Time, hour, minute int, on ...time.Weekday) time.Duration {
	y, m, d := now.In(almaty).Date()
	at := time.Date(y, m, d, hour, minute, 0, 0, almaty)
	for !at.After(now) || len(on) > 0 && !slices.Contains(on, at.Weekday()) {
		at = at.AddDate(0, 0, 1)
	}
	return at.Sub(now)
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
