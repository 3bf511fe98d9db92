package onayclient_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"onaybot/onayclient"
)

func TestTheTokenIsFound(t *testing.T) {
	t.Parallel()
	for html, want := range map[string]string{
		`<input id="csrftoken" value="a+b/c=">`:                                     "a+b/c=",
		`<INPUT VALUE='x&amp;y' type=hidden ID=csrftoken>`:                          "x&y",
		`<p><form><input name="csrf" value="v" class="a" id="csrftoken" />`:         "v",
		`<!-- <input id="csrftoken" value="old"> --><input id=csrftoken value=new>`: "new",
		`<script>var s='<input id="csrftoken" value="s">'</script>`:                 "",
		`<input id="csrftoken">`:                                                    "",
		`<input id="csrftoken" value="">`:                                           "",
		`<input id="csrftoken" value="` + strings.Repeat("x", 600) + `">`:           "",
		`<div id="csrftoken" value="v">`:                                            "",
		`{"token":"v"}`:                                                             "",
	} {
		got := make(chan string, 1)
		c := answering(t, func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPost {
				got <- r.PostFormValue("csrf")
				_, _ = w.Write([]byte(`{"type":false}`))
				return
			}
			_, _ = w.Write([]byte(html))
		})
		if want == "" {
			if e := fails(t, c, onayclient.ErrChanged); e.Missing != "csrftoken input" {
				t.Errorf("%s: %v", html, &e)
			}
			continue
		}
		if _, err := c.Card(t.Context(), mustPAN(t, unified)); !errors.Is(err, onayclient.ErrNoCard) {
			t.Errorf("%s: %v", html, err)
			continue
		}
		if token := <-got; token != want {
			t.Errorf("%s: token %q, want %q", html, token, want)
		}
	}
}

func TestRedirectsOfTheStartPage(t *testing.T) {
	t.Parallel()
	c := answering(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/city/":
			http.Redirect(w, r, "../ru/home", http.StatusFound)
		case "/ru/home":
			_, _ = w.Write([]byte(`<input id="csrftoken" value="t">`))
		default:
			_, _ = w.Write([]byte(reply(`"balance":5`)))
		}
	})
	if card := read(t, c, unified); card.Balance != 5 {
		t.Errorf("balance %d", card.Balance)
	}
}

func TestAnotherHostIsNotFollowed(t *testing.T) {
	t.Parallel()
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		t.Error("the other host was asked")
	}))
	t.Cleanup(other.Close)
	for _, to := range []string{other.URL, other.URL + "/?pan=" + unified, "//evil.example/", "ftp://127.0.0.1/"} {
		c := answering(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", to)
			w.WriteHeader(http.StatusMovedPermanently)
		})
		if e := fails(t, c, onayclient.ErrChanged); e.Missing != "a redirect within the same host" {
			t.Errorf("to %s: %v", to, &e)
		}
	}
}
