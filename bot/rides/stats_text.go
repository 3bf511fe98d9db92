package rides

import (
	"strings"
	"time"

	"onaybot/bot/chat"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
)

func (v *stats) caption() texts.HTML {
	head := "📊 " + v.w.Card(v.link) + " · " + v.subject()
	if v.empty() {
		return texts.Join("\n\n", head, texts.Lines(v.nothing(), v.outlook()))
	}
	figures := texts.Lines(v.total(), v.months(), v.average(), v.favourites(), v.division())
	return texts.Join("\n\n", head, figures, v.outlook())
}

func (v *stats) subject() texts.HTML {
	switch {
	case !v.account:
		return v.w.T("days.subject")
	case v.charged():
		return v.w.T("stats.spending")
	}
	return v.w.T("stats.rides")
}

// nothing says that there is nothing to show.
func (v *stats) nothing() texts.HTML {
	if !v.account {
		return v.w.T("days.none")
	}
	return v.w.T("trips.none")
}

func (v *stats) total() texts.HTML {
	rides, spent := v.w.N("rides", v.sums.rides), texts.HTML("<b>"+v.w.Texts.Money(v.sums.spent)+"</b> ")
	switch {
	case v.least:
		return v.w.T("stats.least") + " " + spent + v.period()
	case !v.account:
		return spent + v.period()
	case !v.charged():
		return "<b>" + rides + "</b> " + v.period()
	}
	return spent + v.period() + ", " + rides
}

// period says what is summed up. Without a cabinet account that may begin
// later than asked for.
func (v *stats) period() texts.HTML {
	if !v.account && v.knownFrom.After(v.starts[0]) {
		return v.w.T("stats.since", texts.Args{"Day": v.w.Day(v.knownFrom)})
	}
	return v.w.T("stats.period_" + v.view)
}

// months compares this month with the last, where that is wholly known.
func (v *stats) months() texts.HTML {
	n := len(v.sums.spans)
	if v.view != byMonths || v.knownFrom.After(v.sums.spans[n-2].start) {
		return ""
	}
	return v.w.T("stats.months", texts.Args{"This": v.amount(v.sums.spans[n-1]), "Last": v.amount(v.sums.spans[n-2])})
}

// amount is what a span came to, in words.
func (v *stats) amount(s span) texts.HTML {
	if v.charged() {
		return texts.HTML(v.w.Texts.Money(s.spent))
	}
	return v.w.N("rides", s.rides)
}

func (v *stats) average() texts.HTML {
	switch {
	case !v.regular:
		return ""
	case !v.charged():
		return v.w.T("stats.average_rides", texts.Args{"Workday": v.workday()})
	}
	return v.w.T("stats.average", texts.Args{"Workday": v.workday(), "Weekend": v.w.Texts.Money(v.usual.DayOff)})
}

// workday is the average of a working day: money, or rides to a tenth.
func (v *stats) workday() string {
	if v.charged() {
		return v.w.Texts.Money(v.usual.Workday)
	}
	return v.w.Texts.Tenths(int64(v.usual.WorkdayRides*10 + 0.5))
}

func (v *stats) favourites() texts.HTML {
	var list []string
	for _, r := range v.top() {
		list = append(list, chat.Short(r.route)+" ("+v.w.Texts.Number(r.rides)+")")
	}
	if len(list) == 0 {
		return ""
	}
	return v.w.T("stats.favourites", texts.Args{"List": strings.Join(list, ", ")})
}

// topRoutes is how many routes are shown.
const topRoutes = 5

// top is the routes used most.
func (v *stats) top() []routeCount { return v.sums.routes[:min(len(v.sums.routes), topRoutes)] }

// division says that the days of the picture are not as they were.
func (v *stats) division() texts.HTML {
	if !v.divided {
		return ""
	}
	return v.w.T("stats.divided")
}

// outlook says until when the balance lasts, and how old the balance is where
// that is more than an hour.
func (v *stats) outlook() texts.HTML {
	if !v.charged() {
		return ""
	}
	args := texts.Args{"Balance": v.w.Texts.Money(v.link.Card.Balance), "Lasts": v.lasts(), "AsOf": texts.HTML("")}
	if c := v.link.Card; c.Doubtful() || v.w.Now().Sub(c.At) > time.Hour {
		args["AsOf"] = v.w.AsOf(c)
	}
	return "⏳ " + v.w.T("stats.balance", args)
}

func (v *stats) lasts() texts.HTML {
	balance := v.link.Card.Balance
	switch {
	case balance < v.fare || balance <= 0:
		return v.w.T("balance.no_ride")
	case !v.regular:
		return v.w.T("stats.lasts_unknown")
	}
	day, told := v.usual.Lasts(balance, v.spentToday, v.today)
	switch {
	case !told:
		return v.w.T("stats.lasts_long")
	case day.IsZero():
		return v.w.T("stats.lasts_short")
	case day.Equal(v.today):
		return v.w.T("stats.lasts_today")
	}
	return v.w.T("stats.lasts_until", texts.Args{"Day": v.w.Day(day), "Weekday": v.w.Texts.Weekday(day)})
}

func (v *stats) buttons() telegram.Keyboard {
	var views []telegram.Button
	for _, view := range []string{byDays, byMonths} {
		label := chat.Chosen(v.w.Plain("stats.view_"+view), view == v.view)
		views = append(views, v.w.Labelled(label, chat.VerbStats, v.link.ID, view))
	}
	if !v.account {
		return telegram.Keyboard{views, {v.w.Button("button.days", chat.VerbTrips, v.link.ID)}}
	}
	return telegram.Keyboard{views, {
		v.w.Button("button.trips", chat.VerbTrips, v.link.ID), v.w.Button("button.export", chat.VerbExport, v.link.ID),
	}}
}
