package demo

import (
	"context"
	"slices"
	"time"

	"onaybot/bot/telegramsim"
	"onaybot/onayclient/cabinetsim"
)

// The people of the page, who speak the bot's three languages. Kate is the bot's operator too.
var (
	Aliya  = telegramsim.User{ID: 2001, FirstName: "Алия", Language: "ru"}
	Nurlan = telegramsim.User{ID: 2002, FirstName: "Нұрлан", Language: "kk"}
	Kate   = telegramsim.User{ID: 2003, FirstName: "Kate", Language: "en"}
)

// FamilyID is the group of the three.
const FamilyID = -2000

// Almaty is the zone of the city's clock.
var Almaty = time.FixedZone("+05", 5*3600)

// ServePage serves the page with the phone and the city on a free port from that of addr on, and
// returns its address.
func (w *World) ServePage(ctx context.Context, addr string) (url string, err error) {
	l, err := listen(ctx, addr)
	if err != nil {
		return "", err
	}
	family := w.Telegram.Group(FamilyID, "Семья", Aliya, Nurlan, Kate)
	family.SetAdmin(Kate.ID, true) // two who may change the family's cards, and one who may not
	phone := w.Telegram.Web(w.Telegram.Person(Aliya), w.Telegram.Person(Nurlan), w.Telegram.Person(Kate), family)
	city := w.Cabinet.Web(w.moves()...)
	return w.serveOn(l, page(phone, city)), nil
}

// moves are the ways to move the clock: on, and to when something is due.
func (w *World) moves() []cabinetsim.ClockMove {
	to := func(name, label string, hour, minute int, on ...time.Weekday) cabinetsim.ClockMove {
		return cabinetsim.ClockMove{Name: name, Label: label, Move: func(ctx context.Context) error {
			return w.Pass(ctx, Until(w.Now(), hour, minute, on...))
		}}
	}
	return []cabinetsim.ClockMove{
		{Name: "hour", Label: "+1 hour", Move: func(ctx context.Context) error { return w.Pass(ctx, time.Hour) }},
		to("night", "to 23:30", 23, 30),
		to("school", "school day, 08:35", 8, 35, time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday),
		to("week", "Sunday, 19:00", 19, 0, time.Sunday),
	}
}

// Until is how long it is to the next such time in Almaty on one of such days, or on any.
func Until(now time.Time, hour, minute int, on ...time.Weekday) time.Duration {
	y, m, d := now.In(Almaty).Date()
	at := time.Date(y, m, d, hour, minute, 0, 0, Almaty)
	for !at.After(now) || len(on) > 0 && !slices.Contains(on, at.Weekday()) {
		at = at.AddDate(0, 0, 1)
	}
	return at.Sub(now)
}
