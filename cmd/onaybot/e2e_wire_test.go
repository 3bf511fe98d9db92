package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"onaybot/bot/telegramsim"
)

// Updates that the library cannot decode are passed over by their id alone,
// and the rest of their batch is handled.
func TestUndecodableUpdatesArePassedOver(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.person(1, "ru")
	p.ask("/start")
	const head = `"message_id":900,"date":1,"chat":{"id":1,"type":"private"},"from":{"id":1,"first_name":"P"}`
	var ids []int
	for _, object := range []string{
		`{"message":{` + head + `,"paid_media":{"star_count":1,"paid_media":[{"type":"live_photo","secret":"hush"}]}}}`,
		`{"message":{` + head + `,"text":"hush","forward_origin":{"type":"time_machine","date":1}}}`,
		`{"my_chat_member":{"chat":{"id":1,"type":"private"},"from":{"id":1,"first_name":"P"},"date":1,
			"old_chat_member":{"status":"member","user":{"id":42}},"new_chat_member":{"status":"levitating","user":{"id":42}}}}`,
		`{"message":"hush"}`,
		`{"something_new":{"hush":true}}`,
	} {
		ids = append(ids, e.telegram.PushUpdate(object))
	}
	p.ask("/help", "Что я умею")
	e.restart()
	p.ask("/help", "Что я умею")
	log := e.log.String()
	for _, id := range ids {
		if !strings.Contains(log, fmt.Sprint(id)) {
			t.Errorf("update %d is not in the log", id)
		}
	}
	if strings.Contains(log, "hush") {
		t.Error("the log holds what an update says")
	}
}

// What was said while the bot was away is answered, in order.
func TestABacklogIsAnsweredInOrder(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.person(1, "ru")
	p.ask("/start")
	if err := e.stop(); err != nil {
		t.Fatal(err)
	}
	p.Say(panMum)
	p.Say("Мама")
	p.Say("/cards")
	p.Say("/cancel")
	e.start()
	p.hear("·0017 добавлена")
	p.hear("Мама ·0017", "меньше 500")
	p.hear("Выберите карту")
	p.hear("Отменять нечего")
}

// Answers reach the person although Telegram fails now and then, and a
// change is made once.
func TestAnswersSurviveTelegramsFaults(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]telegramsim.Failure{
		"500":         {Method: "sendMessage", Code: 500},
		"html":        {Method: "sendMessage", Code: 502, Body: "<html>hush</html>"},
		"reset":       {Method: "sendMessage", Reset: true},
		"429":         {Method: "sendMessage", Code: 429, RetryAfter: 1},
		"poll failed": {Method: "getUpdates", Code: 500, Times: 2},
		"poll html":   {Method: "getUpdates", Code: 502, Body: "<html>hush</html>"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := ticking(newSims(t))
			p := e.person(1, "ru")
			p.ask("/start")
			e.telegram.Fail(f)
			p.Say(panMum)
			p.hear("·0017 добавлена")
			p.ask(panMum, "уже в списке")
			if strings.Contains(e.log.String(), "hush") || strings.Contains(e.log.String(), "TEST-TOKEN") {
				t.Error("the log holds an answer's text or the token")
			}
		})
	}
}

// No card number, token or password is in what the process writes.
func TestTheLogHoldsNoSecrets(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.follower(1, "ru", panMum, "Секретное имя")
	p.ask("/trips")
	e.cabinet.Remove(panMum)
	e.tick(20 * time.Minute)
	e.settled()
	log := e.log.String()
	if !strings.Contains(log, "·0017") {
		t.Error("the card that could not be read is not in the log")
	}
	for _, secret := range []string{panMum, "TEST-TOKEN", "password", "Секретное", panMum[11:]} {
		if strings.Contains(log, secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
}

func TestTopicsAreKept(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	g := e.telegram.Group(-77, "Семья", telegramsim.User{ID: 5, FirstName: "P", Language: "ru"})
	topic := &talk{t, g.Topic("Карты")}
	if m := topic.ask("/help", "Что я умею"); m.ThreadID == 0 {
		t.Error("the answer left the topic")
	}
}
