package bot

import (
	"errors"
	"strings"
	"testing"

	"onaybot/bot/texts"
	"onaybot/store"
)

func TestFirstWordIsAnsweredInTheirLanguage(t *testing.T) {
	t.Parallel()
	tgm := &fakeAPI{}
	b := newBot(t, tgm, quiet)
	receive(t, b, 1, says("/start"))
	sent := tgm.called("sendMessage")
	hello := string(b.Texts.In(texts.EN).T("start.hello", nil))
	if len(sent) != 1 || !strings.HasPrefix(sent[0].params["text"], hello) {
		t.Errorf("sent %v", sent)
	}
	if c := chatOf5(t, b); c.Lang != "en" || c.Kind != store.Private {
		t.Errorf("chat %+v", c)
	}
}

func TestChannelsAreNotKept(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"a channel": `"message":{"message_id":9,"date":1,"chat":{"id":5,"type":"channel"},"from":{"id":5},"text":"/start"}`,
		"nobody":    `"message":{"message_id":9,"date":1,"chat":{"id":5,"type":"group"},"text":"/start"}`,
	} {
		tgm := &fakeAPI{}
		b := newBot(t, tgm, quiet)
		receive(t, b, 1, body)
		if _, err := b.Store.Chat(t.Context(), 5); !errors.Is(err, store.ErrNotFound) || len(tgm.called("sendMessage")) > 0 {
			t.Errorf("%s: chat kept (%v) or answered", name, err)
		}
	}
}

func TestMembershipIsFollowed(t *testing.T) {
	t.Parallel()
	b := newBot(t, &fakeAPI{}, quiet)
	id := int64(0)
	for _, c := range []struct {
		body    string
		blocked bool
	}{
		{says("/start"), false}, {member("kicked"), true}, {member("member"), false}, {member("left"), true}, {says("/help"), false},
	} {
		id++
		receive(t, b, id, c.body)
		if got := chatOf5(t, b).BlockedAt; got.IsZero() == c.blocked {
			t.Errorf("after update %d blocked since %v", id, got)
		}
	}
}
