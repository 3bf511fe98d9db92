package main

import (
	"database/sql"
	"strings"
	"testing"

	"onaybot/bot/telegramsim"
)

// What a button sends back does nothing unless it was signed for that chat, as
// it is, by this version.
func TestForgedButtonsDoNothing(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p, other := e.follower(1, "ru", panMum, "Мама"), e.follower(2, "ru", panKid, "Айша")
	remove := dataOf(t, p, "Мама")
	theirs := dataOf(t, other, "Айша")
	group := &talk{t, e.telegram.Group(-7, "Семья", telegramsim.User{ID: 1, FirstName: "P", Language: "ru"})}
	group.ask("/start")
	db, err := sql.Open("sqlite3", "file:"+e.cfg.Database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	before := known(t, db)
	for name, c := range map[string]struct {
		in   *talk
		data string
	}{
		"another chat's":         {p, theirs},
		"another person's group": {group, remove},
		"another version's":      {p, "2" + remove[1:]},
		"an older version's":     {p, remove[2:]},
		"another link's":         {p, strings.Replace(remove, " 1 ", " 2 ", 1)},
		"changed":                {p, remove[:len(remove)-1] + "!"},
		"cut short":              {p, remove[:len(remove)-2]},
		"longer":                 {p, remove + " yes"},
		"another signature":      {p, remove[:2] + "AAAAAAAAA" + remove[11:]},
		"unsigned":               {p, "1 " + remove[11:]},
		"empty":                  {p, ""},
		"noise":                  {p, strings.Repeat("\u202e", 21)},
	} {
		m := c.in.Messages()[1]
		if got := c.in.PressData(1, m, c.data).Answer(t); !got.Alert || !strings.Contains(got.Text, "устарела") {
			t.Errorf("%s: answered %+v", name, got)
		}
	}
	if after := known(t, db); after != before {
		t.Errorf("before\n%safter\n%s", before, after)
	}
	p.Quiet(t)
	group.Quiet(t)
	if got := p.PressData(1, p.Messages()[1], remove).Answer(t); got.Alert {
		t.Errorf("the button itself is refused: %+v", got)
	}
	p.holds(p.NextEdit(t), "Удалил: Мама")
}

// dataOf is what the last button of a card's removal sends back.
func dataOf(t *testing.T, p *talk, name string) string {
	t.Helper()
	m := p.press(p.press(p.ask("/cards"), name), "Удалить")
	for _, row := range m.Buttons {
		for _, b := range row {
			if strings.Contains(b.Text, "Да, удалить") {
				return b.Data
			}
		}
	}
	t.Fatal("no such button")
	return ""
}
