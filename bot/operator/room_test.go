package operator

import (
	"testing"
	"time"

	"onaybot/onayclient"
)

func TestRoomForCards(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		cards    int64
		lasted   time.Duration
		sent     int64
		messages int64
		want     room
	}{
		{100, day - 1, 9600, 0, room{}},
		{0, day, 9600, 0, room{}},
		{100, day, 0, 0, room{}},
		{100, day, 9600, 10, room{cards: 890, tenths: 960}}, // 96 a card, every 15 minutes
		{100, 10 * day, 8000, 10, room{cards: 10_000, tenths: 80}},
		{100, day, 9600, 400_000, room{cards: 640, byTelegram: true, tenths: 40_000}},
	} {
		s := onayclient.Status{Most: 86_200, Sent: c.sent}
		if got := roomFor(c.cards, c.lasted, s, c.messages); got != c.want {
			t.Errorf("%+v: got %+v", c, got)
		}
	}
}
