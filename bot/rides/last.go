package rides

import (
	"context"
	"time"

	"onaybot/bot/chat"
	"onaybot/bot/texts"
	"onaybot/onayclient"
	"onaybot/store"
)

// What is shown as the last rides of a card.
const (
	lastShown  = 5
	lastWithin = 30 * 24 * time.Hour
)

// Last lists a card's newest rides that are stored, by the day; "": there are none.
func Last(ctx context.Context, q store.Queries, w *chat.Writer, l store.Link) (texts.HTML, error) {
	now := w.Now()
	list, err := q.Transactions(ctx, l.Card.ID, now.Add(-lastWithin), now.Add(time.Minute))
	if err != nil {
		return "", err
	}
	var rides []onayclient.Transaction
	for _, x := range list {
		if x.Kind == onayclient.KindRide && len(rides) < lastShown {
			rides = append(rides, x)
		}
	}
	var days []texts.HTML
	for _, d := range byDay(w, rides) {
		days = append(days, texts.Lines(append([]texts.HTML{w.DayName(d.start)}, tripLines(w, l, d.list)...)...))
	}
	return texts.Lines(days...), nil
}
