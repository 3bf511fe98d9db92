package watch

import (
	"context"
	"slices"
	"testing"
	"time"

	"onaybot/bot/watch/policy"
	"onaybot/onayclient"
	"onaybot/store"
)

func TestWhatIsDoubtful(t *testing.T) {
	t.Parallel()
	const fare, half = 12_000, 6_000
	for name, c := range map[string]struct {
		before, read, fare onayclient.Money
		want               bool
	}{
		"the same":                                 {124_000, 124_000, fare, false},
		"a ride":                                   {124_000, 112_000, fare, false},
		"an ordinary top-up":                       {54_000, 554_000, fare, false},
		"a large top-up":                           {54_000, 2_054_000, fare, false},
		"a pass":                                   {1_240_000, 250_000, fare, false},
		"a hundredfold":                            {124_000, 12_400_000, fare, true},
		"a hundredfold, ten rides on":              {124_000, 12_400_000 - 10*fare, fare, true},
		"a hundredfold, ten half rides on":         {54_000, 5_400_000 - 10*half, half, true},
		"a hundredfold, more than ten rides on":    {54_000, 5_400_000 - 10*half - 1, half, false},
		"a hundredfold, and ten fares":             {54_000, 5_400_000 + 10*half, half, true},
		"a hundredfold, and more than ten fares":   {54_000, 5_400_000 + 10*half + 1, half, false},
		"a hundredfold that is not much":           {20_000, 2_000_000, fare, false},
		"a hundredfold of 20 000 more":             {20_000, 2_020_000, fare, false},
		"a hundredfold of over 20 000 more":        {20_000, 2_020_001, fare, true},
		"a hundredth":                              {124_000, 1_240, fare, true},
		"a hundredth, ten fares off":               {124_000, (124_000 - 10*fare) / 100, fare, true},
		"more than a hundredth and ten fares":      {124_000, (124_000+10*fare)/100 + 1, fare, false},
		"a hundredth, but whole rides":             {12_000, 0, fare, false},
		"a hundredth, but no whole rides":          {12_100, 0, fare, true},
		"a hundredth, and no fare is known":        {120_000, 1_200, 0, true},
		"of 100 tenge nothing left":                {10_000, 0, fare, true},
		"of less than 100 tenge nothing left":      {9_999, 0, fare, false},
		"a fortune after less than 100 tenge":      {9_999, 99_000_000, fare, false},
		"100 000 more":                             {50_000, 10_050_000, fare, false},
		"over 100 000 more":                        {50_000, 10_050_001, fare, true},
		"100 000 less":                             {12_000_000, 2_000_000, fare, false},
		"over 100 000 less":                        {12_000_000, 1_999_999, fare, true},
		"before below zero":                        {-8_000, 99_000_000, fare, false},
		"below zero, by whole rides":               {16_000, -8_000, fare, false},
		"below zero, by what is not a whole ride":  {16_000, -100, fare, true},
		"a little of a little, not by whole rides": {10_000, -100, fare, true},
	} {
		if got := Doubtful(c.before, c.read, c.fare); got != c.want {
			t.Errorf("%s: from %d to %d at %d: %v", name, c.before, c.read, c.fare, got)
		}
	}
}

// doubted is card 1 of 1 240 tenge, followed by chats with proof and all that is told of money, of which a hundred
// times as much was read.
func doubted(t *testing.T, chats ...int64) (*bench, onayclient.PAN) {
	t.Helper()
	b := newBench(t)
	pan := b.holds(1, "01.01", 1240)
	b.follow(1, chats...)
	for _, chat := range chats {
		b.subscribe(1, chat, store.SubscribeTopUp|store.SubscribeNegative|store.SubscribeBlocked|store.SubscribeType)
	}
	b.holds(1, "01.01", 124_000)
	b.tick(every)
	if c := b.card(pan); !c.Doubtful() || c.Balance != onayclient.Tenge(1240) || !c.At.Equal(start) {
		t.Fatalf("a hundred times as much is believed: %+v", c)
	}
	return b, pan
}

func TestADoubtfulBalanceIsBelievedADayLater(t *testing.T) {
	t.Parallel()
	b, pan := doubted(t, 10)
	since := b.clock.now()
	for b.clock.now().Before(since.Add(24*time.Hour - every)) {
		b.tick(every)
	}
	b.restart()
	b.wantKinds(10)
	if days, _ := b.db.Days(t.Context(), b.card(pan).ID, 0, 99_999); len(days) != 0 {
		t.Errorf("the doubtful balance has come into the days: %+v", days)
	}
	b.holds(1, "01.01", 123_880) // a ride
	b.tick(every)
	if c := b.card(pan); c.Doubtful() || c.Balance != onayclient.Tenge(123_880) || !c.At.Equal(b.clock.now()) {
		t.Errorf("it is not believed: %+v", c)
	}
	b.wantKinds(10, store.EventTopUp)
}

func TestADoubtEndsWithAnOrdinaryBalance(t *testing.T) {
	t.Parallel()
	b, pan := doubted(t, 10)
	b.holds(1, "01.01", 480)
	b.tick(every)
	if c := b.card(pan); c.Doubtful() || c.Balance != onayclient.Tenge(480) {
		t.Errorf("card %+v", c)
	}
	b.wantKinds(10, store.EventLow)
}

// Another figure that is as doubtful begins the day anew.
func TestTwoDoubtfulBalancesHaveToAgree(t *testing.T) {
	t.Parallel()
	b, pan := doubted(t, 10)
	b.clock.add(23 * time.Hour)
	b.holds(1, "01.01", 124_500)
	b.tick(every)
	other := b.clock.now()
	b.tick(2 * time.Hour)
	if c := b.card(pan); !c.Doubt.Since.Equal(other) || c.Doubt.Balance != onayclient.Tenge(124_500) {
		t.Errorf("doubt %+v", c.Doubt)
	}
	b.tick(22 * time.Hour)
	b.wantKinds(10, store.EventTopUp)
}

// A person's own readings count, and are no more than those of any card while one is fresh.
func TestAPersonIsShownWhatIsBelieved(t *testing.T) {
	t.Parallel()
	b, pan := doubted(t, 10)
	since := b.clock.now()
	for _, after := range []time.Duration{fresh / 2, fresh, 23 * time.Hour} {
		b.clock.add(after)
		asked := b.cabinet.total()
		c, err := b.Read(t.Context(), pan, 10)
		if err != nil || !c.Doubtful() || c.Balance != onayclient.Tenge(1240) || !c.At.Equal(start) || !c.Doubt.Since.Equal(since) {
			t.Errorf("after %v: %+v, %v", after, c, err)
		}
		if n := b.cabinet.total() - asked; n != min(1, int(after/fresh)) {
			t.Errorf("%d requests after %v", n, after)
		}
	}
	b.clock.add(time.Hour)
	if c := b.read(pan, 10); c.Balance != onayclient.Tenge(124_000) {
		t.Errorf("a day later %+v", c)
	}
	b.wantKinds(10)
}

func TestBlockedAndTypeDoNotWaitForADoubt(t *testing.T) {
	t.Parallel()
	b, _ := doubted(t, 10)
	b.holds(1, "01.02.15", 124_000)
	b.cabinet.set(func(c *cabinet) {
		for pan, card := range c.cards {
			card.Blocked = true
			c.cards[pan] = card
		}
	})
	b.tick(every)
	b.wantKinds(10, store.EventBlocked, store.EventType)
	if l := b.link(1, 10); !l.Stopped || l.Card.Type != "01.02.15" || !l.Card.Doubtful() {
		t.Errorf("link %+v", l)
	}
}

// What waits for the end of quiet hours as a doubt begins goes when it ends, if it holds.
func TestMoneyThatIsUntoldWaitsForADoubt(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.holds(1, "01.01", 1240)
	b.follow(1, 10)
	low := store.Event{ChatID: 10, LinkID: b.link(1, 10).ID, Kind: store.EventLow, CreatedAt: start, DueAt: start.Add(every)}
	b.write(func(ctx context.Context, tx *store.Tx) error { return tx.Enqueue(ctx, low, Low{}) })
	b.holds(1, "01.01", 124_000)
	b.tick(every)
	b.wantKinds(10)
	if due, err := b.db.EarliestDue(t.Context()); err != nil || !due.IsZero() {
		t.Errorf("something is due at %v, %v", due, err)
	}
	b.holds(1, "01.01", 1240)
	b.tick(every)
	b.wantKinds(10, store.EventLow)
}

func TestTransactionsEndADoubt(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		rows []onayclient.Transaction
		want bool
	}{
		"the newest tells the balance": {[]onayclient.Transaction{
			{ID: "a", At: start.Add(time.Minute), Kind: onayclient.KindTopUp, Amount: 1, Balance: 12_400_000, HasBalance: true},
		}, true},
		"together they come to it": {[]onayclient.Transaction{
			{ID: "a", At: start.Add(time.Minute), Kind: onayclient.KindTopUp, Amount: 12_288_000},
			{ID: "b", At: start.Add(2 * time.Minute), Kind: onayclient.KindRide, Amount: -12_000},
		}, true},
		"they come to less": {[]onayclient.Transaction{
			{ID: "a", At: start.Add(time.Minute), Kind: onayclient.KindTopUp, Amount: 12_288_000},
		}, false},
		"it was before": {[]onayclient.Transaction{
			{ID: "a", At: start.Add(-time.Minute), Kind: onayclient.KindTopUp, Amount: 12_276_000},
		}, false},
		"none": {nil, false},
	} {
		for _, unproved := range []bool{false, true} {
			b := newBench(t)
			pan := b.holds(1, "01.01", 1240)
			b.follow(1, 10)
			b.subscribe(1, 10, store.SubscribeNoRide)
			if unproved {
				b.followUnproved(1, 20)
			}
			b.holds(1, "01.01", 124_000)
			b.rode(c.rows...)
			b.tick(every)
			if got, want := !b.card(pan).Doubtful(), c.want && !unproved; got != want {
				t.Errorf("%s, beside a chat without proof %v: believed %v", name, unproved, got)
			}
		}
	}
}

// Who links the card, without proof yet, does not learn by a doubt that there is a transaction.
func TestTransactionsEndNoDoubtForANewcomer(t *testing.T) {
	t.Parallel()
	for asker, want := range map[int64]bool{0: false, 10: false, 20: true} {
		b := newBench(t)
		pan := b.holds(1, "01.01", 1240)
		card := b.follow(1, 10)
		row := onayclient.Transaction{ID: "a", At: start.Add(time.Minute), Kind: onayclient.KindTopUp, Amount: 12_276_000}
		b.clock.add(every)
		read := onayclient.Card{PAN: pan, Type: "01.01", Balance: onayclient.Tenge(124_000), At: b.clock.now()}
		b.write(func(ctx context.Context, tx *store.Tx) error {
			if _, err := tx.SaveTransactions(ctx, card.ID, []onayclient.Transaction{row}, start, read.At); err != nil {
				return err
			}
			got, err := b.Record(ctx, tx, read, asker)
			if got.Doubtful() != want {
				t.Errorf("asked by %d: in doubt %v", asker, got.Doubtful())
			}
			return err
		})
	}
}

// A policy that would wait for days reads the card again within an hour, then every six hours, and a day after.
func TestADoubtfulCardIsReadAgain(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.holds(1, "01.01", 1240)
	b.follow(1, 10)
	all := b.observed(func(policy.Observation) time.Duration { return 40 * time.Hour })
	b.holds(1, "01.01", 124_000)
	b.tick(every)
	since := b.clock.now()
	var after []time.Duration
	for c := b.link(1, 10).Card; c.Doubtful() && len(after) < 9; c = b.link(1, 10).Card {
		if urgent := c.NextAt.Add(c.MayWait); c.Doubt.ReadAt.Equal(since) && urgent.After(since.Add(time.Hour)) {
			t.Errorf("it may be read as late as %v", urgent)
		}
		after = append(after, c.NextAt.Sub(since))
		b.tick(c.NextAt.Sub(b.clock.now()))
	}
	want := []time.Duration{30 * time.Minute, 6*time.Hour + 30*time.Minute, 12*time.Hour + 30*time.Minute,
		18*time.Hour + 30*time.Minute, 24 * time.Hour}
	if !slices.Equal(after, want) {
		t.Errorf("read after %v, want %v", after, want)
	}
	for _, o := range (*all)[:5] {
		if o.Reading != o.Before || o.Reading.Balance != onayclient.Tenge(1240) {
			t.Errorf("the policy is told %+v", o)
		}
	}
}

func TestAChoiceDuringADoubtPollsNothingAtOnce(t *testing.T) {
	t.Parallel()
	b, pan := doubted(t, 10)
	b.tick(3 * time.Hour)
	b.subscribe(1, 10, store.SubscribeRides)
	b.cabinet.set(func(c *cabinet) { c.transactionsFail = onayclient.ErrNoLogin })
	asked := b.cabinet.total()
	b.tick(every)
	if c := b.card(pan); b.cabinet.total() != asked+1 || !c.NextAt.After(b.clock.now()) {
		t.Errorf("%d requests, next at %v", b.cabinet.total()-asked, c.NextAt)
	}
}

// The check of the evening waits for as long as the day lasts.
func TestTheEveningWaitsForADoubt(t *testing.T) {
	t.Parallel()
	for ends, want := range map[time.Time][]store.EventKind{
		at(22, 20, 30): {store.EventShort}, at(22, 22, 50): {store.EventShort}, at(22, 23, 30): nil,
	} {
		b := evening(t, 200, 30, func(b *bench) {
			b.holds(1, "01.01", 200_000)
			b.tick(every)
		})
		b.setTo(ends.Add(-every))
		b.wantKinds(10)
		b.holds(1, "01.01", 200)
		for b.clock.now().Before(at(23, 2, 0)) {
			b.tick(every)
		}
		b.wantKinds(10, want...)
	}
}

func TestManyDoubtsAreTold(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	told := 0
	b.doubted = func(context.Context, *store.Tx) error { told++; return nil }
	const cards = 6
	for n := range cards {
		b.holds(n, "01.01", 1240)
		b.follow(n, 10)
	}
	doubt := func(want int, cards ...int) {
		for _, n := range cards {
			b.holds(n, "01.01", 124_000)
		}
		b.tick(every)
		b.tick(every)
		if told != want {
			t.Errorf("told %d times after %v, want %d", told, cards, want)
		}
	}
	doubt(0, 0, 1)
	b.tick(time.Hour)
	doubt(0, 2)
	b.restart()
	b.doubted = func(context.Context, *store.Tx) error { told++; return nil }
	doubt(0, 3)
	doubt(1, 4)
	doubt(1, 5)
	b.tick(2 * time.Hour)
	for n := range 3 {
		b.holds(n, "01.01", 1240)
	}
	b.tick(every)
	doubt(2, 0, 1, 2)
}
