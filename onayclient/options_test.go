package onayclient

import (
	"net/http"
	"testing"
	"time"
)

func TestDefaults(t *testing.T) {
	t.Parallel()
	c := defaults()
	if c.rate != 1 || c.timeout != 8*time.Second || c.perDay != 0 || c.banPause != 6*time.Hour {
		t.Errorf("%+v", c)
	}
	if _, offset := time.Now().In(c.zone).Zone(); offset != 5*60*60 {
		t.Errorf("the cabinet's zone is %d s from UTC", offset)
	}
}

func TestUserAgent(t *testing.T) {
	t.Parallel()
	for want, in := range map[string][2]string{
		"onaybot/1.4 (+admin@example.kz)": {"1.4", "admin@example.kz"},
		"onaybot/1.4":                     {"1.4", ""},
		"onaybot/1 (+t.me/x)":             {"1", "\r\nt.me/xқ"},
	} {
		var c config
		WithUserAgent(in[0], in[1])(&c)
		if c.agent != want {
			t.Errorf("got %q, want %q", c.agent, want)
		}
	}
}

func TestTheGivenClientIsNotModified(t *testing.T) {
	t.Parallel()
	given := &http.Client{Timeout: time.Hour}
	c, err := New("https://cabinet.example", WithHTTPClient(given))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	if given.Jar != nil || given.CheckRedirect != nil || given.Timeout != time.Hour || given.Transport != nil {
		t.Errorf("%+v", given)
	}
}
