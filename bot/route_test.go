package bot

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"onaybot/bot/internal/testkit"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
)

func TestParseCommand(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, name, mention, rest string }{
		{"/start", "start", "", ""},
		{"/start@onay_bot", "start", "onay_bot", ""},
		{"/START", "start", "", ""},
		{"/Balance@Onay_Bot now", "balance", "Onay_Bot", "now"},
		{"/add 9643741026000001013", "add", "", "9643741026000001013"},
		{"/add\n9643\u00a07410 26000001013 ", "add", "", "9643\u00a07410 26000001013"},
		{"  /help", "help", "", ""},
		{"/start one two\nthree", "start", "", "one two\nthree"},
		{"/no_such_1", "no_such_1", "", ""},
		{"/add   ", "add", "", ""},
		{"/trips Айша", "trips", "", "Айша"},
	} {
		name, mention, rest, ok := parseCommand(c.text)
		if !ok || name != c.name || mention != c.mention || rest != c.rest {
			t.Errorf("%q is %q @%q %q, %v; want %q @%q %q", c.text, name, mention, rest, ok, c.name, c.mention, c.rest)
		}
	}
	for _, text := range []string{
		"", "/", "start", "Мама /start", "/старт", "/ start", "//start", "/start@", "/start@бот", "/start!", "/start@onay_bot!", "\u200b/start",
	} {
		if name, _, _, ok := parseCommand(text); ok {
			t.Errorf("%q is the command %q", text, name)
		}
	}
}

func FuzzParseCommand(f *testing.F) {
	for _, text := range []string{"/start@onay_bot x", "/add 9643", "/", " /A\n\nb", "\xff/x", "/x\x00y"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		name, mention, rest, ok := parseCommand(text)
		if !ok {
			if name+mention+rest != "" {
				t.Errorf("%q is no command and has %q @%q %q", text, name, mention, rest)
			}
			return
		}
		if name == "" || strings.ToLower(name) != name || strings.TrimSpace(rest) != rest {
			t.Errorf("%q is %q @%q %q", text, name, mention, rest)
		}
		if !strings.HasPrefix(strings.TrimLeftFunc(text, unicode.IsSpace), "/") {
			t.Errorf("%q begins with no slash and is the command %q", text, name)
		}
	})
}

func TestMenuIsOfCommands(t *testing.T) {
	t.Parallel()
	catalogue, err := texts.Load(testkit.Almaty)
	if err != nil {
		t.Fatal(err)
	}
	commands := newBot(t, &testkit.API{}, testkit.Quiet).commands
	for _, name := range menu {
		if commands[name].handle == nil {
			t.Errorf("/%s is in the menu and does nothing", name)
		}
		for _, lang := range texts.Langs() {
			if got := catalogue.In(lang).Plain("command."+name, nil); strings.Contains(got, "command.") {
				t.Errorf("%s: /%s has no description", lang, name)
			}
		}
	}
	for name := range commands {
		if name != "start" && !slices.Contains(menu, name) {
			t.Errorf("/%s is in no menu", name)
		}
	}
}

func TestCommandsArePublishedInEachLanguage(t *testing.T) {
	t.Parallel()
	b := newBot(t, &testkit.API{}, testkit.Quiet)
	want := map[string]texts.Lang{"": texts.RU, "ru": texts.RU, "kk": texts.KK, "en": texts.EN}
	menus := b.menus()
	if len(menus) != len(want) {
		t.Errorf("%d menus, want %d", len(menus), len(want))
	}
	for _, m := range menus {
		balance := telegram.Command{Name: "balance", Description: b.Texts.In(want[m.Language]).Plain("command.balance", nil)}
		if want[m.Language] == "" || !slices.Contains(m.Commands, balance) {
			t.Errorf("language %q: %v", m.Language, m)
		}
		delete(want, m.Language)
	}
	if len(want) > 0 {
		t.Errorf("nothing is published for %v", want)
	}
}
