package watch

import (
	"testing"
	"time"

	"onaybot/onayclient"
)

func TestFixedLooksAgainAfterTheSameTime(t *testing.T) {
	t.Parallel()
	for _, c := range []onayclient.Card{{At: start}, {At: start, Balance: -8000, Type: "02.01", Blocked: true}} {
		plan := Fixed(90 * time.Second)(Sight{Now: start, Card: c, Habit: "7"})
		if want := start.Add(90 * time.Second); !plan.Next.Equal(want) {
			t.Errorf("%+v is looked at again at %v, want %v", c, plan.Next, want)
		}
		if plan.Habit != "7" {
			t.Errorf("the habit becomes %q", plan.Habit)
		}
	}
}

func TestFixedMinutesCountFromTheHeartbeat(t *testing.T) {
	t.Parallel()
	read := start.Add(700 * time.Millisecond)
	plan := Fixed(15 * time.Minute)(Sight{Now: read, Card: onayclient.Card{At: read}})
	if want := start.Add(15 * time.Minute).Truncate(time.Minute); !plan.Next.Equal(want) {
		t.Errorf("a card read a moment after the beat is due at %v, want %v", plan.Next, want)
	}
}
