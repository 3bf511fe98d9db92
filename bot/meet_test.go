package bot

import (
	"strings"
	"testing"

	"onaybot/bot/internal/testkit"
	"onaybot/bot/texts"
	"onaybot/store"
)

func TestFirstWordIsAnsweredInTheirLanguage(t *testing.T) {
	t.Parallel()
	tgm := &testkit.API{}
	b := newBot(t, tgm, testkit.Quiet)
	receive(t, b, 1, says("/start"))
	sent := tgm.Called("sendMessage")
	hello := string(b.Texts.In(texts.EN).T("start.hello", nil))
	if len(sent) != 1 || !strings.HasPrefix(sent[0].Params["text"], hello) {
		t.Errorf("sent %v", sent)
	}
	if c := chatOf5(t, b); c.Lang != "en" || c.Kind != store.Private {
		t.Errorf("chat %+v", c)
	}
}

func TestMembershipIsFollowed(t *testing.T) {
	t.Parallel()
	b := newBot(t, &testkit.API{}, testkit.Quiet)
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
