package bot

import (
	"fmt"
	"strings"
	"testing"

	"onaybot/bot/internal/testkit"
	"onaybot/bot/telegram"
)

// inGroup is a message to group -5 from person 5.
func inGroup(fields string) string {
	return `"message":{"message_id":9,"date":1,"chat":{"id":-5,"type":"group","title":"G"},"from":{"id":5},` + fields + `}`
}

// byBot is an update of person 5 who is a bot.
func byBot(body string) string { return strings.Replace(body, `"from":{`, `"from":{"is_bot":true,`, 1) }

// edited is a message as an edit.
func edited(body string) string { return strings.Replace(body, `"message":`, `"edited_message":`, 1) }

func batchOf(t testing.TB, bodies ...string) (batch []telegram.Update) {
	t.Helper()
	for i, body := range bodies {
		id := int64(i + 1)
		batch = append(batch, received(t, id, body))
	}
	return batch
}

// received is an update as [telegram.Client.Poll] hands it over.
func received(t testing.TB, id int64, fields string) telegram.Update {
	t.Helper()
	raw := fmt.Appendf(nil, `{"update_id":%d,%s}`, id, fields)
	u, err := telegram.Decode(raw)
	if err != nil || u.ChatID == 0 {
		return telegram.Update{ID: id}
	}
	u.Body = raw
	return u
}

// verdicts judges updates one after another.
func verdicts(t *testing.T, b *Bot, late bool, bodies ...string) (got []verdict) {
	t.Helper()
	for _, u := range batchOf(t, bodies...) {
		v, err := b.judge(t.Context(), u, late)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, v)
	}
	return got
}

func TestWhatIsNotForTheBotIsNotTakenIn(t *testing.T) {
	t.Parallel()
	b, _ := proofBot(t, 0)
	for body, want := range map[string]verdict{
		says("anything"):                           kept,
		presses5("anything"):                       kept,
		member("kicked"):                           kept,
		inGroup(`"text":"hello"`):                  passed,
		inGroup(`"text":"/other"`):                 passed,
		inGroup(`"text":"/balance@other_bot"`):     passed,
		inGroup(`"photo":[],"caption":"/balance"`): passed,
		inGroup(`"text":"/balance"`):               kept,
		inGroup(`"text":"/what@onay_bot"`):         kept,
		inGroup(`"text":"/BALANCE@onay_bot"`):      kept,
		inGroup(`"migrate_to_chat_id":-1007`):      kept,
		inGroup(`"migrate_from_chat_id":-4`):       kept,
		inGroup(`"text":"500","reply_to_message":{"message_id":8,"date":1,"from":{"id":99}}`):     kept,
		inGroup(`"text":"500","reply_to_message":{"message_id":8,"date":1,"from":{"id":6}}`):      passed,
		`"message":{"message_id":9,"date":1,"chat":{"id":-5,"type":"channel"},"text":"/balance"}`: passed,
		`"message":{"message_id":9,"date":1,"chat":{"id":5,"type":"group"},"text":"/balance"}`:    passed, // from nobody
		`"poll":{"id":"1"}`:                       unusable,
		byBot(inGroup(`"text":"/balance"`)):       passed,
		byBot(inGroup(`"migrate_to_chat_id":-7`)): kept,
		byBot(member("kicked")):                   kept, // an admin
		edited(says("500")):                       kept,
	} {
		if got := verdicts(t, b, false, body)[0]; got != want {
			t.Errorf("%d, want %d: %s", got, want, body)
		}
	}
}

// Chatter in a group costs its people nothing.
func TestChatterTakesNoToken(t *testing.T) {
	t.Parallel()
	b, _ := proofBot(t, 0)
	for range 3 * askBurst {
		verdicts(t, b, false, inGroup(`"text":"hello"`), inGroup(`"text":"/other"`))
	}
	if n := b.throttle.buckets.Len(); n != 0 {
		t.Errorf("%d buckets", n)
	}
}

func TestWhoAsksTooFastIsToldOnce(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"messages": says("/help"), "buttons": presses5("x"), "in a group": inGroup(`"text":"/help"`),
	} {
		b, _ := proofBot(t, 0)
		count := map[verdict]int{}
		for range 10 * askBurst {
			count[verdicts(t, b, false, body)[0]]++
		}
		if count[kept] != askBurst || count[refused] != 9*askBurst || len(b.rejected) != 1 {
			t.Errorf("%s: %v, told %d times", name, count, len(b.rejected))
		}
		if want := 9*askBurst - 1; name == "buttons" && len(b.pressed) != want || name != "buttons" && len(b.pressed) != 0 {
			t.Errorf("%s: %d presses are answered without a word, want %d", name, len(b.pressed), want)
		}
	}
}

// An edit that comes too fast may have asked for nothing: nothing is said of it.
func TestAnEditThatIsTooFastIsNotAnswered(t *testing.T) {
	t.Parallel()
	b, _ := proofBot(t, 0)
	for range 2 * askBurst {
		verdicts(t, b, false, edited(says("500")))
	}
	if len(b.rejected) != 0 || verdicts(t, b, false, says("/help"))[0] != refused || len(b.rejected) != 1 {
		t.Errorf("told %d times", len(b.rejected))
	}
}

func TestWhoAsksTooFastIsToldInTheirLanguage(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ body, method, text string }{
		"a message": {says("/help"), "sendMessage", "🐢 That is too fast"},
		"a button":  {presses5("x"), "answerCallbackQuery", "🐢 Слишком быстро"}, // nothing is known of them
	} {
		tgm := &testkit.API{}
		b := newBot(t, tgm, testkit.Quiet)
		b.tellWhy(t.Context(), rejection{batchOf(t, c.body)[0], "limit.speed"})
		calls := tgm.Called(c.method)
		if len(calls) != 1 || !strings.HasPrefix(calls[0].Params["text"], c.text) {
			t.Errorf("%s: %v", name, calls)
		}
	}
	tgm := &testkit.API{}
	b := newBot(t, tgm, testkit.Quiet)
	testkit.AddChats(t, b.Store, 5) // in Russian
	b.tellWhy(t.Context(), rejection{batchOf(t, says("/help"))[0], "limit.speed"})
	if calls := tgm.Called("sendMessage"); len(calls) != 1 || !strings.HasPrefix(calls[0].Params["text"], "🐢 Слишком быстро") {
		t.Errorf("a known chat: %v", calls)
	}
}

// What has waited at Telegram says nothing of how fast people ask, so all of
// it is handled.
func TestABacklogIsNotRefused(t *testing.T) {
	t.Parallel()
	b, _ := proofBot(t, 0)
	for range 3 {
		for _, v := range verdicts(t, b, true, strings.Split(strings.Repeat(says("/help")+"\n", askBurst), "\n")[:askBurst]...) {
			if v != kept {
				t.Fatalf("verdict %d", v)
			}
		}
	}
}

func TestAPanicCostsOneUpdateAndNotThePolling(t *testing.T) {
	t.Parallel()
	j := &testkit.Journal{}
	b := newBotLike(t, &testkit.API{}, j.Logger(), noCabinet{}, func(c *Config) { c.Allow = []int64{5} })
	b.strangers = nil // which is dereferenced for a stranger
	if err := b.receive(t.Context(), batchOf(t, strings.ReplaceAll(says("/help"), `"id":5`, `"id":6`), says("/help")), false); err != nil {
		t.Fatal(err)
	}
	if c, err := b.Store.Counts(t.Context(), testkit.Start); err != nil || c.Inbox != 1 || !strings.Contains(j.String(), "where=intake") {
		t.Errorf("%d in the inbox, %v; the log: %s", c.Inbox, err, j)
	}
}

// A flood of what cannot be decoded does not flood the log, nor the inbox.
func TestOdditiesAreLoggedNowAndThen(t *testing.T) {
	t.Parallel()
	j := &testkit.Journal{}
	b := newBot(t, &testkit.API{}, j.Logger())
	for range 10 {
		if err := b.receive(t.Context(), make([]telegram.Update, 10), false); err != nil {
			t.Fatal(err)
		}
	}
	if n := strings.Count(j.String(), "passed over"); n < oddities || n > oddities+10 {
		t.Errorf("%d lines in the log", n)
	}
	if c, err := b.Store.Counts(t.Context(), testkit.Start); err != nil || c.Inbox != 0 {
		t.Errorf("%d in the inbox, %v", c.Inbox, err)
	}
}
