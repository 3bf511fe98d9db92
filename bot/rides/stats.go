package rides

import (
	"slices"
	"time"

	"onaybot/bot/chat"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/onayclient"
	"onaybot/store"
)

// The views of /stats. They stand in buttons and in keys of the catalogues.
const (
	byDays   = "day"
	byMonths = "month"
)

const (
	statsDays   = 30
	statsMonths = 12
)

// ShowStats answers /stats and its buttons with a picture. The arguments are
// none, or the view.
func (s *Rides) ShowStats(r *chat.Request, call chat.Call) error {
	view := byDays
	if len(call.Args) > 0 {
		view = call.Args[0]
	}
	if view != byDays && view != byMonths {
		return chat.ErrStale
	}
	r.Show(telegram.UploadingPicture)
	v := s.newStats(r.W, call.Link, view)
	history, problem, err := s.readStats(r, v)
	if err != nil {
		return err
	}
	if problem != "" && history.At.IsZero() {
		return r.Edit(r.W.Message(problem))
	}
	v.take(history)
	m := r.InPlace(r.W.Message(texts.Lines(v.caption(), problem), v.buttons()...))
	png, err := v.picture().PNG(r.Ctx)
	if err != nil {
		return err
	}
	m.File = &telegram.File{Name: "onay-" + call.Link.Card.PAN.Last4() + ".png", Data: png, Picture: true}
	return r.SendFile(m, m.Text)
}

// readStats lists what is summed up: the rides, or, without a cabinet account,
// what the balance tells of a card that rides are charged to.
func (s *Rides) readStats(r *chat.Request, v *stats) (history watch.History, problem texts.HTML, err error) {
	switch {
	case s.Account:
		history, problem = s.read(r, v.link, v.from(), 0)
		return history, problem, nil
	case !v.charged():
		return watch.History{}, r.W.T("trouble.no_login"), nil
	}
	days, err := s.Watcher.BalanceDays(r.Ctx, v.link, v.from(), v.today)
	v.least = slices.ContainsFunc(days, func(d watch.BalanceDay) bool { return d.Added > 0 })
	v.divided = slices.ContainsFunc(days, func(d watch.BalanceDay) bool { return !d.Since.IsZero() })
	history = watch.History{List: watch.AsTransactions(days), From: s.Watcher.BalanceFrom(v.link), At: v.link.Card.At}
	return history, "", err
}

// stats is a card's statistics by days or by months, and how a chat is told of
// them. Of a card that rides are not charged to, rides are counted instead of
// money.
type stats struct {
	w        *chat.Writer
	link     store.Link // its card has the newest balance known
	view     string
	account  bool // without a cabinet account, only the balance tells anything
	fare     onayclient.Money
	calendar watch.Calendar
	today    time.Time
	starts   []time.Time // of the days or months

	sums       summary
	knownFrom  time.Time
	usual      watch.Usual
	regular    bool // what is usual is known
	least      bool // more may have been spent: a top-up hides it
	divided    bool // what was spent on several days is divided among them
	spentToday onayclient.Money
}

func (s *Rides) newStats(w *chat.Writer, l store.Link, view string) *stats {
	v := &stats{w: w, link: l, view: view, account: s.Account, calendar: s.Watcher.Days(), today: w.InDays(0, 0)}
	v.fare, _ = s.Fares.Of(l, w.Now())
	v.starts = lastDays(v.today, statsDays)
	if view == byMonths {
		v.starts = lastMonths(v.today, statsMonths)
	}
	return v
}

// from is since when the transactions are needed.
func (v *stats) from() time.Time {
	if usual := v.today.AddDate(0, 0, -watch.UsualDays); usual.Before(v.starts[0]) {
		return usual
	}
	return v.starts[0]
}

// take works the figures out. A transaction that is newer than the reading of
// the card knows its balance better.
func (v *stats) take(history watch.History) {
	v.sums = summarize(history.List, v.starts)
	v.usual, v.regular = v.calendar.Usual(history.List, history.From, v.today)
	v.knownFrom = history.From
	v.spentToday = v.calendar.SpentOn(v.today, history.List)
	card := &v.link.Card
	for _, x := range history.List {
		if x.HasBalance && x.At.After(card.At) {
			card.Balance, card.At, card.Doubt = x.Balance, x.At, store.Doubt{}
		}
	}
}

func (v *stats) charged() bool { return watch.PaysByRide(v.link.Class()) }

func (v *stats) empty() bool { return v.sums.rides == 0 && v.sums.spent == 0 }
