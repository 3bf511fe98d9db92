package bot

import (
	"errors"
	"testing"

	"onaybot/bot/chat"
)

func TestNewCardsAreCountedByPerson(t *testing.T) {
	t.Parallel()
	b, _ := proofBot(t, 0)
	c := turnOf(t, b, 5)
	for n := range 10 {
		wantErr(t, c.countNewCard(number(t, n)), nil)
	}
	c.refundNewCard()
	wantErr(t, c.countNewCard(number(t, 50)), nil)
	var limit *chat.Limit
	if err := c.countNewCard(number(t, 51)); !errors.As(err, &limit) || limit.Key != "limit.cards" || !limit.Until.Equal(start.Add(day)) {
		t.Errorf("error %v", err)
	}
	elsewhere := turnOf(t, b, -7)
	elsewhere.Person.ID = 5 // the same person in a group
	if err := elsewhere.countNewCard(number(t, 51)); !errors.As(err, &limit) {
		t.Errorf("error %v", err)
	}
	wantErr(t, turnOf(t, b, 6).countNewCard(number(t, 51)), nil)
}
