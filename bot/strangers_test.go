package bot

import (
	"testing"
	"time"

	"github.com/go-telegram/bot/models"
)

func TestADoorHearsAStrangerOnceAnHour(t *testing.T) {
	t.Parallel()
	at := start
	d := newDoor(func() time.Time { return at })
	for range 3 {
		d.knock(&models.Update{}, 1)
	}
	d.knock(&models.Update{}, 2)
	if got := len(d.queue); got != 2 {
		t.Errorf("%d of two strangers are told", got)
	}
	at = at.Add(strangerRest)
	d.knock(&models.Update{}, 1)
	if got := len(d.queue); got != 3 {
		t.Errorf("an hour later %d are told", got)
	}
	for id := range int64(strangersMax) {
		d.knock(&models.Update{}, id)
	}
	if len(d.queue) != doorQueue || len(d.told) > strangersMax {
		t.Errorf("%d wait, %d are remembered", len(d.queue), len(d.told))
	}
}
