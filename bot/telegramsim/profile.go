package telegramsim

import (
	"encoding/json"
	"regexp"
	"slices"
	"unicode/utf8"
)

// Profile is what a person sees of the bot before writing to it.
type Profile struct {
	Name             string
	Description      string
	ShortDescription string
}

// Profile returns what was set for a language, "" being the default. Telegram
// shows the default's fields where a language has none; this does not.
func (s *Server) Profile(language string) Profile {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.profiles[language]
}

type commandKey struct{ language, scope string }

// Commands returns the command menu that was set for exactly this language ("" is
// the default) and scope: "default" if not given, "all_private_chats" and so on,
// "chat:ID", "chat_administrators:ID" or "chat_member:ID:USER".
func (s *Server) Commands(language string, scope ...string) []BotCommand {
	key := commandKey{language: language, scope: "default"}
	if len(scope) > 0 {
		key.scope = scope[0]
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.commands[key])
}

var twoLetters = regexp.MustCompile(`^[a-z]{2}$`)

func language(req *request) (string, error) {
	code := req.text("language_code")
	if code != "" && !twoLetters.MatchString(code) {
		return "", badRequest("invalid language code specified")
	}
	return code, nil
}

func (s *Server) commandKey(req *request) (commandKey, error) {
	code, err := language(req)
	if err != nil {
		return commandKey{}, err
	}
	var scope struct {
		Type   string      `json:"type"`
		ChatID json.Number `json:"chat_id"`
		UserID json.Number `json:"user_id"`
	}
	scope.Type = "default"
	if err := req.decode("scope", &scope); err != nil {
		return commandKey{}, badRequest("can't parse BotCommandScope JSON object")
	}
	key := commandKey{language: code, scope: scope.Type}
	switch scope.Type {
	case "default", "all_private_chats", "all_group_chats", "all_chat_administrators":
	case "chat", "chat_administrators", "chat_member":
		inner := &request{values: map[string]value{"chat_id": {text: scope.ChatID.String()}}}
		if _, err := s.known(inner); err != nil {
			return commandKey{}, err
		}
		key.scope += ":" + scope.ChatID.String()
		if scope.Type == "chat_member" {
			key.scope += ":" + scope.UserID.String()
		}
	default:
		return commandKey{}, badRequest("can't parse BotCommandScope: Unsupported type specified")
	}
	return key, nil
}

// The limits of a command menu (official text).
const (
	maxCommands    = 100
	maxDescription = 256
)

var commandName = regexp.MustCompile(`^[a-z0-9_]{1,32}$`)

func (s *Server) setMyCommands(req *request) (any, error) {
	key, err := s.commandKey(req)
	if err != nil {
		return nil, err
	}
	if req.text("commands") == "" {
		return nil, badRequest("can't find field \"commands\"") // assumed
	}
	var list []BotCommand
	if err := req.decode("commands", &list); err != nil {
		return nil, badRequest("can't parse commands: expected an Array of BotCommand") // assumed
	}
	if len(list) > maxCommands {
		return nil, badRequest("BOT_COMMANDS_TOO_MUCH")
	}
	for _, c := range list {
		if !commandName.MatchString(c.Command) {
			return nil, badRequest("BOT_COMMAND_INVALID")
		}
		if n := utf8.RuneCountInString(c.Description); n < 1 || n > maxDescription {
			return nil, badRequest("BOT_COMMAND_DESCRIPTION_INVALID")
		}
	}
	s.commands[key] = list
	return true, nil
}

func (s *Server) getMyCommands(req *request) (any, error) {
	key, err := s.commandKey(req)
	if err != nil {
		return nil, err
	}
	return append([]BotCommand{}, s.commands[key]...), nil
}

func (s *Server) deleteMyCommands(req *request) (any, error) {
	key, err := s.commandKey(req)
	if err != nil {
		return nil, err
	}
	delete(s.commands, key)
	return true, nil
}

func (s *Server) setMyName(req *request) (any, error) {
	return s.setProfile(req, "name", 64, func(p *Profile, text string) { p.Name = text })
}

func (s *Server) setMyDescription(req *request) (any, error) {
	return s.setProfile(req, "description", 512, func(p *Profile, text string) { p.Description = text })
}

func (s *Server) setMyShortDescription(req *request) (any, error) {
	return s.setProfile(req, "short_description", 120, func(p *Profile, text string) { p.ShortDescription = text })
}

func (s *Server) setProfile(req *request, name string, longest int, set func(*Profile, string)) (any, error) {
	code, err := language(req)
	if err != nil {
		return nil, err
	}
	text := req.text(name)
	if utf8.RuneCountInString(text) > longest {
		return nil, badRequest("bot %s is too long", name) // assumed
	}
	p := s.profiles[code]
	set(&p, text)
	s.profiles[code] = p
	return true, nil
}
