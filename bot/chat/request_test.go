package chat

import (
	"testing"
	"time"

	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/store"
)

// asked is a request of a chat of a kind.
func asked(t *testing.T, kind string, u telegram.Update) *Request {
	t.Helper()
	catalogue, err := texts.Load(time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	if u.From == nil {
		u.From = &telegram.Person{}
	}
	chats := New(Config{Texts: catalogue, Now: time.Now})
	return chats.Request(t.Context(), u, store.Chat{ID: -7, Kind: kind, Lang: "en"})
}

func TestQuestionsAfterAPressNameThePerson(t *testing.T) {
	t.Parallel()
	said := telegram.Update{Message: &telegram.Said{ID: 9}, From: &telegram.Person{ID: 3, FirstName: "A"}, ThreadID: 4}
	if m := asked(t, store.Group, said).Question("text"); m.Text != "text" || !m.Ask || m.ReplyTo != 9 || m.ThreadID != 4 {
		t.Errorf("of a message: %+v", m)
	}
	pressed := telegram.Update{Press: &telegram.Press{}, From: &telegram.Person{ID: 3, FirstName: "<b>\u202eАйша\n"}}
	want := texts.HTML(`<a href="tg://user?id=3">&lt;b&gt;Айша</a>` + "\ntext")
	if m := asked(t, store.Group, pressed).Question("text"); m.Text != want || !m.Ask {
		t.Errorf("of a press: %+v", m)
	}
	if m := asked(t, store.Private, pressed).Question("text"); m.Text != "text" || m.Ask || len(m.Keyboard) != 1 {
		t.Errorf("in a private chat: %+v", m)
	}
}

func TestAPressedMessageIsChangedInPlace(t *testing.T) {
	t.Parallel()
	r := asked(t, store.Private, telegram.Update{Press: &telegram.Press{Under: 8}})
	if m := r.InPlace(r.W.Message("text")); m.Edit != 8 {
		t.Errorf("%+v", m)
	}
	r = asked(t, store.Private, telegram.Update{Message: &telegram.Said{ID: 8}})
	if m := r.InPlace(r.W.Message("text")); m.Edit != 0 || m.ReplyTo != 0 {
		t.Errorf("%+v", m)
	}
}

func TestAnonymousAdminsWriteInTheGroupsName(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		sender int64
		kind   string
		want   bool
	}{{-7, store.Supergroup, true}, {-8, store.Supergroup, false}, {0, store.Supergroup, false}, {-7, store.Private, false}} {
		r := asked(t, c.kind, telegram.Update{Message: &telegram.Said{SenderChat: c.sender}})
		if got := r.Anonymous(); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}
