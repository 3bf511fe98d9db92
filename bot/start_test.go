package bot

import (
	"strings"
	"testing"

	"onaybot/bot/internal/testkit"
	"onaybot/bot/texts"
)

func TestStartPromisesRidesOnlyWithAnAccount(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ rides, proof bool }{{true, false}, {true, true}, {false, false}, {false, true}} {
		tgm := &testkit.API{}
		b := newBot(t, tgm, testkit.Quiet)
		b.Rides, b.Proof = c.rides, c.proof
		receive(t, b, 1, says("/start"))
		sent := tgm.Called("sendMessage")
		for key, want := range map[string]bool{"start.rides": c.rides && !c.proof, "start.rides_proof": c.rides && c.proof} {
			promise := string(b.Texts.In(texts.EN).T(key, nil))
			if len(sent) != 1 || strings.Contains(sent[0].Params["text"], promise) != want {
				t.Errorf("%+v, %s: sent %v", c, key, sent)
			}
		}
	}
}

func TestCancelTellsWhetherThereWasAQuestion(t *testing.T) {
	t.Parallel()
	tgm := &testkit.API{}
	b := newBot(t, tgm, testkit.Quiet)
	for i, text := range []string{"/start", "/cancel", "/cancel"} {
		receive(t, b, int64(i+1), says(text))
	}
	en := b.Texts.In(texts.EN)
	for i, key := range []string{"cancel.done", "cancel.nothing"} {
		if got := tgm.Called("sendMessage")[i+1].Params["text"]; got != string(en.T(key, nil)) {
			t.Errorf("answer %d: %q, want %s", i+1, got, key)
		}
	}
}
