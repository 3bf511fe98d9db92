package bot

import (
	"onaybot/bot/alerts"
	"onaybot/bot/cards"
	"onaybot/bot/chat"
	"onaybot/bot/family"
	"onaybot/bot/operator"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
)

// route is a handler, and what is done for it before it is called.
type route struct {
	handle chat.Handler
	forAll audience
	reads  bool         // it changes nothing: what repeats it while it waits needs no answer of its own
	link   bool         // it is about a card of the chat, whose link it gets
	gone   chat.Handler // called when the link is gone; nil: the button is stale
	choose string       // the key of the question which card, where none is named
	verb   string       // of the buttons under that question
	rides  bool         // it shows rides, which the chat must be allowed to view
	anew   bool         // it may take something away, or let somebody see rides: who is an admin is asked anew
}

// audience is what everybody in a group may do. The rest changes something and
// is for the group's admins.
type audience int

const (
	nothing  audience = iota
	theMenu           // the button that names a card and nothing else
	anything          // it only reads
)

// setRoutes says which handler is called for what.
func (b *Bot) setRoutes() {
	trips := aboutRides(b.rides.ShowTrips, "trips.choose", chat.VerbTrips)
	trips.reads = true
	stats := aboutRides(b.rides.ShowStats, "stats.choose", chat.VerbStats)
	export := aboutRides(b.rides.Export, "export.choose", chat.VerbExport)
	alertsMenu := route{handle: b.alerts.Press, link: true, choose: "alerts.choose", verb: chat.VerbAlerts}

	b.operatorCommands = map[string]route{
		"pause":  {handle: b.pause.Begin},
		"resume": {handle: b.pause.End},
		"status": {handle: b.status.Show},
	}
	b.commands = map[string]route{
		"start":    {handle: b.start, forAll: anything},
		"balance":  {handle: b.cards.ShowBalance, forAll: anything, reads: true},
		"trips":    trips,
		"stats":    stats,
		"export":   export,
		"alerts":   alertsMenu,
		"add":      {handle: b.cards.Add},
		"cards":    {handle: b.cards.Show, forAll: anything},
		"lang":     {handle: b.language},
		"help":     {handle: b.help, forAll: anything},
		"privacy":  {handle: b.privacy, forAll: anything},
		"forget":   {handle: b.forget},
		"feedback": {handle: b.feedback.Give, forAll: anything},
		"cancel":   {handle: b.cancel, forAll: anything},
	}
	alertsMenu.forAll = theMenu
	b.buttons = map[string]route{
		chat.VerbAdd:       {handle: b.cards.Add},
		chat.VerbErase:     {handle: b.cards.Erase},
		chat.VerbName:      {handle: b.cards.PressName, link: true},
		chat.VerbCancel:    {handle: b.cancel},
		chat.VerbBalance:   {handle: b.cards.PressBalance, forAll: anything, reads: true},
		chat.VerbTrips:     trips,
		chat.VerbStats:     stats,
		chat.VerbExport:    export,
		chat.VerbCards:     {handle: b.cards.Show, forAll: anything},
		chat.VerbCard:      {handle: b.cards.PressCard, forAll: theMenu, link: true, gone: b.cards.Gone, anew: true},
		chat.VerbThreshold: {handle: b.cards.PressThreshold, forAll: theMenu, link: true},
		chat.VerbAlerts:    alertsMenu,
		chat.VerbLook:      {handle: b.alerts.Look, forAll: anything, reads: true, link: true, rides: true},
		chat.VerbRemind:    {handle: alerts.RemindTomorrow, link: true},
		chat.VerbFare:      {handle: b.cards.PressFare, link: true},
		chat.VerbLanguage:  {handle: b.setLanguage},
		chat.VerbForget:    {handle: b.pressForget, anew: true},
		chat.VerbFeedback:  {handle: b.feedback.Give, forAll: anything},
		chat.VerbProof:     {handle: b.family.PressProof, link: true, anew: true},
		chat.VerbApproval:  {handle: b.family.PressApproval, link: true, anew: true},
		chat.VerbShare:     {handle: b.family.PressShare, forAll: theMenu, link: true, anew: true},
		chat.VerbReopen:    {handle: b.family.PressReopen},
		chat.VerbOffer:     {handle: b.alerts.PressOffer, link: true, anew: true},
		chat.VerbReplaced:  {handle: b.cards.PressReplaced, link: true, gone: b.cards.Gone},
	}
	b.questions = b.answers()
}

// answers is which handler takes the answer to what question.
func (b *Bot) answers() map[string]route {
	return map[string]route{
		cards.AskNumber:      {handle: b.cards.TypedNumber},
		cards.AskReplacement: {handle: b.cards.TypedNumber, link: true, gone: concludeGone},
		cards.AskName:        {handle: b.cards.TypedName, link: true, gone: concludeGone},
		cards.AskThreshold:   {handle: b.cards.TypedThreshold, link: true, gone: concludeGone},
		family.AskLabel:      {handle: b.family.TypedLabel, link: true, gone: concludeGone, anew: true},
		alerts.AskNoRide:     {handle: b.alerts.TypedNoRide, link: true, gone: concludeGone},
		alerts.AskSilence:    {handle: b.alerts.TypedSilence, link: true, gone: concludeGone},
		family.AskProof:      {handle: b.family.TypedProof, link: true, gone: concludeGone},
		operator.AskFeedback: {handle: b.feedback.Typed, forAll: anything},
	}
}

// aboutRides is the route to what shows the rides of a card.
func aboutRides(handle chat.Handler, choose, verb string) route {
	return route{handle: handle, forAll: anything, link: true, choose: choose, verb: verb, rides: true}
}

// concludeGone ends a question about a card that the chat no longer follows.
func concludeGone(r *chat.Request, _ chat.Call) error {
	return r.Conclude(r.W.Message(r.W.T("cards.gone")))
}

// menu is the commands that stand behind the slash, in their order.
var menu = []string{
	"balance", "trips", "stats", "export", "alerts", "add", "cards", "lang", "privacy", "forget", "feedback", "help", "cancel",
}

// menus are the commands behind the slash, for everybody and for each
// language.
func (b *Bot) menus() (menus []telegram.Menu) {
	for _, lang := range append([]texts.Lang{""}, texts.Langs()...) {
		m := telegram.Menu{Language: string(lang)}
		for _, name := range menu {
			if key := b.commandKey(name); key != "" {
				m.Commands = append(m.Commands, telegram.Command{Name: name, Description: b.Texts.In(lang).Plain(key, nil)})
			}
		}
		menus = append(menus, m)
	}
	return menus
}

// commandKey is the key of a command's description; "": it is not offered.
// Without a cabinet account nothing is promised of rides.
func (b *Bot) commandKey(name string) string {
	switch {
	case b.Rides:
		return "command." + name
	case name == "export":
		return ""
	case name == "trips", name == "alerts":
		return "command." + name + "_days"
	}
	return "command." + name
}
