package bot

import (
	"testing"

	"onaybot/bot/texts"
	"onaybot/store"
)

// In a group the answer stands under the letter, in its topic.
func TestWhereAnAnswerStands(t *testing.T) {
	t.Parallel()
	c := turnIn(t, newBot(t, &telegram{}, quiet), texts.EN)
	e := store.Event{Kind: store.EventFeedbackReply, Data: []byte(`{"admin":50,"thread":3,"reply_to":9,"text":"a <b>"}`)}
	for kind, replyTo := range map[string]int{store.Private: 0, store.Supergroup: 9} {
		c.chat.Kind = kind
		o, err := c.answerText(e)
		if err != nil {
			t.Fatal(err)
		}
		if o.ReplyTo != replyTo || o.ThreadID != 3 {
			t.Errorf("%s: under %d in %d", kind, o.ReplyTo, o.ThreadID)
		}
	}
	_, err := c.answerText(store.Event{Data: []byte(`garbled`)})
	wantErr(t, err, errGarbled)
}
