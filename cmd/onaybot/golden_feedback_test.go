package main

import (
	"strings"

	"onaybot/bot/telegramsim"
	"onaybot/cmd/onaybot/config"
)

// letters walks through a word to the operator and its answer.
func (w *tour) letters() string {
	w.title("A word to the operator")
	passenger, admin := w.me, w.as(operatorID)
	w.say("/feedback")
	w.me = admin
	w.say("/cancel")
	w.me = passenger
	w.say("/feedback")
	w.out.WriteString("> (3 501 characters)\n\n")
	w.me.Say(strings.Repeat("a", 3_501))
	w.note(w.me.Next(w.t))
	w.say("Thanks & <3")
	letter := w.hears(admin)
	w.me = admin
	w.replies(letter, "You're welcome")
	w.last = w.hears(passenger)
	w.telegram.Fail(telegramsim.Failure{Method: "sendMessage", Chat: 1, Code: 403, Description: "Forbidden: bot was blocked by the user"})
	w.replies(letter, "Are you there?")
	w.note(admin.Next(w.t))
	w.me = passenger
	for range 4 {
		w.me.ask("/feedback more")
		admin.Next(w.t)
	}
	w.say("/feedback")
	w.me.press(w.me.ask("/forget"), w.words.Plain("button.forget_yes", nil))
	w.me = admin
	w.replies(letter, "Hello?")
	return w.out.String()
}

func (w *tour) replies(to telegramsim.Message, text string) {
	w.out.WriteString("(in reply) > " + text + "\n\n")
	w.me.Reply(w.me.ID(), to.ID, text)
	w.note(w.me.Next(w.t))
}

// reachable is an operator whom passengers can write to.
func reachable(c *config.Config) { c.Operator = config.Operator{Name: "School 5", Contact: "@school5"} }
