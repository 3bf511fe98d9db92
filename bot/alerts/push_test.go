package alerts

import (
	"context"
	"strings"
	"testing"
	"time"

	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/onayclient"
	"onaybot/store"
)

func TestPushesInEveryLanguage(t *testing.T) {
	t.Parallel()
	f := newFeature(t, watch.Access{Account: true})
	early := start.Add(-time.Hour)
	for _, c := range []struct {
		kind       store.EventKind
		data       any
		ru, kk, en string
	}{
		{store.EventShort, watch.Short{Balance: 20000, Need: 24000, Type: "01.01", At: start},
			"🌙 Мама: осталось 200_₸ (1 поездка), а на рабочий день обычно уходит 240_₸",
			"🌙 Мама: 200_₸ қалды (1 сапар), ал жұмыс күніне әдетте 240_₸ жұмсалады",
			"🌙 Мама: 200_₸ left (1 ride), and a working day usually takes 240_₸"},
		{store.EventNegative, watch.Low{Balance: -8000, At: early},
			"🔻 Мама: −80_₸ на 07:12, карта ушла в минус",
			"🔻 Мама: −80_₸, 07:12 жағдайы бойынша, баланс нөлден төмен түсті",
			"🔻 Мама: −80_₸ as of 07:12, below zero"},
		{store.EventLow, watch.Low{Balance: 20000, Threshold: 60000, Rides: 5, Type: "01.01", At: start},
			"🔔 Мама: осталось 200_₸ (1 поездка), порог 5 поездок",
			"🔔 Мама: 200_₸ қалды (1 сапар), шек: 5 сапар",
			"🔔 Мама: 200_₸ left (1 ride), threshold 5 rides"},
		{store.EventTopUp, watch.TopUp{Amount: 50000, About: true, Balance: 70000, HasBalance: true, At: start},
			"💰 Мама: пополнение около +500_₸, стало 700_₸",
			"💰 Мама: карта толтырылды, шамамен +500_₸, енді 700_₸",
			"💰 Мама: a top-up of about +500_₸, now 700_₸"},
		{store.EventTopUp, watch.TopUp{Amount: 50000, At: early},
			"💰 Мама: +500_₸ в 07:12", "💰 Мама: +500_₸, 07:12", "💰 Мама: +500_₸ at 07:12"},
		{store.EventTopUp, watch.TopUp{Amount: 50000, Count: 2, At: early},
			"💰 Мама: 2 пополнения, всего +500_₸, последнее в 07:12", "💰 Мама: карта 2 рет толтырылды, барлығы +500_₸, соңғысы 07:12",
			"💰 Мама: 2 top-ups, +500_₸ in all, the last at 07:12"},
		{store.EventRefund, watch.TopUp{Amount: 12000, Count: 1, Balance: 70000, HasBalance: true, At: early},
			"↩️ Мама: возврат · +120_₸ в 07:12, стало 700_₸", "↩️ Мама: жолақы қайтарылды · +120_₸, 07:12, енді 700_₸",
			"↩️ Мама: refund · +120_₸ at 07:12, now 700_₸"},
		{store.EventRefund, watch.TopUp{Amount: 60000, Count: 5, At: early},
			"↩️ Мама: 5 возвратов, всего +600_₸, последний в 07:12", "↩️ Мама: 5 рет қайтарылды, барлығы +600_₸, соңғысы 07:12",
			"↩️ Мама: 5 refunds, +600_₸ in all, the last at 07:12"},
		{store.EventCredit, watch.TopUp{Amount: 12000, Count: 1, Word: "cashback", At: early},
			"💵 Мама: зачисление · +120_₸ в 07:12", "💵 Мама: ақша түсті · +120_₸, 07:12", "💵 Мама: credit · +120_₸ at 07:12"},
		{store.EventCredit, watch.TopUp{Amount: 12000, Count: 1, Word: "correction", At: early},
			"💵 Мама: корректировка · +120_₸ в 07:12", "💵 Мама: түзету · +120_₸, 07:12", "💵 Мама: correction · +120_₸ at 07:12"},
		{store.EventCredit, watch.TopUp{Amount: 60000, Count: 2, Word: "cashback", At: early},
			"💵 Мама: 2 зачисления, всего +600_₸, последнее в 07:12", "💵 Мама: картаға 2 рет ақша түсті, барлығы +600_₸, соңғысы 07:12",
			"💵 Мама: 2 credits, +600_₸ in all, the last at 07:12"},
		{store.EventReversal, watch.TopUp{Amount: -50000, Count: 1, Word: "topup", Balance: 70000, HasBalance: true, At: early},
			"❗ Мама: пополнение отменено −500_₸ в 07:12, стало 700_₸", "❗ Мама: карта толтыру қайтарып алынды −500_₸, 07:12, енді 700_₸",
			"❗ Мама: top-up taken back −500_₸ at 07:12, now 700_₸"},
		{store.EventReversal, watch.TopUp{Amount: -60000, Count: 2, At: early},
			"❗ Мама: 2 отмены пополнений, всего −600_₸, последняя в 07:12",
			"❗ Мама: картаны толтыру 2 рет қайтарып алынды, барлығы −600_₸, соңғысы 07:12",
			"❗ Мама: 2 top-ups taken back, −600_₸ in all, the last at 07:12"},
		{store.EventBlocked, watch.Stop{Blocked: true, At: start},
			"⛔ Мама: карта заблокирована", "⛔ Мама: карта бұғатталды", "⛔ Мама: the card has been blocked"},
		{store.EventDigest, watch.Digest{Spent: 24000, Added: 50000, Balance: 54000, At: start},
			"📊 Мама за неделю: не меньше 240_₸, пополнения не меньше +500_₸ (по изменению баланса). Осталось 540_₸",
			"📊 Мама, бір аптада: кемінде 240_₸, картаға түскені кемінде +500_₸ (баланстың өзгеруі бойынша). Қалғаны 540_₸",
			"📊 Мама, this week: at least 240_₸, top-ups at least +500_₸ (judging by the balance). 540_₸ left"},
	} {
		for lang, want := range map[texts.Lang]string{texts.RU: c.ru, texts.KK: c.kk, texts.EN: c.en} {
			f.write(t, func(ctx context.Context, tx *store.Tx) error { return tx.SetLang(ctx, 1, string(lang)) })
			o, err := f.render(t, f.event(t, c.kind, c.data))
			if err != nil || o == nil {
				t.Fatalf("%s: %+v, %v", c.kind, o, err)
			}
			got := strings.NewReplacer("Мама &amp; &lt;я&gt; ·"+pan.Last4(), "Мама", "\u202f", "_", "<b>", "", "</b>", "").
				Replace(string(o.Text))
			if got != want {
				t.Errorf("%s in %s:\n%s\nwant\n%s", c.kind, lang, got, want)
			}
		}
	}
}

func TestLowAlertSaysWhatWasRead(t *testing.T) {
	t.Parallel()
	f := newFeature(t, watch.Access{Account: true})
	ru := f.request(t).W.Texts
	for _, c := range []struct {
		age         time.Duration
		data        string
		balance     string
		rides, asOf texts.HTML
	}{
		{0, `{"balance":32000,"threshold":50000,"type":"01.01"`, "320\u202f₸", ru.N("rides", 2), ""},
		{lateAfter, `{"balance":11000,"threshold":50000,"type":"01.02.15"`, "110\u202f₸", ru.N("rides", 1), ""},
		{time.Hour, `{"balance":-8000,"threshold":50000,"type":""`, "\u221280\u202f₸", "",
			ru.When(texts.AsOf, start.Add(-time.Hour), start)},
	} {
		want := ru.T("push.low", texts.Args{
			"Card": "Мама & <я> ·" + pan.Last4(), "Balance": c.balance, "Threshold": "500\u202f₸",
			"Rides": c.rides, "AsOf": c.asOf,
		})
		data := c.data + `,"at":"` + start.Add(-c.age).Format(time.RFC3339) + `"}`
		o, err := f.render(t, store.Event{ChatID: 1, LinkID: f.link, Kind: store.EventLow, Data: []byte(data)})
		if err != nil || o == nil || o.Text != want || o.ChatID != 1 || len(o.Keyboard) == 0 {
			t.Errorf("%+v, %v; want %q", o, err, want)
		}
	}
}

func TestEventsThatAreNotToldAnyMore(t *testing.T) {
	t.Parallel()
	f := newFeature(t, watch.Access{Account: true})
	f.write(t, func(ctx context.Context, tx *store.Tx) error { return tx.RemoveLink(ctx, 1, f.link, start) })
	o, err := f.render(t, store.Event{ChatID: 1, LinkID: f.link, Kind: store.EventLow, Data: []byte(`{}`)})
	if err != nil || o != nil {
		t.Errorf("of a removed card: %+v, %v", o, err)
	}
}

func TestRidesAreNotToldToWhoMayNoLongerSeeThem(t *testing.T) {
	t.Parallel()
	f := newFeature(t, watch.Access{})
	for kind, data := range map[store.EventKind]any{
		store.EventRides:    watch.TransactionIDs{IDs: []int64{1}},
		store.EventNoRide:   watch.NoRide{By: start},
		store.EventTopUp:    watch.TopUp{Amount: 100, At: start},
		store.EventRefund:   watch.TopUp{Amount: 100, At: start},
		store.EventCredit:   watch.TopUp{Amount: 100, At: start},
		store.EventReversal: watch.TopUp{Amount: -100, At: start},
		store.EventGone:     watch.Gone{At: start}, // it has been read since
		store.EventDigest:   watch.Digest{Rides: 2, HasRides: true, Spent: 24000, At: start},
		store.EventShort:    watch.Short{Need: 24000, ByRides: true, At: start},
		store.EventOutage:   watch.Outage{Since: start},
		store.EventBack:     watch.Outage{},
	} {
		if o, err := f.render(t, f.event(t, kind, data)); err != nil || o != nil {
			t.Errorf("%s: %+v, %v", kind, o, err)
		}
	}
}

func TestReminderOfWhatIsOverIsNotTold(t *testing.T) {
	t.Parallel()
	f := newFeature(t, watch.Access{Account: true})
	remind := f.event(t, store.EventRemind, nil)
	if o, err := f.render(t, remind); err != nil || o != nil {
		t.Errorf("enough money: %+v, %v", o, err)
	}
	balance := func(m onayclient.Money) {
		f.write(t, func(ctx context.Context, tx *store.Tx) error {
			read := onayclient.Card{PAN: pan, Type: "01.01", Balance: m, At: start}
			_, err := tx.SaveReading(ctx, read, store.Plan{NextAt: start})
			return err
		})
	}
	balance(32000)
	if o, err := f.render(t, remind); err != nil || o == nil || len(o.Keyboard) == 0 {
		t.Errorf("still low: %+v, %v", o, err)
	}
	f.write(t, func(ctx context.Context, tx *store.Tx) error {
		return tx.SetAlerts(ctx, 1, f.link, store.Alerts{SnoozedUntil: start.Add(time.Hour)})
	})
	if o, err := f.render(t, remind); err != nil || o != nil {
		t.Errorf("snoozed: %+v, %v", o, err)
	}
}

func TestUnknownEventIsAnError(t *testing.T) {
	t.Parallel()
	f := newFeature(t, watch.Access{Account: true})
	for _, e := range []store.Event{
		f.event(t, "of tomorrow", nil),
		{ChatID: 1, LinkID: f.link, Kind: store.EventLow, Data: []byte("{")},
		{ChatID: 1, LinkID: f.link, Kind: store.EventRides, Data: []byte("{")},
	} {
		if _, err := f.render(t, e); err == nil {
			t.Errorf("%s is told", e.Kind)
		}
	}
}
