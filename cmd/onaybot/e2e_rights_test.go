package main

import (
	"testing"
	"time"

	"onaybot/bot/telegramsim"
)

// newFollowingRoom is a group that follows Aisha's card.
func (e *e2e) newFollowingRoom() *room {
	e.t.Helper()
	g := e.newRoom()
	ask := g.says(creator, "/add", "Пришлите номер")
	named := g.replies(creator, ask, panKid, "·0027 добавлена")
	g.replies(creator, named, "Айша", "✅ Айша ·0027")
	return g
}

// readings is how often Aisha's card is read within the next quarters of an hour.
func (e *e2e) readings(quarters int) int {
	before := e.cabinet.ChecksOf(panKid)
	for range quarters {
		e.tick(15 * time.Minute)
	}
	return e.cabinet.ChecksOf(panKid) - before
}

// A push that is refused because the bot may not write there now is told once
// it may. Meanwhile the card is not read.
func TestAPushWaitsUntilTheBotMayWriteAgain(t *testing.T) {
	t.Parallel()
	for _, words := range []string{
		telegramsim.NoRights, "have no rights to send a message", "CHAT_RESTRICTED", "CHAT_WRITE_FORBIDDEN",
		"TOPIC_CLOSED", "group chat was deactivated", "PEER_ID_INVALID",
	} {
		t.Run(words, func(t *testing.T) {
			t.Parallel()
			e := newE2E(t)
			g := e.newFollowingRoom()
			g.Silence(words)
			ride(t, e.cabinet, panKid)
			e.tick(20 * time.Minute)
			e.until("may not write to a chat now")
			if n := e.readings(3); n != 0 {
				t.Errorf("the card was read %d times for nobody", n)
			}
			g.Silence("")
			e.restart()
			e.tick(20 * time.Minute)
			g.hear("🔔 Айша ·0027: осталось 480\u202f₸")
			if n := e.readings(3); n == 0 {
				t.Error("the card is not read any more")
			}
			e.settled()
			g.Quiet(t)
		})
	}
}

// A chat that stays closed is tried more and more rarely.
func TestAMutedChatIsTriedMoreRarely(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	g := e.newFollowingRoom()
	g.Silence("CHAT_RESTRICTED")
	ride(t, e.cabinet, panKid)
	e.tick(20 * time.Minute)
	e.until("may not write to a chat now")
	before := e.telegram.Calls("sendMessage")
	for range 24 * 4 {
		e.tick(15 * time.Minute)
		e.settled()
	}
	if n := e.telegram.Calls("sendMessage") - before; n < 4 || n > 8 {
		t.Errorf("tried %d times in a day", n)
	}
	g.Silence("")
	e.tick(24 * time.Hour)
	g.hear("осталось 480\u202f₸")
}

// A bot that an admin takes the right to write from reads no card for nobody.
// What has happened meanwhile is told when it has the right again.
func TestABotWithoutTheRightToWriteIsSuspended(t *testing.T) {
	t.Parallel()
	for name, forAWhile := range map[string]bool{"until it is given back": false, "for two hours": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newE2E(t)
			g := e.newFollowingRoom()
			var until time.Time
			if forAWhile {
				until = e.clock.now().Add(2 * time.Hour)
			}
			g.MuteBot(until)
			e.until("may not write to a chat now")
			ride(t, e.cabinet, panKid)
			if n := e.readings(7); n != 0 {
				t.Errorf("the card was read %d times for nobody", n)
			}
			if forAWhile {
				g.Silence("")
				e.tick(15 * time.Minute)
			} else {
				g.UnmuteBot()
				e.until("may write to a chat again")
			}
			e.tick(time.Minute)
			g.hear("🔔 Айша ·0027: осталось 480\u202f₸")
			g.Quiet(t)
		})
	}
}

// Where somebody speaks to the bot, it tries at once.
func TestWhoSpeaksInAMutedChatIsAnsweredAndToldTheRest(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	g := e.newFollowingRoom()
	g.Silence(telegramsim.NoRights)
	ride(t, e.cabinet, panKid)
	e.tick(20 * time.Minute)
	e.until("may not write to a chat now")
	g.Silence("")
	g.SayAs(child, "/help")
	heard := g.hear().Text + g.hear().Text // in whichever order
	g.holds(telegramsim.Message{Text: heard}, "Что я умею", "осталось 480\u202f₸")
}

// A message for a topic that is closed goes to the chat itself.
func TestAClosedTopicFallsBackToTheChat(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	g := e.newRoom()
	topic := &room{&talk{t, g.Topic("Карты")}}
	topic.says(creator, "/help", "Что я умею")
	topic.SetOpen(false)
	topic.SayAs(creator, "/help")
	if m := g.hear("Что я умею"); m.ThreadID != 0 {
		t.Errorf("sent into topic %d", m.ThreadID)
	}
	topic.SetOpen(true)
	topic.says(creator, "/help", "Что я умею")
}

// A group may allow texts and no pictures or files: then the text is sent alone.
func TestWhereNoFileMayBeSentTheTextIs(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	g := e.newFollowingRoom()
	for method, what := range map[string]string{"sendPhoto": "photos", "sendDocument": "documents"} {
		e.telegram.Fail(telegramsim.Failure{
			Method: method, Code: 400, Times: -1, Description: "Bad Request: not enough rights to send " + what + " to the chat",
		})
	}
	ride(t, e.cabinet, panKid)
	e.clock.move(time.Hour)
	g.says(creator, "/stats", "Айша ·0027")
	choose := g.says(creator, "/export", "за какой срок")
	g.Press(t, choose, choose.Buttons[0][0].Text)
	g.hear("Файл не отправился")
}
