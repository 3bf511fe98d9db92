package telegram

import (
	"testing"

	"onaybot/bot/internal/testkit"
)

func TestProfileIsWhatAChatCallsItself(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]Profile{
		`{"id":1,"type":"private","first_name":"Нұрлан","last_name":"К","username":"nurlan_k"}`: {"Нұрлан", "nurlan_k", false},
		`{"id":1,"type":"private","first_name":"Нұрлан"}`:                                       {"Нұрлан", "", false},
		`{"id":-1,"type":"supergroup","title":"Семья","username":"family"}`:                     {"Семья", "family", true},
	} {
		api := &testkit.API{Answer: testkit.Once("getChat", `{"ok":true,"result":`+answer+`}`)}
		if got, err := newClient(t, api, testkit.Quiet).Profile(t.Context(), 1); err != nil || got != want {
			t.Errorf("%s: %+v, %v", answer, got, err)
		}
	}
	api := &testkit.API{Answer: testkit.Once("getChat", testkit.Refusal(400, "Bad Request: chat not found"))}
	if got, err := newClient(t, api, testkit.Quiet).Profile(t.Context(), 1); err == nil {
		t.Errorf("of a chat that is not found: %+v", got)
	}
}
