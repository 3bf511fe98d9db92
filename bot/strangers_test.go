package bot

import (
	"testing"
	"time"

	"onaybot/bot/telegram"
)

func TestADoorHearsAStrangerOnceAnHour(t *testing.T) {
	t.Parallel()
	at := start
	d := newDoor(func() time.Time { return at })
	for range 3 {
		d.knock(telegram.Update{From: &telegram.Person{ID: 1}})
	}
	d.knock(telegram.Update{From: &telegram.Person{ID: 2}})
	if got := len(d.queue); got != 2 {
		t.Errorf("%d of two strangers are told", got)
	}
	at = at.Add(strangerRest)
	d.knock(telegram.Update{From: &telegram.Person{ID: 1}})
	if got := len(d.queue); got != 3 {
		t.Errorf("an hour later %d are told", got)
	}
	for id := range int64(strangersMax) {
		d.knock(telegram.Update{From: &telegram.Person{ID: id}})
	}
	if len(d.queue) != doorQueue || len(d.told) > strangersMax {
		t.Errorf("%d wait, %d are remembered", len(d.queue), len(d.told))
	}
}
