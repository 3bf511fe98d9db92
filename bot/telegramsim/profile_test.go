package telegramsim

import (
	"slices"
	"strings"
	"testing"
)

func TestCommandMenus(t *testing.T) {
	t.Parallel()
	b := strict(t)
	id := b.aida().ID()
	list := []BotCommand{{Command: "balance", Description: "Баланс"}}
	b.must("setMyCommands", params{"commands": list})
	b.must("setMyCommands", params{"commands": []BotCommand{{Command: "help", Description: "Көмек"}}, "language_code": "kk"})
	b.must("setMyCommands", params{"commands": list, "scope": params{"type": "chat", "chat_id": id}})
	b.must("setMyCommands", params{"commands": list, "scope": params{"type": "chat_member", "chat_id": id, "user_id": 5}})
	if got := b.Commands("kk"); len(got) != 1 || got[0].Command != "help" {
		t.Errorf("kk: %v", got)
	}
	if !slices.Equal(b.Commands(""), list) || !slices.Equal(b.Commands("", "chat:1001"), list) || !slices.Equal(b.Commands("", "chat_member:1001:5"), list) {
		t.Errorf("commands %v", b.commands)
	}
	if got := decode[[]BotCommand](t, b.must("getMyCommands", nil)); !slices.Equal(got, list) {
		t.Errorf("getMyCommands: %v", got)
	}
	b.must("deleteMyCommands", nil)
	if got := b.must("getMyCommands", params{"language_code": "ru"}); string(got) != "[]" || b.Commands("") != nil {
		t.Errorf("after deletion: %s %v", got, b.Commands(""))
	}
}

func TestCommandMenusAreRefused(t *testing.T) {
	t.Parallel()
	b := lenient(t)
	set := func(command, description string) params {
		return params{"commands": []BotCommand{{Command: command, Description: description}}}
	}
	b.refused("setMyCommands", set("Balance", "x"), "BOT_COMMAND_INVALID")
	b.refused("setMyCommands", set("/balance", "x"), "BOT_COMMAND_INVALID")
	b.refused("setMyCommands", set(strings.Repeat("a", 33), "x"), "BOT_COMMAND_INVALID")
	b.refused("setMyCommands", set("a", ""), "BOT_COMMAND_DESCRIPTION_INVALID")
	b.refused("setMyCommands", set("a", strings.Repeat("я", 257)), "BOT_COMMAND_DESCRIPTION_INVALID")
	b.refused("setMyCommands", params{"commands": make([]BotCommand, 101)}, "BOT_COMMANDS_TOO_MUCH")
	b.refused("setMyCommands", params{"commands": "5"}, "can't parse commands: expected an Array of BotCommand")
	b.refused("getMyCommands", params{"language_code": "russian"}, "invalid language code specified")
	b.refused("getMyCommands", params{"scope": params{"type": "chat", "chat_id": 5}}, "chat not found")
	b.refused("deleteMyCommands", params{"scope": params{"type": "all"}}, "can't parse BotCommandScope: Unsupported type specified")
	b.refused("deleteMyCommands", params{"scope": "{"}, "can't parse BotCommandScope JSON object")
}

func TestProfiles(t *testing.T) {
	t.Parallel()
	b := strict(t)
	b.must("setMyName", params{"name": "Оңай"})
	b.must("setMyDescription", params{"description": "Баланс карты", "language_code": "ru"})
	b.must("setMyShortDescription", params{"short_description": "Баланс", "language_code": "ru"})
	if got := b.Profile("ru"); got != (Profile{Description: "Баланс карты", ShortDescription: "Баланс"}) {
		t.Errorf("ru: %+v", got)
	}
	if me := decode[wireUser](t, b.must("getMe", nil)); me.FirstName != "Оңай" {
		t.Errorf("name %q", me.FirstName)
	}
	b.refused("setMyName", params{"name": strings.Repeat("я", 65)}, "bot name is too long")
	b.refused("setMyDescription", params{"description": "x", "language_code": "kaz"}, "invalid language code specified")
}
