package family

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"onaybot/bot/bottest"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/store"
)

func TestPlainName(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("Ж", longestName)
	for name, want := range map[string]string{
		"Нұрлан":                     "Нұрлан",
		"A.B. Иванов":                "A. B. Иванов",
		"\u202eналруН\u202c":         "налруН",
		"\u2066a\u2069\u200f\u0007b": "ab",
		"line\nof\ttwo":              "line of two",
		"Мама» @mum «":               "Мама mum",
		"bit.ly/x /forget":           "bit. ly x forget",
		"https://evil.kz":            "https evil. kz",
		long:                         long,
		long + "Ж":                   long[:2*(longestName-1)] + "…",
		"👩‍👧":                        "👩‍👧",
		" \u200b ":                   "",
	} {
		if got := plainName(name, longestName); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

func FuzzPlainName(f *testing.F) {
	f.Add("Нұрлан", 32)
	f.Add("\u202e@«»…", 1)
	f.Fuzz(func(t *testing.T, name string, most int) {
		most = 1 + (most&0xff)%longestName
		got := plainName(name, most)
		if n := utf8.RuneCountInString(got); n > most || strings.ContainsAny(got, "«»@/:\n\u202e\u2066") {
			t.Errorf("%q is %q", name, got)
		}
	})
}

func TestUniqueNames(t *testing.T) {
	t.Parallel()
	got := unique([]string{"A", "A", "A (2)", "B", "A"})
	if want := []string{"A", "A (2)", "A (2) (2)", "B", "A (3)"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

// However followers call themselves, no two buttons of the page are alike, and
// each button stands for the line that says the same.
func TestNoTwoButtonsAreAlike(t *testing.T) {
	t.Parallel()
	h := newHome(t, 1)
	h.prove(1, 0)
	l, names := h.link(1), map[int64]telegram.Profile{}
	followers := []store.Follower{{LinkID: l.ID, ChatID: 1, Kind: store.Private, Since: start}}
	for i, f := range []struct{ name, label string }{
		{"Papa", ""}, {"Papa", ""}, {"Papa\u202e", ""}, {"", "Papa"}, {"Gran", "Papa"}, {"", ""}, {"", ""},
		{strings.Repeat("a", 32), ""}, {strings.Repeat("a", 31), ""}, {"Papa (2)", ""}, {"Papa» (2)", ""},
	} {
		other := store.Follower{LinkID: int64(100 + i), ChatID: int64(100 + i), Kind: store.Private, Since: start, Label: f.label}
		other.ProvedAt, other.ApprovedBy = start, l.ID
		followers = append(followers, other)
		names[other.ChatID] = telegram.Profile{Name: f.name}
	}
	for _, lang := range texts.Langs() {
		r := h.Request(bottest.Private(1, lang), 1)
		m := h.family.listed(r, l, h.family.called(r.W, l, followers, names), 0)
		seen := map[string]bool{}
		for _, row := range m.Keyboard {
			for _, b := range row {
				if seen[b.Text] {
					t.Errorf("%s: two buttons say %q", lang, b.Text)
				}
				seen[b.Text] = true
			}
		}
		if len(seen) != len(followers)-1+3 { // without the chat itself; and to invite, to close, and back
			t.Errorf("%s: %d buttons", lang, len(seen))
		}
		lines := strings.Split(string(m.Text), "\n")
		slices.Sort(lines)
		if n := len(slices.Compact(lines)); n != len(followers)+2 {
			t.Errorf("%s: %d different lines:\n%s", lang, n, m.Text)
		}
	}
}

// Who has but the number learns of nobody who follows the card.
func TestNamesAreForThoseWhoKnowTheRides(t *testing.T) {
	t.Parallel()
	h := newHome(t, 2)
	h.prove(1, 0)
	followers, err := h.Store.AllFollowers(t.Context(), h.link(1).Card.ID)
	wantErr(t, err, nil)
	for i := range followers {
		followers[i].Label = "Label"
	}
	stranger, l := h.request(2).W, h.link(2)
	for _, other := range h.family.called(stranger, l, followers, nil) {
		if text := string(other.inText) + other.onButton; strings.Contains(text, "Label") {
			t.Errorf("a stranger reads %q", text)
		}
	}
	refused, names := l, map[int64]telegram.Profile{1: {Name: "Mum"}}
	refused.NamedAt = start
	for _, other := range h.family.called(stranger, refused, followers, names) {
		text := string(other.inText) + other.onButton
		if strings.Contains(text, "Label") || other.ChatID == 1 && !strings.Contains(text, "«Mum»") {
			t.Errorf("who was not let in reads %q", text)
		}
	}
	if who := h.family.whoLine(t.Context(), stranger, l, h.link(1).ID); who != "" {
		t.Errorf("a stranger is told %q", who)
	}
	who := h.family.whoLine(t.Context(), h.request(1).W, h.link(1), l.ID)
	if !strings.Contains(string(who), "«Name 2» @user2") {
		t.Errorf("the prover is told %q", who)
	}
}

func TestACodeIsOfOneRequest(t *testing.T) {
	t.Parallel()
	h, codes := newHome(t, 0), map[string]bool{}
	for i := range int64(50) {
		l := store.Link{ID: 7, Proof: store.Proof{ApprovalUntil: start.Add(day*3).AddDate(0, 0, int(i))}}
		code := h.family.requestCode(l)
		if len(code) != 4 || strings.Trim(code, "0123456789") != "" || code != h.family.requestCode(l) {
			t.Fatalf("code %q", code)
		}
		codes[code] = true
	}
	if len(codes) < 40 {
		t.Errorf("%s", fmt.Sprint("few codes: ", len(codes)))
	}
}
