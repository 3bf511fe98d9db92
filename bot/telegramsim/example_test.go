package telegramsim_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"

	"onaybot/bot/telegramsim"
)

// A person asks, and the bot, here a single call, answers.
func ExampleServer() {
	sim := telegramsim.New()
	server := httptest.NewServer(sim)
	defer server.Close()
	defer sim.Close()

	aida := sim.Person(telegramsim.User{ID: 1001, FirstName: "Аида", Language: "kk"})
	aida.Say("/balance")
	call(server.URL+"/bot42:TEST-TOKEN/sendMessage", "chat_id=1001&parse_mode=HTML&text=<b>540 ₸</b>")

	for _, m := range aida.Messages() {
		fmt.Println(m.From.FirstName+":", m.Text)
	}
	// Output:
	// Аида: /balance
	// onay_test_bot: 540 ₸
}

func call(url, form string) {
	req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, url, strings.NewReader(form))
	if err != nil {
		fmt.Println(err)
		return
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = resp.Body.Close() }()
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		fmt.Println(err)
	}
}
