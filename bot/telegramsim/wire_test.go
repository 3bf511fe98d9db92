package telegramsim

import (
	"encoding/json"
	"reflect"
	"testing"
)

func TestAMessageOnTheWire(t *testing.T) {
	t.Parallel()
	now := newClock()
	b := strict(t, WithNow(now.now))
	c := b.Person(User{ID: 1001, FirstName: "Аида", LastName: "С", Username: "aida", Language: "kk"})
	c.Say("/start x")
	got := decode[any](t, b.updates()[0]["message"])
	want := decode[any](t, json.RawMessage(`{"message_id":1,"date":1795335120,"text":"/start x",
		"from":{"id":1001,"is_bot":false,"first_name":"Аида","last_name":"С","username":"aida","language_code":"kk"},
		"chat":{"id":1001,"type":"private","first_name":"Аида","last_name":"С","username":"aida"},
		"entities":[{"type":"bot_command","offset":0,"length":6}]}`))
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

func TestAnAnswerOfTheBotOnTheWire(t *testing.T) {
	t.Parallel()
	now := newClock()
	b := strict(t, WithNow(now.now))
	c := b.aida()
	raw := b.must("sendMessage", params{
		"chat_id": c.ID(), "text": "<b>540</b>", "parse_mode": "HTML",
		"reply_parameters": params{"message_id": 1}, "link_preview_options": params{"is_disabled": true},
		"reply_markup": inline(params{"text": "a", "callback_data": "x"}),
	})
	want := decode[any](t, json.RawMessage(`{"message_id":2,"date":1795335120,"text":"540",
		"from":{"id":42,"is_bot":true,"first_name":"onay_test_bot","username":"onay_test_bot"},
		"chat":{"id":1001,"type":"private","first_name":"Аида"},
		"entities":[{"type":"bold","offset":0,"length":3}],
		"link_preview_options":{"is_disabled":true},
		"reply_markup":{"inline_keyboard":[[{"text":"a","callback_data":"x"}]]},
		"reply_to_message":{"message_id":1,"date":1795335120,"text":"/start",
			"from":{"id":1001,"is_bot":false,"first_name":"Аида","language_code":"kk"},
			"chat":{"id":1001,"type":"private","first_name":"Аида"},
			"entities":[{"type":"bot_command","offset":0,"length":6}]}}`))
	if got := decode[any](t, raw); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	if m := c.Next(t); !m.LinkPreviewDisabled || m.ReplyTo != 1 || !m.FromBot || m.HTML != "<b>540</b>" {
		t.Errorf("message %+v", m)
	}
}
