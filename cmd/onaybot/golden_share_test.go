package main

import (
	"fmt"
	"time"

	"onaybot/bot/telegramsim"
	"onaybot/onayclient/cabinetsim"
)

// sharing walks a family through proof, leave, invites, closing and the
// limits. What stands in an invite's link differs each time and is left out.
func (w *tour) sharing() string {
	rodeAt(w.t, w.cabinet, panKid, "92", morning.AddDate(0, 0, -2))
	rodeAt(w.t, w.cabinet, panKid, "121", morning.AddDate(0, 0, -3).Add(10*time.Hour+30*time.Minute))
	admin, mum, dad, gran := w.as(50), w.as(1), w.as(2), w.as(3)
	w.me = admin
	w.title("Who may see rides: the operator says hello")
	w.say("/cancel")
	w.me = mum
	w.proof()
	w.me = dad
	w.leave(mum)
	w.me = mum
	word := w.invite()
	w.me = gran
	w.takeInvite(word, mum)
	w.followers(mum, gran)
	w.closing(mum, dad, admin)
	w.outsider(mum, dad, admin)
	w.stopped(mum, dad)
	w.limits()
	w.withoutAdmins(mum, dad)
	w.roomOfMany()
	return inviteLink.ReplaceAllString(w.out.String(), "https://t.me/onay_test_bot?start=…")
}

func (w *tour) as(id int64) *talk { return w.person(id, string(w.words.Lang)) }

// hears writes down what reaches somebody else.
func (w *tour) hears(who *talk) telegramsim.Message {
	w.t.Helper()
	me := w.me
	w.me = who
	fmt.Fprintln(&w.out, "(in the other chat)")
	w.note(who.Next(w.t))
	w.me = me
	return w.last
}

func (w *tour) proof() {
	w.title("Proof")
	w.say(panKid)
	w.press("button.skip")
	w.say("/trips")
	w.say("?")
	w.say("92 08:10, 92 08:10")
	alike := w.last
	w.cabinet.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultBusy, RetryAfter: "60", On: cabinetsim.KindDetail})
	w.say(rightAnswer)
	w.cabinet.ClearFaults()
	w.clock.move(2 * time.Minute)
	w.last = alike
	w.press("button.no_others")
	w.say(wrongAnswer)
	w.say(rightAnswer)
	w.say(panMum)
	w.press("button.skip")
	w.press("button.no_need")
	w.say("/trips")
	w.pressLabel("0017")
	w.say(rightAnswer)
}

func (w *tour) leave(mum *talk) {
	w.title("Another who is right, and needs leave")
	w.say(panKid)
	w.press("button.skip")
	w.say("/trips")
	for range 4 {
		w.say(wrongAnswer)
	}
	w.hears(mum)
	w.say(rightAnswer)
	request := w.hears(mum)
	w.say("/trips")
	w.me, w.last = mum, request
	w.press("button.deny")
	w.me = w.as(2)
	w.hears(w.me)
	w.say("/trips")
	w.clock.move(24 * time.Hour)
	w.say("/trips")
	w.say(rightAnswer)
	request = w.hears(mum)
	w.tick(72 * time.Hour)
	w.hears(w.me)
	w.settled()
	w.me, w.last = mum, request
	w.press("button.allow")
	w.me = w.as(2)
	w.say("/trips")
	w.say(rightAnswer)
	w.last = w.hears(mum)
	w.me = mum
	w.press("button.allow")
	w.hears(w.as(2))
	w.me = w.as(4)
	w.say(panKid)
	w.say("/trips")
	for range 5 {
		w.say(wrongAnswer)
	}
	w.say("/trips")
	w.hears(mum)
	w.hears(w.as(2))
}

// stopped has strangers use up the answers of a card.
func (w *tour) stopped(provers ...*talk) {
	w.title("Strangers have used up a card's answers")
	for id := range int64(2) {
		w.usesUp(20 + id)
	}
	for _, p := range provers {
		p.hear()
	}
	w.me = w.as(22)
	w.say(panKid)
	w.say("/trips")
}

// usesUp has somebody give all the wrong answers that they may, without writing it down.
func (w *tour) usesUp(id int64) {
	w.t.Helper()
	p := w.as(id)
	p.ask(panKid)
	p.ask("/trips")
	for range 5 {
		p.ask(wrongAnswer)
	}
}

func (w *tour) invite() (word string) {
	w.title("An invite")
	w.say("/cards")
	w.pressLabel("0027")
	w.press("button.share")
	w.press("button.invite")
	w.press("button.back")
	w.press("button.invite")
	w.press("label.gran")
	word = "/start " + inviteLink.FindStringSubmatch(w.last.Text)[1]
	w.quietly(word)
	return word
}

// unseen has somebody make an invite without writing it down.
func (w *tour) unseen(who *talk) (word string) {
	w.t.Helper()
	page := who.press(who.press(who.ask("/cards"), "0027"), w.words.Plain("button.share", nil))
	who.Press(w.t, who.press(page, w.words.Plain("button.invite", nil)), w.words.Plain("button.no_label", nil))
	return "/start " + inviteLink.FindStringSubmatch(who.hear().Text)[1]
}

// quietly says an invite's word without writing it down.
func (w *tour) quietly(word string) {
	fmt.Fprint(&w.out, "> /start …\n\n")
	w.me.Say(word)
	w.note(w.me.Next(w.t))
}

func (w *tour) takeInvite(word string, mum *talk) {
	w.title("Who was invited")
	w.quietly(word)
	w.hears(mum)
	for _, other := range []int64{2, 4} {
		w.hears(w.as(other))
	}
	w.quietly(word)
	w.me = w.as(5)
	w.quietly(word)
	w.quietly("/start AAAAAAAAAAAAAAAAAAAAAA")
	old := w.unseen(mum)
	w.clock.move(24 * time.Hour)
	w.quietly(old)
}

func (w *tour) followers(mum, gran *talk) {
	w.title("Who follows")
	w.me = mum
	w.say("/cards")
	w.pressLabel("0027")
	w.press("button.share")
	rows := w.last.Buttons
	w.pressLabel(rows[len(rows)-2][0].Text)
	w.press("button.drop_yes")
	w.hears(gran)
	w.me = gran
	w.say("/cards")
	w.pressLabel("0027")
	w.press("button.share")
}

func (w *tour) closing(mum, dad, admin *talk) {
	w.title("Closing the rides")
	word := w.unseen(mum)
	w.me = dad
	w.say("/cards")
	w.pressLabel("0027")
	w.press("button.share")
	w.press("button.close")
	w.press("button.close_yes")
	w.hears(mum)
	notice := w.hears(admin)
	w.say("/trips")
	w.me = w.as(6)
	w.quietly(word)
	w.me, w.last = admin, notice
	w.press("button.reopen")
	w.hears(mum)
	w.hears(dad)
}

// outsider hides the rides after naming two of them right and being refused.
func (w *tour) outsider(mum, dad, admin *talk) {
	w.title("Who is refused hides the rides")
	w.me = w.as(10)
	w.me.ask(panKid)
	w.me.ask("/trips")
	w.say(rightAnswer)
	request := mum.hear()
	dad.hear()
	mum.press(request, w.words.Plain("button.deny", nil))
	w.hears(w.me)
	w.press("button.close")
	w.press("button.close_yes")
	w.hears(mum)
	w.hears(dad)
	notice := w.hears(admin)
	w.me, w.last = admin, notice
	w.press("button.reopen")
	for _, p := range []*talk{mum, dad, w.as(10)} {
		w.hears(p)
	}
}

func (w *tour) withoutAdmins(mum, dad *talk) {
	w.title("Closing the rides where there are no admins")
	w.cfg.Admins = nil
	w.restart()
	w.me = mum
	w.say("/cards")
	w.pressLabel("0027")
	w.press("button.share")
	page := w.last
	w.press("button.close")
	w.press("button.close_yes")
	closed := w.last
	w.hears(dad)
	w.last = closed
	w.press("button.reopen")
	w.hears(dad)
	w.title("An invite that Telegram does not take")
	mum.PressData(1, page, page.Buttons[0][0].Data)
	draft := mum.NextEdit(w.t)
	w.telegram.Fail(telegramsim.Failure{Method: "sendMessage", Code: 502, Times: -1})
	mum.Press(w.t, draft, w.words.Plain("button.no_label", nil))
	w.e2e.until("reply waits in the outbox")
	w.telegram.ClearFailures()
	w.tick(time.Minute)
	w.note(mum.Next(w.t))
}

func (w *tour) limits() {
	w.title("Limits")
	w.me = w.as(7)
	for n := range 10 {
		w.me.ask(luhn(fmt.Sprintf("96431085033%07d", n+100)))
	}
	w.say(panKid)
	for id := range int64(20) {
		p := w.as(100 + id)
		p.Say(panKid)
		p.Next(w.t)
	}
	w.me = w.as(8)
	w.say(panKid)
}

func (w *tour) roomOfMany() {
	w.title("A group with members who are no admins")
	g := w.telegram.Group(-6, "Family", telegramsim.User{ID: 60, FirstName: "P", Language: string(w.words.Lang)},
		telegramsim.User{ID: 61, FirstName: "Q", Language: string(w.words.Lang)})
	w.me = &talk{w.t, g}
	g.SayAs(61, "/add")
	w.note(w.me.Next(w.t))
	w.say("/cards")
	w.press("button.add")
	g.Reply(60, w.last.ID, panMum)
	w.note(w.me.Next(w.t))
	g.SayAs(61, "/trips")
	w.note(w.me.Next(w.t))
	w.cfg.Access.Allow = []int64{60}
	w.restart()
	w.me = w.as(9)
	w.say("/start")
}
