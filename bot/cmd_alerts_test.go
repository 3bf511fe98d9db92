package bot

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"testing"
	"time"

	"onaybot/bot/chat"
	"onaybot/bot/texts"
	"onaybot/store"
)

func TestForgedChoicesAreStale(t *testing.T) {
	t.Parallel()
	b, link := followed(t)
	c := turnIn(t, b, texts.RU)
	for _, args := range [][]string{
		{"nothing"}, {"wish", "everything"}, {"noride", "511"}, {"noride", "x"},
		{"quiet", "1320"}, {"quiet", "0", "1440"}, {"quiet", "1320", "421"}, {"pause", "365"},
		{"pause", "-1"}, {"other", "0"},
	} {
		if err := c.pressAlerts(store.Link{ID: link}, args); !errors.Is(err, errStale) {
			t.Errorf("%v: %v", args, err)
		}
	}
	l, err := b.Store.Link(t.Context(), 1, link)
	if err != nil || l.Subscriptions != store.DefaultSubscriptions || !l.SnoozedUntil.IsZero() {
		t.Errorf("link %+v, %v", l.Alerts, err)
	}
}

func TestRidesAreToldFromWhenTheyAreWished(t *testing.T) {
	t.Parallel()
	b, _ := followed(t)
	c := turnIn(t, b, texts.RU)
	c.Rides = true
	l := store.Link{}
	for _, want := range []time.Time{start, {}} {
		if problem, err := c.toggle(&l, "rides"); problem != "" || err != nil {
			t.Fatal(problem, err)
		}
		if !l.RidesSince.Equal(want) || l.Subscriptions.Has(store.SubscribeRides) == want.IsZero() {
			t.Errorf("alerts %+v, want since %v", l.Alerts, want)
		}
	}
}

func TestPauseEndsInTheMorning(t *testing.T) {
	t.Parallel()
	b, _ := followed(t)
	c := turnIn(t, b, texts.RU)
	l := store.Link{}
	if err := c.choosePause(&l, []string{"3"}); err != nil {
		t.Fatal(err)
	}
	if want := time.Date(2026, 11, 25, 7, 0, 0, 0, almaty); !l.SnoozedUntil.Equal(want) {
		t.Errorf("paused until %v, want %v", l.SnoozedUntil, want)
	}
	if err := c.choosePause(&l, []string{"0"}); err != nil || !l.SnoozedUntil.IsZero() {
		t.Errorf("resumed: %v, %v", l.SnoozedUntil, err)
	}
}

func TestEveryButtonOfTheMenusWorks(t *testing.T) {
	t.Parallel()
	b, link := followed(t)
	b.Rides = true
	c := turnIn(t, b, texts.KK)
	l, err := b.Store.Link(t.Context(), 1, link)
	if err != nil {
		t.Fatal(err)
	}
	l.SnoozedUntil = start.Add(time.Hour)
	menus := []outgoing{c.alertsMenu(l), c.noRideMenu(l), c.quietMenu(l), c.pauseMenu(l)}
	pressed := 0
	for _, menu := range menus {
		for _, row := range menu.Keyboard {
			for _, button := range row {
				data := c.signer.Sign(1, button.Call)
				verb, args, ok := c.signer.Verify(1, data)
				if !ok || len(data) > 64 {
					t.Fatalf("%s sends %q", button.Text, data)
				}
				if err := b.call(c.Request, b.buttons[verb], args); err != nil {
					t.Errorf("%s (%s %v): %v", button.Text, verb, args, err)
				}
				pressed++
			}
		}
	}
	if pressed < 30 {
		t.Errorf("only %d buttons", pressed)
	}
	write(t, b.Store, func(ctx context.Context, tx *store.Tx) error { return tx.RemoveLink(ctx, 1, link, start) })
	if err := b.call(c.Request, b.buttons[chat.VerbAlerts], []string{strconv.FormatInt(link, 10)}); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("of a removed card: %v", err)
	}
}

// A wish that cannot be fulfilled any more is not shown as if it were.
func TestTheMenuPromisesOnlyWhatWorks(t *testing.T) {
	t.Parallel()
	b, _ := followed(t)
	b.Rides, b.Proof = true, true
	c := turnIn(t, b, texts.RU)
	proved := store.Link{Proof: store.Proof{ProvedAt: start}}
	proved.Subscriptions = store.SubscribeRides | store.SubscribeNoRide | store.SubscribeNegative
	pass, dropped, closed := proved, proved, proved
	pass.Card.Type = "01.01.02"
	dropped.ProvedAt = time.Time{}
	closed.Card.ClosedAt = start
	for _, x := range []struct {
		name  string
		link  store.Link
		works store.Subscriptions
	}{
		{"proved", proved, proved.Subscriptions},
		{"a pass", pass, store.SubscribeRides | store.SubscribeNoRide},
		{"dropped", dropped, store.SubscribeNegative},
		{"closed", closed, store.SubscribeNegative},
	} {
		var labels []string
		for _, row := range c.alertsMenu(x.link).Keyboard {
			for _, button := range row {
				labels = append(labels, button.Text)
			}
		}
		for wish, label := range map[store.Subscriptions]string{
			store.SubscribeRides: "✅ Поездки", store.SubscribeNoRide: "✅ Нет поездки к 00:00", store.SubscribeNegative: "✅ Минус",
		} {
			if slices.Contains(labels, label) != x.works.Has(wish) {
				t.Errorf("%s: %q among %q", x.name, label, labels)
			}
		}
	}
}
