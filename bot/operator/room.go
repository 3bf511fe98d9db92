package operator

import (
	"time"

	"onaybot/bot/chat"
	"onaybot/bot/texts"
	"onaybot/onayclient"
	"onaybot/store"
)

const (
	day          = 24 * time.Hour
	telegramADay = 30 * 24 * 60 * 60 // messages that Telegram lets a bot send
)

// roomLine says for how many cards there is room if each costs what it has
// cost since the start, and what binds first.
func (s *Status) roomLine(w *chat.Writer, n store.Counts, c onayclient.Status) texts.HTML {
	r := roomFor(int64(n.Cards), w.Now().Sub(s.Began), c, s.Messages())
	if r.cards == 0 {
		return w.T("status.room_unknown", texts.Args{"Most": number(w, c.Most)})
	}
	key := "status.room_cabinet"
	if r.byTelegram {
		key = "status.room_telegram"
	}
	return w.T(key, texts.Args{"Cards": w.Texts.Number(r.cards), "Most": number(w, c.Most), "PerCard": w.Texts.Tenths(r.tenths)})
}

// room is for how many cards there is room.
type room struct {
	cards      int64 // to two digits; 0: not known yet
	byTelegram bool  // Telegram's limit is met first, not the cabinet's
	tenths     int64 // of what a card costs in a day there: requests, or messages
}

// roomFor measures what cards have cost so far. A day has its rush hours and
// its night, so a shorter time says nothing.
func roomFor(cards int64, lasted time.Duration, c onayclient.Status, messages int64) room {
	if lasted < day || cards == 0 || c.Sent == 0 {
		return room{}
	}
	cardDays := float64(cards) * lasted.Hours() / 24
	requests, sent := float64(c.Sent)/cardDays, float64(max(messages, 1))/cardDays
	byCabinet, byTelegram := float64(c.Most)/requests, telegramADay/sent
	if byTelegram < byCabinet {
		return room{rounded(byTelegram), true, int64(sent*10 + 0.5)}
	}
	return room{rounded(byCabinet), false, int64(requests*10 + 0.5)}
}

// rounded is x, down to two significant digits.
func rounded(x float64) int64 {
	n, unit := int64(x), int64(1)
	for n/unit >= 100 {
		unit *= 10
	}
	return n / unit * unit
}
