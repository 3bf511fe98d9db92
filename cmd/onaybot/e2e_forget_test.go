package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"onaybot/bot/telegramsim"
	"onaybot/cmd/onaybot/config"
	"onaybot/onayclient"
	"onaybot/store"
)

// /forget asks once and leaves nothing of the chat in the file; what another
// chat follows stays.
func TestForgetLeavesNothing(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.person(987654321, "ru")
	p.ask(panMum, "·0017")
	p.ask("Мамочка моя", "Мамочка моя")
	p.ask(panKid, "·0027")
	p.ask("Айша", "Айша")
	ride(t, e.cabinet, panMum)
	p.ask("/trips", "какой карты")
	other := e.follower(2, "ru", panKid, "Дочь")
	m := p.ask("/forget", "Вернуть будет нельзя")
	p.press(m, "Оставить", "ничего не удалил")
	m = p.ask("/privacy", "400 дней", "В резервных копиях", "/forget")
	p.Press(t, m, "Забыть этот чат")
	m = p.hear("Вернуть будет нельзя")
	p.press(m, "Да, удалить всё", "всё об этом чате удалено")
	other.ask("/balance", "Дочь")
	e.tick(time.Minute)
	for _, file := range []string{e.cfg.Database, e.cfg.Database + "-wal"} {
		for _, trace := range []string{panMum, "Мамочка", "987654321"} {
			if strings.Contains(string(contents(t, file)), trace) {
				t.Errorf("%s holds %q", file, trace)
			}
		}
	}
	p.ask("/balance", "Карт пока нет")
}

func TestForgetInAGroupIsForItsAdmins(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	g := &talk{t, e.telegram.Group(-77, "Семья", telegramsim.User{ID: 5, FirstName: "P", Language: "ru"},
		telegramsim.User{ID: 6, FirstName: "Q", Language: "ru"})}
	g.ask("/add@onay_test_bot "+panKid, "·0027")
	g.SayAs(6, "/forget@onay_test_bot")
	g.hear("админы")
	m := g.ask("/forget@onay_test_bot", "Вернуть будет нельзя")
	if a := g.PressAs(t, 6, m, "Да, удалить всё").Answer(t); !a.Alert {
		t.Errorf("a member who is no admin gets %+v", a)
	}
	g.press(m, "Да, удалить всё", "всё об этом чате удалено")
}

func TestOldRidesAreDropped(t *testing.T) {
	t.Parallel()
	e := newE2E(t, func(c *config.Config) { c.Rides.KeepDays = 31 })
	p := e.follower(1, "ru", panMum, "Мама")
	ride(t, e.cabinet, panMum)
	p.ask("/trips", "маршрут 92")
	e.believed(40 * 24 * time.Hour)
	e.cabinet.SetMode("down")
	e.clock.move(time.Hour)
	m := p.ask("/trips")
	if m := p.press(m, "30 дней"); strings.Contains(m.Text, "маршрут 92") {
		t.Errorf("a ride of 40 days ago is shown:\n%s", m.Text)
	}
}

// Of a chat that had everything forgotten, the nightly maintenance leaves no byte in a database
// of 15 000 rows; others lose nothing.
func TestForgottenChatsLeaveNoByte(t *testing.T) {
	t.Parallel()
	const id = 7_654_321_987
	e := newSims(t)
	fillRides(t, e.cfg.Database, 2, panKid, 15_000)
	e.run()
	p, other := e.person(id, "ru"), e.person(2, "ru")
	p.ask(panMum, "·0017")
	p.ask("Мамочка моя", "Мамочка моя")
	for range 3 {
		ride(t, e.cabinet, panMum)
		e.clock.move(time.Hour)
		p.ask("/trips", "маршрут 92")
	}
	traces := []string{panMum, "Мамочка", fmt.Sprint(id), "\x01\xc8\x3b\xaf\x43"}
	for _, trace := range traces {
		if !strings.Contains(everyByte(t, e.cfg.Database), trace) {
			t.Errorf("%q is not found while the chat is there", trace)
		}
	}
	m := p.ask("/forget", "Вернуть будет нельзя")
	p.press(m, "Да, удалить всё", "всё об этом чате удалено")
	e.tick(24 * time.Hour)
	e.until("database written anew")
	for _, trace := range traces {
		if strings.Contains(everyByte(t, e.cfg.Database), trace) {
			t.Errorf("%q is left", trace)
		}
	}
	if n := strings.Count(everyByte(t, e.cfg.Database), "kept-ride-"); n < 15_000 {
		t.Errorf("%d rides of the other chat are left", n)
	}
	other.ask("/balance", "Дочь")
}

// fillRides writes a database in which a chat follows a card with so many rides.
func fillRides(t *testing.T, path string, chatID int64, pan string, rides int) {
	t.Helper()
	list := make([]onayclient.Transaction, rides)
	for i := range list {
		list[i] = onayclient.Transaction{
			ID: fmt.Sprintf("kept-ride-%d.", i), At: morning.Add(-time.Duration(i) * time.Minute), Kind: onayclient.KindRide, Route: "121"}
	}
	inFile(t, path, pan, func(ctx context.Context, tx *store.Tx, number onayclient.PAN) error {
		card, err := tx.SaveReading(ctx, onayclient.Card{PAN: number, Balance: onayclient.Tenge(540), At: morning}, store.Plan{NextAt: morning})
		if err != nil {
			return err
		}
		if err := tx.AddChat(ctx, store.Chat{ID: chatID, Kind: store.Private, Lang: "ru"}, morning); err != nil {
			return err
		}
		link, err := tx.AddLink(ctx, store.NewLink{ChatID: chatID, CardID: card, Limit: 1}, morning)
		if err != nil {
			return err
		}
		_, err = tx.SaveTransactions(ctx, card, list, morning, morning)
		return errors.Join(err, tx.RenameLink(ctx, chatID, link, "Дочь"))
	})
}

// everyByte is the content of all files of a database.
func everyByte(t *testing.T, path string) string {
	t.Helper()
	files, err := filepath.Glob(path + "*")
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, file := range files {
		all.Write(contents(t, file))
	}
	return all.String()
}
