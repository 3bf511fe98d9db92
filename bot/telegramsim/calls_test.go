package telegramsim

import (
	"testing"
)

func TestCallsAreCountedAndLogged(t *testing.T) {
	t.Parallel()
	now := newClock()
	b := strict(t, WithNow(now.now))
	c := b.aida()
	b.send(c, "x")
	b.refused("deleteMessage", params{"chat_id": c.ID(), "message_id": 99}, "message to delete not found")
	if b.Calls("sendMessage") != 1 || b.Calls("deleteMessage") != 1 || b.Calls("") != 3 {
		t.Errorf("calls %d %d %d", b.Calls("sendMessage"), b.Calls("deleteMessage"), b.Calls(""))
	}
	log := b.CallLog()
	want := Call{Method: "deleteMessage", Chat: c.ID(), At: now.now(), Code: 400, Description: "Bad Request: message to delete not found"}
	if len(log) != 3 || log[2] != want || log[1].Code != 200 {
		t.Errorf("log %+v", log)
	}
}

func TestCallLogIsBounded(t *testing.T) {
	t.Parallel()
	s := New()
	for range maxCalls + 1 {
		s.record(&request{method: "getMe"}, 200, "")
	}
	if n := len(s.CallLog()); n != maxCalls*9/10+1 {
		t.Errorf("%d calls kept", n)
	}
}
