package bot

import (
	"errors"
	"slices"
	"time"

	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/store"
)

// choices of the menu, in minutes of the day or in days.
var (
	noRideTimes = []int{7*60 + 30, 8 * 60, 8*60 + 30, 9 * 60, 13*60 + 30, 14*60 + 30}
	quietTimes  = [][2]int{{22 * 60, 7 * 60}, {23 * 60, 7 * 60}, {21 * 60, 8 * 60}}
	pauseDays   = []int{1, 3, 7, 30}
)

// Times of day, in minutes.
const (
	pauseEnds = 7 * 60
	remindAt  = 8 * 60
)

// wishNames are the wishes that a button switches by itself.
var wishNames = map[string]store.Subscriptions{
	"short": store.SubscribeShort, "negative": store.SubscribeNegative, "topup": store.SubscribeTopUp, "blocked": store.SubscribeBlocked,
	"rides": store.SubscribeRides, "type": store.SubscribeType, "digest": store.SubscribeDigest,
}

// pressAlerts is "" (the menu), "wish NAME", "noride [MINUTES]", "quiet [FROM
// TO]" or "pause [DAYS]".
func (c *turn) pressAlerts(l store.Link, args []string) error {
	switch len(args) {
	case 0:
		return c.say(c.alertsMenu(l))
	case 1:
		return c.showChoices(l, args[0])
	}
	return c.choose(l, args[0], args[1:])
}

func (c *turn) showChoices(l store.Link, what string) error {
	switch what {
	case "noride":
		if problem := c.cannot(l, store.SubscribeNoRide); problem != "" {
			c.alert(problem)
			return nil
		}
		return c.say(c.noRideMenu(l))
	case "quiet":
		return c.say(c.quietMenu(l))
	case "pause":
		return c.say(c.pauseMenu(l))
	}
	return errStale
}

// choose changes one thing of the link's alerts.
func (c *turn) choose(l store.Link, what string, args []string) error {
	var err error
	switch what {
	case "wish":
		var problem string
		if problem, err = c.toggle(&l, args[0]); problem != "" {
			c.alert(problem)
			return nil
		}
	case "noride":
		err = chooseNoRide(&l, args)
	case "quiet":
		err = chooseQuiet(&l, args)
	case "pause":
		err = c.choosePause(&l, args)
	default:
		err = errStale
	}
	if err != nil {
		return err
	}
	return c.commit(func(tx *store.Tx) error { return c.Watcher.Choose(c.ctx, tx, l) }, c.alertsMenu(l))
}

// toggle switches one wish, unless it cannot work, which it says.
func (c *turn) toggle(l *store.Link, name string) (problem string, err error) {
	wish, known := wishNames[name]
	if !known {
		return "", errStale
	}
	if problem := c.cannot(*l, wish); problem != "" {
		return problem, nil
	}
	l.Subscriptions ^= wish
	if wish == store.SubscribeRides {
		l.RidesSince = time.Time{}
		if l.Subscriptions.Has(wish) {
			l.RidesSince = c.Now()
		}
	}
	return "", nil
}

// cannot says why a wish would never be fulfilled; "": it can be.
func (c *turn) cannot(l store.Link, wish store.Subscriptions) string {
	switch {
	case wish.Has(store.SubscribeRides|store.SubscribeNoRide) && !c.Rides:
		return c.t.Plain("trouble.no_login", nil)
	case wish.Has(store.SubscribeRides|store.SubscribeNoRide) && !c.seesRides(l):
		return c.t.Plain("alerts.need_proof", nil)
	case wish.Has(store.SubscribeShort|store.SubscribeNegative) && !watch.PaysByRide(l.Class()):
		return c.t.Plain("alerts.pointless", nil)
	}
	return ""
}

func chooseNoRide(l *store.Link, args []string) error {
	minutes, err := argInt(args, 0)
	switch {
	case err != nil:
		return err
	case minutes == 0:
		l.Subscriptions &^= store.SubscribeNoRide
	case slices.Contains(noRideTimes, int(minutes)):
		l.Subscriptions |= store.SubscribeNoRide
		l.NoRideBy = int(minutes)
	default:
		return errStale
	}
	return nil
}

func chooseQuiet(l *store.Link, args []string) error {
	from, err1 := argInt(args, 0)
	to, err2 := argInt(args, 1)
	hours := [2]int{int(from), int(to)}
	if err := errors.Join(err1, err2); err != nil || hours != [2]int{} && !slices.Contains(quietTimes, hours) {
		return errStale
	}
	l.QuietFrom, l.QuietTo = hours[0], hours[1]
	return nil
}

func (c *turn) choosePause(l *store.Link, args []string) error {
	days, err := argInt(args, 0)
	switch {
	case err != nil:
		return err
	case days == 0:
		l.SnoozedUntil = time.Time{}
	case slices.Contains(pauseDays, int(days)):
		l.SnoozedUntil = c.clock(int(days), pauseEnds)
	default:
		return errStale
	}
	return nil
}

// pressRemind has the chat hear of a lack again tomorrow.
func (c *turn) pressRemind(l store.Link, _ []string) error {
	due := c.clock(1, remindAt)
	err := c.commit(func(tx *store.Tx) error {
		if err := tx.DropEvents(c.ctx, l.ID, store.EventRemind); err != nil {
			return err
		}
		return tx.Enqueue(c.ctx, store.Event{
			ChatID: c.chat.ID, LinkID: l.ID, Kind: store.EventRemind, CreatedAt: c.Now(), DueAt: due,
		}, nil)
	})
	if err == nil {
		c.toast(c.t.Plain("alerts.remind", texts.Args{"At": c.t.When(texts.At, due, c.Now())}))
	}
	return err
}
