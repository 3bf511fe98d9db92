package onayclient

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
)

// memory is a State in memory.
type memory map[string]string

func (m memory) Get(_ context.Context, key string) (string, error) { return m[key], nil }

func (m memory) Set(_ context.Context, key, value string) error {
	m[key] = value
	return nil
}

func TestRefusedCredentialsAreKnownAgain(t *testing.T) {
	t.Parallel()
	kept := memory{}
	with := func(site, login, password string) *account {
		return &account{config: Config{BaseURL: site, Login: login, Password: password, State: kept}}
	}
	if err := with("https://a", "u", "p").refuse(t.Context()); !errors.Is(err, ErrBadLogin) {
		t.Fatalf("refuse: %v", err)
	}
	first := kept[refusedKey]
	for want, known := range map[error][]*account{
		ErrBadLogin: {with("https://a", "u", "p")},
		nil: {
			with("https://a", "u", "p2"), with("https://a", "u2", "p"), with("https://b", "u", "p"),
			with("https://a", "u\x00p", ""),
		},
	} {
		for _, a := range known {
			if err := a.mayTry(t.Context()); !errors.Is(err, want) {
				t.Errorf("%s %q: %v, want %v", a.config.BaseURL, a.config.Login, err, want)
			}
		}
	}
	_ = with("https://a", "u", "p").refuse(t.Context())
	if kept[refusedKey] == first {
		t.Error("the same salt twice")
	}
	kept[refusedKey] = "nonsense"
	if err := with("https://a", "u", "p").mayTry(t.Context()); err != nil {
		t.Errorf("a value that is no hash: %v", err)
	}
}

func TestTextsAreShortAndClean(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]text{
		`"  ETK-OnLine "`: "ETK-OnLine", `"a\u0007\u001bb"`: "ab", `"\ud800x"`: "x", `12.50`: "12.50",
		`"Қала"`: "Қала",
		`null`:   "", `""`: "", `{ }`: "", `[]`: "", `false`: "", `0`: "0",
		`"` + strings.Repeat("ә", 500) + `"`: text(strings.Repeat("ә", maxText)),
	} {
		var got struct{ F text }
		if err := json.Unmarshal([]byte(`{"F":`+in+`}`), &got); err != nil || got.F != want {
			t.Errorf("text of %s = %q, %v, want %q", in, got.F, err, want)
		}
	}
}

// Without pings a connection by HTTP/2 that has died without a word would fail
// every request for a quarter of an hour.
func TestConnectionsAreTried(t *testing.T) {
	t.Parallel()
	own, ok := newHTTP().Transport.(*http.Transport)
	if !ok || own.HTTP2 == nil || own.HTTP2.SendPingTimeout <= 0 {
		t.Error("no ping after a silence")
	}
	if own == http.DefaultTransport {
		t.Error("the transport is everybody's")
	}
}
