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
	d := newRejections(func() time.Time { return at })
	for range 3 {
		d.stranger(telegram.Update{From: &telegram.Person{ID: 1}})
	}
	d.stranger(telegram.Update{From: &telegram.Person{ID: 2}})
	if got := len(d.queue); got != 2 {
		t.Errorf("%d of two strangers are told", got)
	}
	at = at.Add(strangerRest)
	d.stranger(telegram.Update{From: &telegram.Person{ID: 1}})
	if got := len(d.queue); got != 3 {
		t.Errorf("an hour later %d are told", got)
	}
	for id := range int64(keepStrangers) {
		d.stranger(telegram.Update{From: &telegram.Person{ID: id}})
	}
	if len(d.queue) != waitToBeTold || d.told.Len() > keepStrangers {
		t.Errorf("%d wait, %d are remembered", len(d.queue), d.told.Len())
	}
}
