package alerts

import (
	"errors"
	"slices"
	"testing"
	"time"

	"onaybot/bot/chat"
	"onaybot/bot/telegram"
	"onaybot/bot/watch"
	"onaybot/store"
)

func TestForgedChoicesAreStale(t *testing.T) {
	t.Parallel()
	f := newFeature(t, watch.Access{Account: true})
	for _, args := range [][]string{
		{"nothing"}, {"switch", "everything"}, {"noride", "1440"}, {"noride", "-1"}, {"noride", "x"},
		{"noride", "510", "1500"}, {"silence", "20261121"},
		{"silence", "20270931"}, {"silence", "1"}, {"silence", "-20261130"},
		{"silence", "20270401"}, {"home", "20261122"}, {"home", "soon"}, {"home"},
		{"quiet", "1320"}, {"quiet", "0", "1440"}, {"quiet", "1320", "421"}, {"snooze", "365"},
		{"snooze", "-1"}, {"other", "0"},
	} {
		if err := f.menu.Press(f.request(t), chat.Call{Link: f.linked(t), Args: args}); !errors.Is(err, chat.ErrStale) {
			t.Errorf("%v: %v", args, err)
		}
	}
	if l := f.linked(t); l.Subscriptions != store.DefaultSubscriptions || !l.SnoozedUntil.IsZero() {
		t.Errorf("link %+v", l.Alerts)
	}
}

func TestRidesArePushedFromTheirSubscriptionOn(t *testing.T) {
	t.Parallel()
	l := store.Link{}
	for _, want := range []time.Time{start, {}} {
		if err := toggle(&l, store.SubscribeRides, start); err != nil {
			t.Fatal(err)
		}
		if !l.RidesSince.Equal(want) || l.Subscriptions.Has(store.SubscribeRides) == want.IsZero() {
			t.Errorf("alerts %+v, want since %v", l.Alerts, want)
		}
	}
}

func TestASnoozeEndsInTheMorning(t *testing.T) {
	t.Parallel()
	w := newFeature(t, watch.Access{}).request(t).W
	l := store.Link{}
	if err := chooseSnooze(&l, chat.Call{Args: []string{"snooze", "3"}}, w); err != nil {
		t.Fatal(err)
	}
	if want := time.Date(2026, 11, 25, 7, 0, 0, 0, almaty); !l.SnoozedUntil.Equal(want) {
		t.Errorf("snoozed until %v, want %v", l.SnoozedUntil, want)
	}
	if err := chooseSnooze(&l, chat.Call{Args: []string{"snooze", "0"}}, w); err != nil || !l.SnoozedUntil.IsZero() {
		t.Errorf("ended: %v, %v", l.SnoozedUntil, err)
	}
}

func TestEveryButtonOfTheMenusWorks(t *testing.T) {
	t.Parallel()
	f := newFeature(t, watch.Access{Account: true})
	l := f.linked(t)
	l.SnoozedUntil = start.Add(time.Hour)
	w := f.request(t).W
	menus := []telegram.Message{f.menu.menu(w, l), noRideChoices(w, l), noRideChoices(w, NoRideAt(l, 500)),
		silenceChoices(w, l), quietChoices(w, l), snoozeChoices(w, l)}
	pressed := 0
	for _, menu := range menus {
		for _, button := range slices.Concat(menu.Keyboard...) {
			data := f.signer.Sign(1, button.Call)
			verb, args, ok := f.signer.Verify(1, data)
			if !ok || len(data) > 64 || len(args) == 0 {
				t.Fatalf("%s sends %q", button.Text, data)
			}
			if verb == chat.VerbThreshold || verb == chat.VerbCard {
				continue // another feature's
			}
			err := f.menu.Press(f.request(t), chat.Call{Link: f.linked(t), Args: args[1:]})
			if err != nil || verb != chat.VerbAlerts {
				t.Errorf("%s (%s %v): %v", button.Text, verb, args, err)
			}
			pressed++
		}
	}
	if pressed < 20 {
		t.Errorf("only %d buttons", pressed)
	}
}

// A subscription that cannot work any more is not shown as if it did.
func TestTheMenuPromisesOnlyWhatWorks(t *testing.T) {
	t.Parallel()
	f := newFeature(t, watch.Access{Account: true, Proof: true})
	w := f.request(t).W
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
		for _, button := range slices.Concat(f.menu.menu(w, x.link).Keyboard...) {
			labels = append(labels, button.Text)
		}
		for s, label := range map[store.Subscriptions]string{
			store.SubscribeRides: "✅ Поездки", store.SubscribeNoRide: "✅ Нет поездки к 00:00",
			store.SubscribeNegative: "✅ Минус",
		} {
			if slices.Contains(labels, label) != x.works.Has(s) {
				t.Errorf("%s: %q among %q", x.name, label, labels)
			}
		}
	}
}
