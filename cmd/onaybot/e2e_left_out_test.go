package main

import (
	"testing"
	"time"

	"onaybot/cmd/onaybot/config"
)

// Whom access.allow names no more is not written to, and no card is read for
// them, until it names them again; nothing of theirs is lost.
func TestWhomTheListNamesNoMoreIsLeftAlone(t *testing.T) {
	t.Parallel()
	everybody := []int64{1, 3, -77}
	e := newProofE2E(t, func(c *config.Config) { c.Access.Allow, c.Admins = everybody, []int64{2} })
	mum, dad, family := e.follower(1, "ru", panMum, "Мама"), e.follower(3, "ru", panMum, "Мама"), e.newRoom()
	named := family.replies(creator, family.says(creator, "/add", "Пришлите номер"), panKid, "·0027 добавлена")
	family.replies(creator, named, "Айша", "✅ Айша ·0027")
	e.settled()

	e.allow(1)
	e.set(panMum, 320_00)
	e.set(panKid, 320_00)
	before := e.cabinet.Requests().Check
	e.later(time.Hour)
	mum.hear("🔔 Мама ·0017")
	if n := e.cabinet.Requests().Check - before; n != 1 {
		t.Errorf("%d balances are asked for, want one: of the card that a listed chat follows", n)
	}
	dad.ask("/balance", "закрытый бот")
	family.SayAs(creator, "/balance")
	family.hear("закрытый бот")
	e.settled()
	dad.Quiet(t)
	family.Quiet(t)
	mum.ask("/cards", "Мама ·0017") // by then Telegram knows that the refused need not be sent again

	e.allow(everybody...)
	e.later(time.Hour)
	dad.hear("🔔 Мама ·0017")
	family.hear("🔔 Айша ·0027")
	mum.Quiet(t)
}

// A group that is not listed is for those in it who are: it is written to.
func TestAGroupWhereSomebodyListedSpeaksIsWrittenTo(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t, func(c *config.Config) { c.Access.Allow = []int64{creator, -77} })
	family := e.newRoom()
	named := family.replies(creator, family.says(creator, "/add", "Пришлите номер"), panKid, "·0027 добавлена")
	family.replies(creator, named, "Айша", "✅ Айша ·0027")
	e.restart()
	e.settled()
	e.allow(creator) // the group is left out, until he speaks in it
	family.says(creator, "/balance", "Айша")
	e.restart()
	e.set(panKid, 320_00)
	e.later(time.Hour)
	family.hear("🔔 Айша ·0027")
}

// allow starts the bot anew with another list.
func (e *e2e) allow(ids ...int64) {
	e.t.Helper()
	if err := e.stop(); err != nil {
		e.t.Fatal(err)
	}
	e.cfg.Access.Allow = ids
	e.start()
}
