package bot_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// mayImport says which of our packages each package may import.
var mayImport = map[string][]string{
	"onayclient/gate":    nil,
	"onayclient":         {"onayclient/gate"},
	"store":              {"onayclient"},
	"bot/panics":         nil,
	"bot/texts":          {"onayclient"},
	"bot/watch/policy":   {"onayclient"},
	"bot/watch":          {"bot/watch/policy", "bot/panics", "store", "onayclient"},
	"bot/watch/simulate": {"bot/watch", "bot/watch/policy", "store", "onayclient"},
	"bot/telegram":       {"bot/texts", "store"},
	"bot/outbox":         {"bot/telegram", "bot/texts", "bot/panics", "store"},
	"bot/chat":           below,
	"bot/rides/picture":  {"bot/texts", "onayclient"},
}

// below is what stands below the chat.
var below = []string{
	"bot/outbox", "bot/telegram", "bot/texts", "bot/panics", "bot/watch", "bot/watch/policy", "store", "onayclient",
}

// features may import what chat may, and chat, but not one another.
var features = []string{"bot/alerts", "bot/cards", "bot/family", "bot/operator", "bot/rides"}

// Every arrow between our packages is one of those that are drawn in the architecture.
func TestImportsRunOneWay(t *testing.T) {
	t.Parallel()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-deps",
		"-f", `{{if .Module}}{{if .Module.Main}}{{.ImportPath}} {{join .Imports " "}}{{end}}{{end}}`, "onaybot/cmd/onaybot").Output()
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(strings.ReplaceAll(line, "onaybot/", ""))
		from, allowed, checked := fields[0], []string(nil), true
		switch {
		case slices.Contains(features, from):
			allowed = slices.Concat(below, []string{"bot/chat", from + "/picture"})
		case from == "bot":
			allowed = slices.Concat(below, []string{"bot/chat"}, features)
		default:
			allowed, checked = mayImport[from]
		}
		switch {
		case strings.HasPrefix(from, "cmd/"), strings.Contains(from, "sim"): // nothing imports these
			if !checked {
				continue
			}
		case !checked && from != "bot" && !slices.Contains(features, from):
			t.Errorf("%s is no room that is known here", from)
		}
		seen++
		for _, to := range fields[1:] {
			ours := strings.HasPrefix(to, "bot") || strings.HasPrefix(to, "store") ||
				strings.HasPrefix(to, "onayclient") || strings.HasPrefix(to, "cmd")
			if ours && !slices.Contains(allowed, to) {
				t.Errorf("%s imports %s", from, to)
			}
		}
	}
	if seen < 10 {
		t.Errorf("only %d of our packages were seen", seen)
	}
}
