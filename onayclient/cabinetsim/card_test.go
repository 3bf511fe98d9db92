package cabinetsim

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestAddAndRemove(t *testing.T) {
	t.Parallel()
	s := New(WithRiders(0), WithNow(noon))
	if len(s.Cards()) != 0 {
		t.Fatal("an empty city has cards")
	}
	ok(t, s.Add(Card{PAN: unified, Balance: -8000}))
	ok(t, s.Add(Card{PAN: school, Type: "01.02.15", Name: "Other", Label: "mine"}))
	want := []Card{
		{PAN: unified, Type: "01.01", Name: "ETK-OnLine", Balance: -8000},
		{PAN: school, Type: "01.02.15", Name: "Other", Label: "mine"},
	}
	if got := s.Cards(); !slices.Equal(got, want) {
		t.Errorf("cards = %+v, want %+v", got, want)
	}
	s.Remove(unified)
	s.Remove(unified)
	if _, found := s.Card(unified); found || len(s.Cards()) != 1 {
		t.Error("the removed card is still there")
	}
}

func TestAddRefuses(t *testing.T) {
	t.Parallel()
	s := New(WithRiders(1), WithNow(noon))
	for pan, want := range map[string]error{unified: ErrCardExists, "123": ErrBadPAN, unified[:18] + " ": ErrBadPAN} {
		if err := s.Add(Card{PAN: pan}); !errors.Is(err, want) {
			t.Errorf("Add(%q) = %v, want %v", pan, err, want)
		}
	}
}

func TestSetters(t *testing.T) {
	t.Parallel()
	s := New(WithRiders(1), WithNow(noon))
	rows := len(s.Transactions(unified))
	ok(t, s.SetBalance(unified, -100))
	ok(t, s.SetBlocked(unified, true))
	ok(t, s.SetType(unified, "02.01"))
	want := Card{PAN: unified, Type: "02.01", Name: "Lgotnaya", Label: "unified", Balance: -100, Blocked: true}
	if got, _ := s.Card(unified); got != want {
		t.Errorf("card = %+v, want %+v", got, want)
	}
	if got := len(s.Transactions(unified)); got != rows {
		t.Errorf("%d rows after, %d before", got, rows)
	}
}

func TestUnknownCard(t *testing.T) {
	t.Parallel()
	s := New(WithRiders(0), WithNow(noon))
	_, ride := s.Ride(absent, "92")
	_, topUp := s.TopUp(absent, 100)
	for name, err := range map[string]error{
		"ride": ride, "top-up": topUp, "balance": s.SetBalance(absent, 1), "blocked": s.SetBlocked(absent, true),
		"type": s.SetType(absent, "01.01"), "drop": s.DropFromAccount(absent),
		"add row": s.AddTransaction(absent, Transaction{}), "amend": s.AmendTransaction(absent, Transaction{}),
	} {
		if !errors.Is(err, ErrNoCard) {
			t.Errorf("%s: %v, want ErrNoCard", name, err)
		}
		if strings.Contains(err.Error(), absent) {
			t.Errorf("%s: the error holds the full number", name)
		}
	}
	if s.Transactions(absent) != nil {
		t.Error("an unknown card has rows")
	}
}
