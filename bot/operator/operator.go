// Package operator is what operators see and do: the status, the pause, notices,
// and the words that passengers write to them.
package operator

import (
	"onaybot/bot/chat"
	"onaybot/bot/texts"
)

// Contact is who runs the bot, as passengers are told; both may be empty.
type Contact struct{ Name, Contact string }

// Line says who runs the bot; "": that is not configured.
func (c Contact) Line(w *chat.Writer) texts.HTML {
	switch {
	case c.Name != "" && c.Contact != "":
		return w.T("help.operator_contact", texts.Args{"Name": c.Name, "Contact": c.Contact})
	case c.Name != "" || c.Contact != "":
		return w.T("help.operator", texts.Args{"Name": c.Name + c.Contact})
	}
	return ""
}
