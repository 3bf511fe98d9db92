package telegram

import (
	"context"
	"errors"
	"strings"
	"testing"

	tg "github.com/go-telegram/bot"
	"onaybot/bot/internal/testkit"
)

func TestTheEndOfATokenEndsThePolling(t *testing.T) {
	t.Parallel()
	c := newClient(t, &testkit.API{Answer: func(c testkit.Call) string {
		if c.Method == "getUpdates" {
			return testkit.Refusal(401, "Unauthorized")
		}
		return ""
	}}, testkit.Quiet)
	if err := c.Introduce(t.Context()); err != nil || c.Username() != "onay_bot" || c.ID() != 99 {
		t.Errorf("%v, its name is %q", err, c.Username())
	}
	testkit.WantErr(t, c.Poll(t.Context(), nil), ErrUnauthorized)
	testkit.WantErr(t, c.Polling(), ErrStopping)
}

func TestABotThatTelegramDoesNotKnow(t *testing.T) {
	t.Parallel()
	for code, description := range map[int]string{401: "Unauthorized", 404: "Not Found"} {
		c := newClient(t, &testkit.API{Answer: testkit.Once("getMe", testkit.Refusal(code, description))}, testkit.Quiet)
		testkit.WantErr(t, c.Introduce(t.Context()), ErrUnauthorized)
		testkit.WantErr(t, c.Polling(), ErrNotBegun)
	}
}

func TestIntroducingEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	c := newClient(t, &testkit.API{Answer: func(testkit.Call) string { cancel(); return testkit.Refusal(500, "Internal Server Error") }}, testkit.Quiet)
	testkit.WantErr(t, c.Introduce(ctx), context.Canceled)
}

func TestPollingConfirmsWhatWasReceived(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	first := testkit.Once("getUpdates", `{"ok":true,"result":[`+strings.Replace(oneUpdate, "11", "41", 1)+`]}`)
	api := &testkit.API{}
	polls := 0
	api.Answer = func(c testkit.Call) string {
		if polls++; polls == 3 {
			cancel()
		}
		return first(c)
	}
	c := newClient(t, api, testkit.Quiet)
	var got []Update
	err := c.Poll(ctx, func(_ context.Context, batch []Update, _ bool) error {
		got = append(got, batch...)
		return nil
	})
	if err != nil || len(got) != 1 || got[0].ID != 41 {
		t.Errorf("%v, received %v", err, got)
	}
	for i, offset := range []string{"1", "42"} {
		params := api.Called("getUpdates")[i].Params
		const kinds = `["message","callback_query","my_chat_member","chat_member"]`
		if params["offset"] != offset || params["allowed_updates"] != kinds {
			t.Errorf("poll %d: %v, want the offset %s", i+1, params, offset)
		}
	}
}

func TestPollErrorsAreToldApart(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err    error
		logged string
		ends   error
	}{
		{context.Canceled, "", nil},
		{errors.Join(errors.New("get updates"), tg.ErrorUnauthorized), "", ErrUnauthorized},
		{errors.Join(errors.New("get updates"), tg.ErrorConflict), "same token", nil},
		{errors.New("502"), "502", nil},
	} {
		j := &testkit.Journal{}
		client := newClient(t, &testkit.API{}, j.Logger())
		var ends error
		client.stop = func(err error) { ends = err }
		client.pollError(c.err)
		if !strings.Contains(j.String(), c.logged) || c.logged == "" && j.String() != "" || !errors.Is(ends, c.ends) {
			t.Errorf("%v: ends with %v, the log: %s", c.err, ends, j)
		}
	}
}

func TestAdminsAreAskedForOnce(t *testing.T) {
	t.Parallel()
	status := "creator"
	api := &testkit.API{Answer: func(testkit.Call) string {
		if status == "" {
			return testkit.Refusal(400, "Bad Request: user not found")
		}
		return `{"ok":true,"result":{"status":"` + status + `","user":{"id":6}}}`
	}}
	c := newClient(t, api, testkit.Quiet)
	is := func(person int64, want bool, wantCalls int) {
		t.Helper()
		got, err := c.IsAdmin(t.Context(), -5, person)
		if got != want || err != nil || len(api.Called("getChatMember")) != wantCalls {
			t.Errorf("%v, %v after %d calls", got, err, len(api.Called("getChatMember")))
		}
	}
	is(6, true, 1)
	is(6, true, 1)
	status = "member"
	is(7, false, 2)
	status = ""
	is(8, false, 3)
	is(6, true, 3)
}

// Nobody is taken for a member because Telegram does not say who is an admin.
func TestHiddenMembersAreNamed(t *testing.T) {
	t.Parallel()
	for _, says := range []string{"CHAT_ADMIN_REQUIRED", "PARTICIPANT_ID_INVALID", "member list is inaccessible"} {
		refusal := testkit.Refusal(400, "Bad Request: "+says)
		c := newClient(t, &testkit.API{Answer: testkit.Once("getChatMember", refusal)}, testkit.Quiet)
		_, err := c.IsAdmin(t.Context(), -5, 6)
		testkit.WantErr(t, err, ErrHidden)
		if _, known := c.admins.Get(member{-5, 6}); known {
			t.Errorf("%s: it is remembered", says)
		}
	}
}

func TestAFailureToAskForAdminsIsNotRemembered(t *testing.T) {
	t.Parallel()
	c := newClient(t, &testkit.API{Answer: testkit.Once("getChatMember", testkit.Refusal(500, "Internal Server Error"))}, testkit.Quiet)
	if _, err := c.IsAdmin(t.Context(), -5, 6); err == nil {
		t.Error("no error")
	}
	if _, known := c.admins.Get(member{-5, 6}); known {
		t.Error("it is remembered")
	}
}

func TestMenusArePublished(t *testing.T) {
	t.Parallel()
	api := &testkit.API{Answer: testkit.Once("setMyCommands", testkit.Refusal(500, "Internal Server Error"))}
	c := newClient(t, api, testkit.Quiet)
	c.Publish(t.Context(), Menu{"", []Command{{"help", "Help"}}}, Menu{"kk", []Command{{"help", "Көмек"}}})
	calls := api.Called("setMyCommands")
	if len(calls) != 3 || calls[1].Params["commands"] != `[{"command":"help","description":"Help"}]` || calls[2].Params["language_code"] != "kk" {
		t.Errorf("%v", calls)
	}
}
