package bot

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"onaybot/bot/chart"
	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/onayclient"
	"onaybot/store"
)

// statsView is a card's statistics by days or by months. Of a card that
// rides are not charged to, rides are counted instead of money.
type statsView struct {
	*turn
	summary
	link       store.Link
	view       string
	today      time.Time
	starts     []time.Time
	knownFrom  time.Time
	usual      watch.Usual
	regular    bool // what is usual is known
	least      bool // more may have been spent: a top-up hides it
	divided    bool // what was spent on several days is divided among them
	spentToday onayclient.Money
}

func (c *turn) newStatsView(l store.Link, view string) *statsView {
	v := &statsView{turn: c, link: l, view: view, today: startOfDay(c.Now().In(c.t.Zone()))}
	v.starts = lastDays(v.today, statsDays)
	if view == byMonths {
		v.starts = lastMonths(v.today, statsMonths)
	}
	return v
}

// from is since when the rides are needed.
func (v *statsView) from() time.Time {
	if usual := v.today.AddDate(0, 0, -watch.UsualDays); usual.Before(v.starts[0]) {
		return usual
	}
	return v.starts[0]
}

// read reads the rides, or, without a cabinet account, what the balance tells
// of a card that rides are charged to.
func (v *statsView) read() (watch.History, texts.HTML, error) {
	switch {
	case v.Rides:
		rides, problem := v.readRidesUnseen(v.link, v.from())
		return rides, problem, nil
	case !v.charged():
		return watch.History{}, v.t.T("trouble.no_login", nil), nil
	}
	days, err := v.Watcher.BalanceDays(v.ctx, v.link, v.from(), v.today)
	v.least = slices.ContainsFunc(days, func(d watch.BalanceDay) bool { return d.Added > 0 })
	v.divided = slices.ContainsFunc(days, func(d watch.BalanceDay) bool { return !d.Since.IsZero() })
	return asRides(days, v.Watcher.BalanceFrom(v.link), v.link.Card.At), "", err
}

// take works the figures out. A row newer than the reading of the card knows
// its balance better.
func (v *statsView) take(rides watch.History) {
	v.summary = summarize(rides.List, v.starts)
	v.usual, v.regular = v.Watcher.Days().Usual(rides.List, rides.From, v.today)
	v.knownFrom = rides.From
	v.spentToday = summarize(rides.List, []time.Time{v.today}).spent
	card := &v.link.Card.Card
	for _, x := range rides.List {
		if x.HasBalance && x.At.After(card.At) {
			card.Balance, card.At = x.Balance, x.At
		}
	}
}

func (v *statsView) charged() bool { return watch.PaysByRide(v.link.Class()) }

func (v *statsView) caption() texts.HTML {
	head := "📊 " + v.cardName(v.link) + " · " + v.subject()
	if v.rides == 0 && v.spent == 0 {
		return texts.Join("\n\n", head, texts.Lines(v.nothing(), v.outlook()))
	}
	return texts.Join("\n\n", head, texts.Lines(v.total(), v.months(), v.average(), v.favourites(), v.division()), v.outlook())
}

func (v *statsView) subject() texts.HTML {
	switch {
	case !v.Rides:
		return v.t.T("days.subject", nil)
	case v.charged():
		return v.t.T("stats.spending", nil)
	}
	return v.t.T("stats.rides", nil)
}

// nothing says that there is nothing to show.
func (v *statsView) nothing() texts.HTML {
	if !v.Rides {
		return v.t.T("days.none", nil)
	}
	return v.t.T("trips.none", nil)
}

// period says what is summed up. Without a cabinet account that may begin
// later than asked for.
func (v *statsView) period() texts.HTML {
	if !v.Rides && v.knownFrom.After(v.starts[0]) {
		return v.t.T("stats.since", texts.Args{"Day": v.t.Day(v.knownFrom, v.Now())})
	}
	return v.t.T("stats.period_"+v.view, nil)
}

func (v *statsView) total() texts.HTML {
	rides, spent := v.t.N("rides", v.rides), texts.HTML("<b>"+v.t.Money(v.spent)+"</b> ")
	switch {
	case v.least:
		return v.t.T("stats.least", nil) + " " + spent + v.period()
	case !v.Rides:
		return spent + v.period()
	case !v.charged():
		return "<b>" + rides + "</b> " + v.period()
	}
	return spent + v.period() + ", " + rides
}

// months compares this month with the last, where that is wholly known.
func (v *statsView) months() texts.HTML {
	n := len(v.spans)
	if v.view != byMonths || v.knownFrom.After(v.spans[n-2].start) {
		return ""
	}
	return v.t.T("stats.months", texts.Args{"This": v.amount(v.spans[n-1]), "Last": v.amount(v.spans[n-2])})
}

// amount is what a span came to, in words.
func (v *statsView) amount(s span) texts.HTML {
	if v.charged() {
		return texts.HTML(v.t.Money(s.spent))
	}
	return v.t.N("rides", s.rides)
}

func (v *statsView) average() texts.HTML {
	if !v.regular {
		return ""
	}
	if !v.charged() {
		return v.t.T("stats.average_rides", texts.Args{"Workday": v.workday()})
	}
	return v.t.T("stats.average", texts.Args{"Workday": v.workday(), "Weekend": v.t.Money(v.usual.DayOff)})
}

// workday is the average of a working day: money, or rides to a tenth.
func (v *statsView) workday() string {
	if v.charged() {
		return v.t.Money(v.usual.Workday)
	}
	return v.t.Tenths(int64(v.usual.WorkdayRides*10 + 0.5))
}

func (v *statsView) favourites() texts.HTML {
	var list []string
	for _, r := range v.top() {
		list = append(list, short(r.route)+" ("+v.t.Number(r.rides)+")")
	}
	if len(list) == 0 {
		return ""
	}
	return v.t.T("stats.favourites", texts.Args{"List": strings.Join(list, ", ")})
}

// division says that the days of the picture are not as they were.
func (v *statsView) division() texts.HTML {
	if !v.divided {
		return ""
	}
	return v.t.T("stats.divided", nil)
}

func (v *statsView) top() []routeCount { return v.routes[:min(len(v.routes), chart.MaxRows)] }

// outlook says until when the balance lasts, with an old balance's time.
func (v *statsView) outlook() texts.HTML {
	if !v.charged() {
		return ""
	}
	args := texts.Args{"Balance": v.t.Money(v.link.Card.Balance), "Lasts": v.lasts(), "AsOf": texts.HTML("")}
	if at := v.link.Card.At; v.Now().Sub(at) > time.Hour {
		args["AsOf"] = v.t.When(texts.AsOf, at, v.Now())
	}
	return "⏳ " + v.t.T("stats.balance", args)
}

func (v *statsView) lasts() texts.HTML {
	fare, _ := v.Fares.Of(v.link.Class(), v.Now())
	balance := v.link.Card.Balance
	switch {
	case balance < fare || balance <= 0:
		return v.t.T("balance.no_ride", nil)
	case !v.regular:
		return v.t.T("stats.lasts_unknown", nil)
	}
	day, told := v.usual.Lasts(balance, v.spentToday, v.today)
	switch {
	case !told:
		return v.t.T("stats.lasts_long", nil)
	case day.IsZero():
		return v.t.T("stats.lasts_short", nil)
	case day.Equal(v.today):
		return v.t.T("stats.lasts_today", nil)
	}
	return v.t.T("stats.lasts_until", texts.Args{"Day": v.t.Day(day, v.Now()), "Weekday": v.t.Weekday(day)})
}

func (v *statsView) buttons() keyboard {
	id := strconv.FormatInt(v.link.ID, 10)
	var views []button
	for _, view := range []string{byDays, byMonths} {
		label := v.t.Plain("stats.view_"+view, nil)
		if view == v.view {
			label = "• " + label
		}
		views = append(views, v.labelled(label, "stats", id, view))
	}
	if !v.Rides {
		return keyboard{views, {v.button("button.days", "trips", id)}}
	}
	return keyboard{views, {v.button("button.trips", "trips", id), v.button("button.export", "export", id)}}
}
