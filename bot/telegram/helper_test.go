package telegram

import (
	"log/slog"
	"testing"

	"onaybot/bot/internal/testkit"
)

// newClient is a client with the chats 1 and -5 that speaks to api instead of
// Telegram.
func newClient(t testing.TB, api *testkit.API, log *slog.Logger) *Client {
	t.Helper()
	db := testkit.Store(t)
	testkit.AddChats(t, db, 1, -5)
	c, err := New(Config{Token: testkit.Token, APIURL: api.Serve(t), Store: db, Now: testkit.Now, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	return c
}
