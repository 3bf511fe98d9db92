package telegramsim

import "testing"

func TestPressFindsTheExactLabelFirst(t *testing.T) {
	t.Parallel()
	b := strict(t)
	c := b.aida()
	m := b.send(c, "x", params{"reply_markup": inline(
		params{"text": "7 дней", "callback_data": "week"}, params{"text": "7", "callback_data": "page"},
		params{"text": "30 дней", "callback_data": "month"}, params{"text": "Сайт", "url": "https://onay.kz"},
	)})
	for label, want := range map[string]string{"7": `"page"`, "дней": `"week"`} {
		c.Press(t, m, label)
		got := b.updates()
		if data := decode[map[string]any](t, got[len(got)-1]["callback_query"])["data"]; `"`+data.(string)+`"` != want {
			t.Errorf("%q sent %v, want %s", label, data, want)
		}
	}
	fake := &fakeTB{}
	c.Press(fake, m, "Трип")
	fake.wantFailure(t, `no button "Трип"; it has «7 дней» «7» «30 дней» «Сайт»`)
	c.Press(fake, m, "Сайт")
	fake.wantFailure(t, "sends nothing to the bot")
	c.Press(fake, b.send(c, "y"), "x")
	fake.wantFailure(t, "it has none")
}

func TestPressLooksAtTheMessageAsItStandsNow(t *testing.T) {
	t.Parallel()
	b, c, m := pressed(t)
	b.must("editMessageText", params{"chat_id": c.ID(), "message_id": m.ID, "text": "y", "reply_markup": inline(params{"text": "Новая", "callback_data": "n"})})
	fake := &fakeTB{}
	c.Press(fake, m, "Обновить")
	fake.wantFailure(t, "it has «Новая»")
	c.Press(t, m, "Новая")
	b.must("deleteMessage", params{"chat_id": c.ID(), "message_id": m.ID})
	c.Press(fake, m, "Новая")
	fake.wantFailure(t, "is deleted")
}

func TestPressAsSomebodyInAGroup(t *testing.T) {
	t.Parallel()
	b := strict(t)
	c := b.Group(-5, "Семья", User{ID: 1, FirstName: "A"}, User{ID: 2, FirstName: "B"})
	m := b.send(c, "x", params{"reply_markup": inline(params{"text": "a", "callback_data": "x"})})
	b.must("getUpdates", params{"offset": 1 << 31})
	c.Press(t, m, "a")
	c.PressAs(t, 2, m, "a")
	for i, want := range []string{"A", "B"} {
		query := decode[struct{ From wireUser }](t, b.updates()[i]["callback_query"])
		if query.From.FirstName != want {
			t.Errorf("press %d is from %q, want %q", i, query.From.FirstName, want)
		}
	}
}
