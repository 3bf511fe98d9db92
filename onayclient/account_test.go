package onayclient

import (
	"errors"
	"testing"
)

func TestRefusedCredentialsAreKnownAgain(t *testing.T) {
	t.Parallel()
	kept := &memory{}
	with := func(site, login, password string) *account {
		return newAccount(site, config{login: login, password: password, state: kept})
	}
	if err := with("https://a", "u", "p").mayTry(t.Context()); err != nil {
		t.Fatalf("before a refusal: %v", err)
	}
	if err := with("https://a", "u", "p").refuse(t.Context()); !errors.Is(err, ErrBadLogin) {
		t.Fatalf("refuse: %v", err)
	}
	first := kept.m[refusedKey]
	if err := with("https://a", "u", "p").mayTry(t.Context()); !errors.Is(err, ErrBadLogin) {
		t.Errorf("the same credentials: %v", err)
	}
	for _, other := range []*account{with("https://a", "u", "p2"), with("https://a", "u2", "p"), with("https://b", "u", "p"), with("https://a", "u\x00p", "")} {
		if err := other.mayTry(t.Context()); err != nil {
			t.Errorf("other credentials: %v", err)
		}
	}
	_ = with("https://a", "u", "p").refuse(t.Context())
	if kept.m[refusedKey] == first {
		t.Error("the same salt twice")
	}
	kept.m[refusedKey] = "nonsense"
	if err := with("https://a", "u", "p").mayTry(t.Context()); err != nil {
		t.Errorf("a value that is no hash: %v", err)
	}
}

func TestTheAccountsCards(t *testing.T) {
	t.Parallel()
	a := newAccount("", config{})
	pan, err := ParsePAN("9643108503300000017")
	if err != nil {
		t.Fatal(err)
	}
	a.remember(pan)
	if !a.has(pan) {
		t.Error("an added card is not remembered")
	}
	a.forget(pan)
	if a.has(pan) {
		t.Error("a forgotten card is still there")
	}
	a.enter()
	a.leave(false)
	if !a.isIn() {
		t.Error("not signed in")
	}
	a.leave(true)
	if a.isIn() {
		t.Error("still signed in")
	}
}
