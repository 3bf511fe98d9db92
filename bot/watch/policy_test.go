package watch

import (
	"testing"
	"time"

	"onaybot/onayclient"
)

func TestFixedLooksAgainAfterTheSameTime(t *testing.T) {
	t.Parallel()
	for _, c := range []onayclient.Card{{At: start}, {At: start, Balance: -8000, Type: "02.01", Blocked: true}} {
		if got, want := Fixed(90*time.Second)(c), start.Add(90*time.Second); !got.Equal(want) {
			t.Errorf("%+v is looked at again at %v, want %v", c, got, want)
		}
	}
}
