package telegramsim

import (
	"errors"
	"net/http/httptest"
	"testing"
	"time"
)

func TestTooManyRoundsUpToWholeSeconds(t *testing.T) {
	t.Parallel()
	for wait, want := range map[time.Duration]int{time.Millisecond: 1, time.Second: 1, 1100 * time.Millisecond: 2} {
		if got := tooMany(wait); got.retryAfter != want || got.code != 429 {
			t.Errorf("%s: %+v, want %d s", wait, got, want)
		}
	}
}

func TestAnswersThatCannotBeEncodedAreAServerError(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	(&Server{now: time.Now}).writeAnswer(w, envelope{OK: true, Result: make(chan int)})
	if w.Code != 500 {
		t.Errorf("status %d", w.Code)
	}
}

func TestForeignErrorsShowNothingOfTheRequest(t *testing.T) {
	t.Parallel()
	if got := refusal(errors.New("secret")); got.code != 400 || got.description != "Bad Request: can't parse the request" {
		t.Errorf("got %+v", got)
	}
	if got := badRequest("x").Error(); got != "400 Bad Request: x" {
		t.Errorf("got %q", got)
	}
}
