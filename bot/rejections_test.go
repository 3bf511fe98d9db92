package bot

import (
	"testing"
	"time"

	"onaybot/bot/internal/testkit"
	"onaybot/bot/telegram"
)

func TestAStrangerIsToldOnceAnHour(t *testing.T) {
	t.Parallel()
	at := testkit.Start
	b := newBotOf(t, &testkit.API{}, func(c *Config) { c.Now = func() time.Time { return at } })
	writes := func(id int64) { b.rejectStranger(telegram.Update{From: &telegram.Person{ID: id}}) }
	for range 3 {
		writes(1)
	}
	writes(2)
	if got := len(b.rejected); got != 2 {
		t.Errorf("%d of two strangers are told", got)
	}
	at = at.Add(strangerRest)
	writes(1)
	if got := len(b.rejected); got != 3 {
		t.Errorf("an hour later %d are told", got)
	}
	for id := range int64(keepStrangers) {
		writes(id)
	}
	if len(b.rejected) != waitToBeTold || b.strangers.Len() > keepStrangers {
		t.Errorf("%d wait, %d are remembered", len(b.rejected), b.strangers.Len())
	}
}
